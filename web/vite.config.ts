// How the page is built: small first load, catalogues compiled, compressed copies beside every asset (the server sends
// those, so nothing is compressed while somebody waits).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** ICU messages become what Lingui's runtime reads, so that no parser ships. */
function catalogues(): Plugin {
  return {
    name: 'catalogues',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/locales\/\w+\/\w+\.json$/.test(id)) return null
      const messages = Object.entries(JSON.parse(code) as Record<string, string>)
      const compiled = Object.fromEntries(messages.map(([key, message]) => [key, compileMessage(message)]))
      return { code: `export const messages = ${JSON.stringify(compiled)}`, moduleType: 'js', map: null }
    },
  }
}

/** Zod would write itself faster parsers with `new Function`, which the page's policy forbids; it must hear of it before any schema. */
function withoutEval(): Plugin {
  return {
    name: 'without-eval',
    transform: (code, id) =>
      id.endsWith('/zod/v4/core/core.js') ? { code: `${code}\nglobalConfig.jitless = true`, map: null } : null,
  }
}

const ROUTE = /^export const (\w+) = route\(\{\n([\s\S]*?)^\}\)$/gm
/** What calling a route takes, a line each. */
const CALLED_BY = /^  (?:name|method|path|status|consumes|produces): .+,$/gm
const IMPORTED = /^import \{([^}]+)\} from '([^']+\.api\.ts)'/gm
const API = /\/src\/.+\.api\.ts$/

/**
 * A route with its schemas is for the server, which checks by them. A page that only calls it takes its method and path, so neither schemas
 * nor the library for them weigh on the first load. Whoever names a schema, or sends a form that is checked by one, gets the file whole.
 */
function lightRoutes(): Plugin {
  const isPlain = (code: string) => !/from 'zod'/.test(code)
  const named = (code: string) => new Set([...code.matchAll(ROUTE)].map(([, name]) => name))
  const isWhole = (importer: string) => importer.endsWith('?whole') || importer.includes('/web/settings/')
  return {
    name: 'light-routes',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (!source.endsWith('.api.ts') || !importer || !isWhole(importer)) return null
      const found = await this.resolve(source, importer, { ...options, skipSelf: true })
      return found && { id: `${found.id}?whole`, moduleSideEffects: false }
    },
    transform(code, id) {
      if (id.endsWith('?whole')) return { code, map: null, moduleSideEffects: false }
      if (API.test(id)) return { code: light(code, id), map: null, moduleSideEffects: false }
      if (!/\/web\/(?!settings\/).+\.tsx?$/.test(id) || !code.includes('.api.ts')) return null
      const parted = code.replace(IMPORTED, (whole, list: string, from: string) => {
        const api = readFileSync(path.resolve(path.dirname(id), from), 'utf8')
        const routes = named(api)
        const wanted = list.split(',').map((one) => one.trim()).filter((one) => one && !one.startsWith('type ')) // prettier-ignore
        const schemas = isPlain(api) ? [] : wanted.filter((one) => !routes.has(one))
        if (schemas.length === 0) return whole
        const types = list.split(',').filter((one) => one.trim().startsWith('type '))
        const rest = [...wanted.filter((one) => routes.has(one)), ...types]
        return `import { ${rest.join(', ')} } from '${from}'; import { ${schemas.join(', ')} } from '${from}?whole'`
      })
      return { code: parted, map: null }
    },
    generateBundle(_, bundle) {
      const first = new Set<string>()
      const follow = (name: string) => {
        const chunk = bundle[name]
        if (chunk?.type !== 'chunk' || first.has(name)) return
        first.add(name)
        chunk.imports.forEach(follow)
      }
      for (const [name, chunk] of Object.entries(bundle)) if (chunk.type === 'chunk' && chunk.isEntry) follow(name)
      const modules = [...first].flatMap((name) => {
        const chunk = bundle[name]
        return chunk?.type === 'chunk' ? Object.keys(chunk.modules) : []
      })
      const guilty = modules.filter(
        (id) => !id.endsWith('?whole') && this.getModuleInfo(id)?.importedIds.some((one) => one.endsWith('?whole')),
      )
      if (guilty.length > 0)
        this.error(`Schemas on the first page, by ${guilty.join(', ')}: fetch it when it is needed, or name no schema.`)
    },
  }

  function light(code: string, id: string): string {
    if (isPlain(code)) return code
    return [...code.matchAll(ROUTE)]
      .map(([, name, declared = '']) => {
        const lines = declared.match(CALLED_BY) ?? []
        if (!/^  method: .+^  path: /ms.test(lines.join('\n'))) throw new Error(`${id}: ${name} has no method and path`)
        return `export const ${name} = {\n${lines.join('\n')}\n}`
      })
      .join('\n')
  }
}

function compressed(): Plugin {
  let folder = ''
  return {
    name: 'compressed',
    apply: 'build',
    configResolved(config) {
      folder = path.resolve(config.root, config.build.outDir)
    },
    async closeBundle() {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.(js|css|html|svg)$/.test(name),
      )
      await Promise.all(
        files.map(async (name) => {
          const file = path.join(folder, name)
          const bytes = readFileSync(file)
          if (bytes.length < 1024 || name.endsWith('.html')) return // HTML gets a nonce with every answer
          writeFileSync(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }))
          const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
          writeFileSync(`${file}.br`, await promisify(brotliCompress)(bytes, { params }))
        }),
      )
    },
  }
}

/** What opens over a page, and what places it there: not before something is opened, or a conversation is. */
const OPENING_PARTS = 'Combobox|FocusTrap|Menu|Overlay|Popover|ScrollArea|Tooltip|Floating'
const OPENING_LIBRARIES =
  '@floating-ui|react-remove-scroll|react-remove-scroll-bar|react-style-singleton|use-sidecar|use-callback-ref|get-nonce|tslib|aria-hidden|tabbable'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [catalogues(), withoutEval(), lightRoutes(), react(), compressed()],
  json: { stringify: false },
  build: {
    rolldownOptions: {
      output: {
        // Few larger files: of many small ones the headers alone would weigh a tenth of the first load. What is on the first page the bundler
        // knows by itself (`$initial`).
        codeSplitting: {
          groups: [
            { name: 'schemas', test: /node_modules\/zod\/|\.api\.ts\?whole$/, priority: 1 },
            { name: 'libraries', tags: ['$initial'], test: /node_modules\/(?!@mantine\/)/ },
            { name: 'mantine', tags: ['$initial'], test: /node_modules\/@mantine\// },
            { name: 'desk', tags: ['$initial'], test: /\/(?:web|src)\/(?!locales).+\.tsx?$/ },
            {
              name: 'opening',
              test: new RegExp(
                `node_modules/(?:(?:${OPENING_LIBRARIES})/|@mantine/core/esm/components/(?:${OPENING_PARTS})/)`,
              ),
            },
          ],
        },
      },
    },
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    reportCompressedSize: false,
    assetsInlineLimit: 0,
  },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': { target: `http://127.0.0.1:${process.env['POSTROOM_HTTP_PORT'] ?? 3000}`, changeOrigin: false } },
  },
})
