// An address book and the desk are edited at random while the line between them breaks: afterwards both say the same, and what gave way
// stands among the conflicts. Against a server of our own, and against a real one where it is installed.
import { LOGIN, startCardServer } from '../doubles/carddav.ts'
import { openBookSides, type There } from './book-sides.ts'
import { radicaleMissing, startRadicale } from './radicale.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

async function edits({ count, seed, tell }: FaultContext, there: There): Promise<Verdict> {
  const sides = await openBookSides(there, seed)
  try {
    for (let round = 1; round <= count; round++) {
      await sides.round()
      if (round % 100 === 0) tell(`${round} rounds`)
    }
    const broken = await sides.settle()
    return { broken: broken.slice(0, 20), figures: { ...(await sides.figures()), wrong: broken.length } }
  } finally {
    await sides.close()
  }
}

async function withOwn(context: FaultContext): Promise<Verdict> {
  const server = await startCardServer({ piece: 7 })
  try {
    return await edits(context, {
      url: server.url,
      read: async () => new Map(server.cards),
      write: async (name, card) => server.write(name, card),
    })
  } finally {
    await server.close()
  }
}

async function withRadicale(context: FaultContext): Promise<Verdict> {
  const server = await startRadicale()
  const headers = { authorization: `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}` }
  try {
    return await edits(context, {
      url: server.url,
      // Radicale gives a whole book as one file (GET of the collection); the names of its cards come by PROPFIND.
      read: async () => {
        const listed = await (await fetch(server.url, { method: 'PROPFIND', headers: { ...headers, depth: '1' } })).text() // prettier-ignore
        const names = [...listed.matchAll(/<href>[^<]*\/contacts\/([^<]+)<\/href>/g)].map((found) => found[1] ?? '')
        const cards = await Promise.all(names.map(async (name) => [decodeURIComponent(name), await (await fetch(server.url + name, { headers })).text()] as const)) // prettier-ignore
        return new Map(cards)
      },
      write: async (name, card) => {
        const url = server.url + encodeURIComponent(name)
        const type = { 'content-type': 'text/vcard' }
        const done = await fetch(url, card === null ? { method: 'DELETE', headers } : { method: 'PUT', headers: { ...headers, ...type }, body: card }) // prettier-ignore
        if (!done.ok) throw new Error(`radicale answered ${done.status}`)
      },
    })
  } finally {
    await server.close()
  }
}

const what = 'A contact and its card are edited on both sides while the line breaks: both end alike, nothing is lost, every conflict is noted.' // prettier-ignore
export const scenarios: Scenario[] = [
  { name: 'books', row: 'F25', what, counts: { smoke: 20, ci: 300, nightly: 1_000 }, takes: { cores: 1, seconds: 60 }, run: withOwn }, // prettier-ignore
  {
    name: 'books-radicale',
    row: 'F25',
    what: `${what} Against a real Radicale.`,
    counts: { smoke: 0, ci: 100, nightly: 1_000 },
    takes: { cores: 1, seconds: 120 },
    cannotRun: async () => radicaleMissing(),
    run: withRadicale,
  },
]
