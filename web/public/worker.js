// Stands between the pages of Postroom and the network, so that the page opens where there is none, and says so. It keeps the files that the
// app is made of and the notice, and nothing else: no answer of the API, no mail, ever.
const KEPT = 'postroom-shell-1'
/** What is shown without a network, and the empty frames that mail is drawn in. */
const SHELL = [
  '/offline.html',
  '/offline.css',
  '/offline.js',
  '/mail-frame.html',
  '/mail-frame.css',
  '/paper-frame.html',
  '/paper-frame.css',
]
/** Files of earlier versions go, the oldest first. */
const MOST = 300

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(KEPT)
      .then((cache) => cache.addAll(SHELL))
      .then(() => skipWaiting()),
  )
})

addEventListener('activate', (event) => {
  event.waitUntil(tidy().then(() => clients.claim()))
})

addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (pathname.startsWith('/assets/')) event.respondWith(unchanging(request))
  else if (SHELL.includes(pathname)) event.respondWith(newest(request))
  else if (request.destination === 'document' && isPage(pathname)) event.respondWith(page(request))
})

/** Not what the server answers by itself, and no file that is saved. */
function isPage(pathname) {
  return !/^\/(?:api|metrics|readyz|livez|healthz)(?:\/|$)/.test(pathname) && !/\.\w{1,8}$/.test(pathname)
}

/** Their names hold what they say: once fetched, never asked for again. */
async function unchanging(request) {
  const cache = await caches.open(KEPT)
  const known = await cache.match(request)
  if (known) return known
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

async function newest(request) {
  const cache = await caches.open(KEPT)
  try {
    const answer = await fetch(request)
    if (answer.ok) await cache.put(request, answer.clone())
    return answer
  } catch {
    return (await cache.match(request)) ?? Response.error()
  }
}

/** Always from the server, which gives each its own nonce; without it, the notice. */
async function page(request) {
  try {
    return await fetch(request)
  } catch {
    return (await caches.match('/offline.html')) ?? Response.error()
  }
}

async function tidy() {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name)
  const cache = await caches.open(KEPT)
  const assets = (await cache.keys()).filter((one) => new URL(one.url).pathname.startsWith('/assets/'))
  for (const one of assets.slice(0, Math.max(0, assets.length - MOST))) await cache.delete(one)
}
