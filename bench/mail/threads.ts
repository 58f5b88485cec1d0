// Threading, through the door and the real filing: a month of a mailing list against its archive's index, and letters whose truth
// is known, in order and in a wild one.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { fileAll, quiet, type Findings } from '../../test/stories/ground-truth.ts'
import { startServer } from '../../test/stories/server.ts'
import { anyCorpus } from '../corpus.ts'
import { randomFrom } from '../letters.ts'
import { sendAll, toWire } from '../senders.ts'
import { absent, atLeast, atMost, corpus, type Goal } from './goal.ts'

export async function goals(): Promise<Goal[]> {
  return [...(await archiveGoals()), ...(await truthGoals())]
}

const archive = 'threads: a month of a list against its archive’s index'

async function archiveGoals(): Promise<Goal[]> {
  const folder = corpus('threads')
  if (folder === null) return [absent(archive, 'precision and recall 1', 'threads')]
  const mails = splitMbox(unpacked(folder, '2010-January.txt.gz'))
  const known = threadsIn(unpacked(folder, '2010-January_thread.html.gz'))
  const found = await conversationsOf(mails)
  const { precision, recall } = pairwise(mails.map((_, at) => ({ known: known.get(at), found: found.get(at) })))
  return [
    atLeast(`${archive}: messages found in both`, mails.length, [...found.keys()].filter((at) => known.has(at)).length),
    atLeast(`${archive}: precision`, 1, precision),
    atLeast(`${archive}: recall`, 1, recall),
  ]
}

async function truthGoals(): Promise<Goal[]> {
  const { letters, from } = await anyCorpus(2000)
  const random = randomFrom(3)
  const wild = letters.map((letter) => ({ letter, at: random() })).toSorted((a, b) => a.at - b.at)
  return [
    ...truthOf(`threads: ${from}, in order`, await fileAll(letters), true),
    ...truthOf(`threads: ${from}, shuffled`, await fileAll(wild.map((one) => one.letter)), false),
  ]
}

/** Out of order an answer with nothing but a subject may stay alone; what has headers never does. */
function truthOf(what: string, found: Findings, isInOrder: boolean): Goal[] {
  const percent = (style: string) => {
    const { all = 0, right = 0, withParent = 0 } = found.replies[style] ?? {}
    return all === 0 ? 100 : Math.floor((1000 * (right + withParent)) / all) / 10
  }
  return [
    ...['refs', 'irt', 'newsubj'].map((style) => atLeast(`${what}: answers by ${style}`, 100, percent(style), ' %')),
    atLeast(`${what}: answers by subject alone`, isInOrder ? 85 : 75, percent('subjonly'), ' %'),
    atMost(`${what}: conversations with two matters`, 0, found.mixed),
  ]
}

const unpacked = (folder: string, name: string): Buffer => gunzipSync(readFileSync(path.join(folder, name)))

/** In the archive's order, which numbers them. */
function splitMbox(mbox: Buffer): Buffer[] {
  const parts = mbox.toString('latin1').split(/^From [^\n]{1,200} \d{4}\n/m)
  return parts.slice(1).map((part) => Buffer.from(part.replace(/\n$/, ''), 'latin1'))
}

/** Number of a message → number of the first entry of its thread: what is nested in one another is one thread. */
function threadsIn(index: Buffer): Map<number, number> {
  const threads = new Map<number, number>()
  const list = index.toString('latin1').split('<HR>')[1] ?? ''
  let depth = 0
  let thread = 0
  for (const [tag, number] of list.matchAll(/<\/?ul>|<a name="(\d{5})"/gi)) {
    if (number === undefined) depth += tag.startsWith('</') ? -1 : 1
    else {
      if (depth === 1) thread = Number(number)
      threads.set(Number(number), thread)
    }
  }
  return threads
}

/** One connection, so that they arrive in the archive's order. */
async function conversationsOf(mails: Buffer[]): Promise<Map<number, string>> {
  const server = await startServer({ env: { POSTROOM_INBOX_ADDRESSES: 'list@desk.example' } })
  try {
    const letters = mails.map((raw, at) => ({
      from: `sender${at}@list.example`,
      to: 'list@desk.example',
      wire: toWire(raw),
    }))
    const sent = await sendAll(server.smtpPort, letters, { connections: 1, perConnection: 1_000 })
    if (sent.refused > 0) throw new Error(`${sent.refused} refused, e.g. ${sent.refusals[0]}`)
    await quiet(server)
    const database = await server.database()
    const { rows } = await database.query<{ sender: string; conversation: string }>(
      `select m.envelope_from as sender, coalesce(c.merged_into, c.id)::text as conversation
       from message m join conversation c on c.id = m.conversation_id`,
    )
    await database.end()
    return new Map(rows.map(({ sender, conversation }) => [Number(/\d+/.exec(sender)?.[0]), conversation]))
  } finally {
    await server.remove()
  }
}

/** Over all pairs of messages: of those found together the share that belongs together, and the other way round. */
function pairwise(mails: { known: number | undefined; found: string | undefined }[]): {
  precision: number
  recall: number
} {
  let [both, found, known] = [0, 0, 0]
  mails.forEach((one, at) => {
    for (const other of mails.slice(at + 1)) {
      const isFound = one.found !== undefined && one.found === other.found
      const isKnown = one.known !== undefined && one.known === other.known
      found += Number(isFound)
      known += Number(isKnown)
      both += Number(isFound && isKnown)
    }
  })
  return { precision: both / Math.max(1, found), recall: both / Math.max(1, known) }
}
