// The built web app. Files are listed once, so a path is looked up and never joined: there is nothing to climb out of.
// Every path that is no file is the app's own and gets index.html.
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { framePolicy, noticePolicy, pagePolicy, paperPolicy, workerPolicy } from './headers.ts'

export interface WebFiles {
  /** Null where this is not for the web app. */
  answer(pathname: string, acceptEncoding: string): Response | null
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

/** Of files that are pages by themselves, or run: what they may. Those that are framed are so by us alone. */
const policies: Record<string, { policy: string; isFramed?: true }> = {
  'mail-frame.html': { policy: framePolicy(), isFramed: true },
  'paper-frame.html': { policy: paperPolicy(), isFramed: true },
  'offline.html': { policy: noticePolicy },
  'worker.js': { policy: workerPolicy },
}

/** Vite puts a hash of the content into these names: what such a file says never changes. */
const HASHED = 'assets/'

const notBuilt = `<!doctype html><html lang="en"><title>Postroom</title><h1>Postroom is running</h1>
<p>The web app has not been built yet: run <code>npm run build:web</code> and reload. The API is at <a href="/api/docs">/api/docs</a>.</p></html>`

export function createWebFiles(webDir: string): WebFiles {
  let listed = list(webDir)
  /** Whoever asks again and again and reads nothing holds the same bytes. */
  const hashed = new Map<string, Uint8Array<ArrayBuffer>>()

  function read(name: string): Uint8Array<ArrayBuffer> {
    const bytes = hashed.get(name) ?? new Uint8Array(readFileSync(path.join(webDir, name)))
    if (name.startsWith(HASHED)) hashed.set(name, bytes)
    return bytes
  }

  return {
    answer: (pathname, acceptEncoding) => {
      const name = decoded(pathname).slice(1)
      // Built, or built again, after the start.
      if (!listed.has('index.html') || (name.startsWith(HASHED) && !listed.has(name))) listed = list(webDir)
      if (name !== 'index.html' && listed.has(name) && !/\.(br|gz)$/.test(name)) return file(name, acceptEncoding)
      if (/\.\w{1,8}$/.test(name) && name !== 'index.html') return null
      return page(listed.has('index.html') ? readFileSync(path.join(webDir, 'index.html'), 'utf8') : notBuilt)
    },
  }

  function file(name: string, acceptEncoding: string): Response {
    const isHashed = name.startsWith(HASHED)
    const headers = new Headers({
      'content-type': types[path.extname(name).toLowerCase()] ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      vary: 'accept-encoding',
    })
    const own = policies[name]
    if (own) headers.set('content-security-policy', own.policy)
    if (own?.isFramed) headers.set('x-frame-options', 'SAMEORIGIN')
    for (const [coding, ending] of [
      ['br', '.br'],
      ['gzip', '.gz'],
    ] as const) {
      if (
        !listed.has(name + ending) ||
        !new RegExp(`\\b${coding}\\b(?!\\s*;\\s*q=0(?:\\.0*)?(?:,|$))`).test(acceptEncoding)
      )
        continue
      headers.set('content-encoding', coding)
      return new Response(read(name + ending), { headers })
    }
    return new Response(read(name), { headers })
  }
}

/** The placeholder `__CSP_NONCE__` becomes a nonce of this answer alone. */
function page(html: string): Response {
  const nonce = randomBytes(16).toString('base64url')
  const hasTrustedTypes = /<html[^>]*\sdata-trusted-types/.test(html)
  return new Response(html.replaceAll('__CSP_NONCE__', nonce), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': pagePolicy(nonce, hasTrustedTypes),
    },
  })
}

function list(folder: string): Set<string> {
  try {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    return new Set(
      found.map((one) => path.relative(folder, path.join(one.parentPath, one.name)).split(path.sep).join('/')),
    )
  } catch {
    return new Set()
  }
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return pathname
  }
}
