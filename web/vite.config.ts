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

/** Mantine's parts that the list and the frame around it use; the others come with the pages that need them. */
const FIRST_PARTS =
  'ActionIcon|Button|Checkbox|CloseButton|Combobox|Drawer|FloatingIndicator|FocusTrap|Group|InlineInput|Input|InputBase|Loader|Menu|Modal|ModalBase|Overlay|Paper|Pill|Popover|Portal|Progress|ScrollArea|SegmentedControl|Select|Skeleton|TextInput|Tooltip|Transition|UnstyledButton|VisuallyHidden|Floating'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [catalogues(), withoutEval(), react(), compressed()],
  json: { stringify: false },
  build: {
    rolldownOptions: {
      output: {
        // Few larger files: of many small ones the headers alone would weigh a tenth of the first load.
        codeSplitting: {
          groups: [
            {
              name: 'libraries',
              test: /node_modules\/(?:react|react-dom|scheduler|@tanstack|zod|@lingui|@floating-ui|@babel|@tabler|clsx|react-remove-scroll|react-remove-scroll-bar|react-style-singleton|use-sidecar|use-callback-ref|get-nonce|tslib|aria-hidden|tabbable|use-sync-external-store|cookie-es|isbot|seroval)\//,
            },
            {
              name: 'mantine',
              test: new RegExp(
                `node_modules/@mantine/(?:hooks|store|notifications|core/esm/(?:core|utils|components/(?:${FIRST_PARTS})/))`,
              ),
            },
            {
              // What only the settings and pages beside the inbox ask of the server comes with them.
              name: 'desk',
              test: /(?:web\/(?:shell\/(?!Palette|Help)|session\/session|words|languages|call|when|azerbaijani|live|theme|trust|conversations\/(?:queries|rows|load|triage))|src\/(?!desk\/(?:rules|mailboxes|jobs|macros|tasks|hours|sla|assignment|users\/(?:tokens|setup|invitations))|flows\/(?:audit|backtest|sync|assignment|triage|reply\/checks)).*\.api\.ts|src\/kit\/route)/,
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
