// The page behind the link of a letter to many: it asks, and only the button does (RFC 8058 §3.2: programs send the POST by themselves,
// without looking at the page). Nothing is told of who it is about.
import type { Hono } from 'hono'
import { readLink, unsubscribe } from '../../flows/sequences/unsubscribe.ts'
import { escaped } from '../../desk/macros/html.ts'
import type { Keys } from '../../store/keys.ts'
import type { Store } from '../../store/store.ts'
import type { Env } from './env.ts'

const words = {
  en: ['Letters like this', 'You will get no more letters that we send of our own accord. Answers to what you write go on.', 'Send me none', 'Done. You will get no more of them.', 'There is nothing to leave here.'], // prettier-ignore
  nl: ['Brieven als deze', 'U krijgt geen brieven meer die we uit onszelf sturen. Op wat u schrijft antwoorden we wel.', 'Stuur mij er geen', 'Gedaan. U krijgt er geen meer.', 'Hier valt niets af te melden.'], // prettier-ignore
  de: ['Briefe wie dieser', 'Sie erhalten keine Briefe mehr, die wir von uns aus senden. Auf Ihre Schreiben antworten wir weiterhin.', 'Keine mehr senden', 'Erledigt. Sie erhalten keine mehr.', 'Hier gibt es nichts abzumelden.'], // prettier-ignore
  tr: ['Bu tür iletiler', 'Kendiliğimizden gönderdiğimiz iletileri artık almazsınız. Yazdıklarınıza yanıt vermeyi sürdürürüz.', 'Bana gönderme', 'Tamam. Artık almayacaksınız.', 'Burada çıkılacak bir şey yok.'], // prettier-ignore
  az: ['Belə məktublar', 'Öz təşəbbüsümüzlə göndərdiyimiz məktubları daha almayacaqsınız. Yazdıqlarınıza cavab verməyə davam edirik.', 'Mənə göndərməyin', 'Oldu. Daha almayacaqsınız.', 'Burada imtina ediləcək bir şey yoxdur.'], // prettier-ignore
} as const
type Language = keyof typeof words

const POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const style = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 32rem; margin: 15vh auto; padding: 0 1rem }
button { min-height: 44px; padding: 0 1rem; font: inherit }
`

export function addUnsubscribe(app: Hono<Env>, { store, keys }: { store: Store; keys: Pick<Keys, 'hmac'> }): void {
  app.get(
    '/unsubscribe.css',
    () => new Response(style, { headers: { 'content-type': 'text/css', 'cache-control': 'public, max-age=300' } }),
  )
  app.get('/unsubscribe/:token', (c) => {
    c.set('route', '/unsubscribe/:token')
    const language = languageOf(c.req.header('accept-language') ?? '')
    const isKnown = readLink(keys, c.req.param('token')) !== null
    return page(language, isKnown ? 'ask' : 'unknown', isKnown ? 200 : 404)
  })
  app.post('/unsubscribe/:token', async (c) => {
    c.set('route', '/unsubscribe/:token')
    const id = readLink(keys, c.req.param('token'))
    const isDone = id !== null && (await store.transact({ actorId: null }, (tx) => unsubscribe(tx, id)))
    return page(languageOf(c.req.header('accept-language') ?? ''), isDone ? 'done' : 'unknown', isDone ? 200 : 404)
  })
}

function languageOf(accepted: string): Language {
  const wanted = accepted.split(',').map((one) => one.trim().slice(0, 2).toLowerCase())
  return wanted.find((one): one is Language => one in words) ?? 'en'
}

function page(language: Language, state: 'ask' | 'done' | 'unknown', status: number): Response {
  const [title, says, button, done, unknown] = words[language]
  const inside =
    state === 'ask'
      ? `<p>${escaped(says)}</p><form method="post"><button name="List-Unsubscribe" value="One-Click">${escaped(button)}</button></form>`
      : `<p role="status">${escaped(state === 'done' ? done : unknown)}</p>`
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${escaped(title)}</title><link rel="stylesheet" href="/unsubscribe.css"></head><body><main><h1>${escaped(title)}</h1>${inside}</main></body></html>`
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
    },
  })
}
