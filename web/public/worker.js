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

/** What was pushed while nobody looked. With a page in front of somebody the bell on it is enough. */
addEventListener('push', (event) => event.waitUntil(told(event.data)))

async function told(data) {
  const { title, body, url, tag, lang } = read(data)
  const pages = await clients.matchAll({ type: 'window' })
  if (pages.some((page) => page.focused) && !String(tag).startsWith('test-')) return
  await registration.showNotification(String(title || 'Postroom'), {
    body: String(body ?? ''),
    tag: String(tag ?? 'postroom'),
    lang: String(lang ?? ''),
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    data: { url: ourPath(url) },
  })
}

function read(data) {
  try {
    return data?.json() ?? {}
  } catch {
    return {}
  }
}

/** Only ever a place of ours. */
function ourPath(url) {
  const place = new URL(String(url ?? '/'), location.origin)
  return place.origin === location.origin ? place.pathname + place.search : '/'
}

addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(ourPath(event.notification.data?.url)))
})

/** In a page that is open already, else in a new one. */
async function open(path) {
  const pages = await clients.matchAll({ type: 'window' })
  const page = pages.find((one) => one.focused) ?? pages[0]
  if (!page) return await clients.openWindow(path)
  await page.focus().catch(() => undefined)
  return await page.navigate(path).catch(() => clients.openWindow(path))
}
