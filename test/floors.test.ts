// Holds the floors of ARCHITECTURE.md: who may import whom, and what the browser may know of the server.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const mayImport: Record<string, string[]> = {
  kit: ['kit'],
  mail: ['mail', 'kit'],
  store: ['store', 'kit'],
  ai: ['ai', 'kit'],
  dav: ['dav', 'kit'],
  desk: ['desk', 'mail', 'store', 'kit'],
  flows: ['flows', 'desk', 'ai', 'mail', 'dav', 'store', 'kit'],
  doors: ['doors', 'flows', 'desk', 'ai', 'mail', 'dav', 'store', 'kit', 'config.ts'],
}

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.startsWith('dist'))
    .map((name) => path.join(folder, name))
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  const imported = [...text.matchAll(/(?:from|import\(|^import)\s*['"]([^'"]+)['"]/gm)]
  // Of a file beside it; what is found in a package is that package's business.
  const reached = [...text.matchAll(/new URL\(\s*['"](\.[^'"]+)['"]/gm)]
  const named = [...imported, ...reached].map((found) => found[1] ?? '')
  return named.map((name) => (name.startsWith('.') ? path.join(path.dirname(file), name) : name))
}

test('a file imports only from its own floor and below', () => {
  const wrong = sources('src').flatMap((file) => {
    const allowed = mayImport[file.split('/')[1] ?? '']
    if (!allowed) return []
    return importsOf(file)
      .filter((name) => name.startsWith('src/') && !allowed.includes(name.split('/')[1] ?? ''))
      .map((name) => `${file} imports ${name}`)
  })

  expect(wrong).toEqual([])
})

test('the browser imports of the server only what a room promises', () => {
  const wrong = sources('web').flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('src/') && !name.endsWith('.api.ts') && name !== 'src/kit/route.ts')
      .map((name) => `${file} imports ${name}`),
  )

  expect(wrong).toEqual([])
})

test('a promise (*.api.ts) imports only the schema library, kit/route and other promises', () => {
  const wrong = sources('src')
    .filter((file) => file.endsWith('.api.ts'))
    .flatMap((file) =>
      importsOf(file)
        .filter((name) => name !== 'zod' && name !== 'src/kit/route.ts' && !name.endsWith('.api.ts'))
        .map((name) => `${file} imports ${name}`),
    )

  expect(wrong).toEqual([])
})

test('no file of the server imports, by whichever way round and be it only a type, what imports it', () => {
  const left = new Map(sources('src').map((file) => [file, importsOf(file).filter((name) => name !== file)]))
  // Whoever needs nothing that is left goes, until nobody goes any more.
  for (let size = Infinity; left.size < size;) {
    size = left.size
    for (const [file, names] of left) if (!names.some((name) => left.has(name))) left.delete(file)
  }
  const isReached = (file: string) => [...left.values()].some((names) => names.includes(file))
  for (let size = Infinity; left.size < size;) {
    size = left.size
    for (const file of left.keys()) if (!isReached(file)) left.delete(file)
  }

  expect([...left.keys()]).toEqual([])
})

/** What opens connections, and who may: each a file for its own reason. (`client.fetch` is a command of an open IMAP connection.) */
const waysOut: { what: RegExp; who: Record<string, string> }[] = [
  {
    what: /from 'node:https?'|from 'undici'|(?<!\bclient\.)\bfetch\(|\bhttps?\.(get|request)\(|\bnew (WebSocket|EventSource)\(/,
    who: {
      'src/doors/outbound/outbound.ts': 'the one HTTP client',
      'src/doors/http/server.ts': 'only a type: it is a server',
      'src/doors/cli/upkeep.ts': 'asks the Postroom on this machine how it is',
    },
  },
  {
    what: /\b(net|tls)\.(connect|createConnection)\(|\bnew (net\.|tls\.)?(Socket|TLSSocket)\(|import \{[^}]*\bconnect\b[^}]*\} from 'node:(net|tls)'/,
    who: { 'src/doors/cli/doctor/network.ts': 'asks the servers of the operator’s own settings, at a command' },
  },
]

test('nobody fetches but the one client that judges every address (requirement S3)', () => {
  const wrong = sources('src').flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')
    return waysOut
      .filter(({ what, who }) => what.test(text) && !(file in who))
      .map(({ what }) => `${file}: ${what.exec(text)?.[0]}`)
  })

  expect(wrong).toEqual([])
})
