// What people do on either side of a mail account in step with a desk, and what must be so afterwards where nobody else did
// anything about the same conversation in the same round.
import {
  changeConversation,
  deleteConversation,
  markSeen,
  readConversation,
  restoreConversation,
} from '../../src/desk/conversations/conversations.api.ts'
import { sendReply } from '../../src/flows/reply/reply.api.ts'
import { must } from '../../src/kit/must.ts'
import type { BothSides, Looked } from './both-sides.ts'
import { NAME } from './mail-account.ts'
import { mailsIn, type Matter } from './two-sides.ts'

export interface Deed {
  name: string
  /** The conversation it was done to. */
  about: string | null
  /** While everything is quiet, before the others. */
  isFirst?: boolean
  /** With what it was done to. */
  told: string
  carryOut(): Promise<unknown>
  /** What it should have done and has not, when all is quiet. */
  missing(now: Looked): string | null
}

type Roll = (sides: number) => number

/** Above that nobody new writes. */
const MOST_OPEN = 40

interface Doing {
  sides: BothSides
  matter: Matter
  seen: Looked
}

/** Null: it makes no sense now. `expected`: what the conversation must be like, if nobody else touched it. */
type Way = (
  doing: Doing,
) => { carryOut: () => Promise<unknown>; expected?: (now: Matter, looked: Looked) => boolean } | null

const there: Record<string, Way> = {
  'flag there': ({ sides, matter, seen }) => {
    const mails = mailsIn(matter, seen.account, 'INBOX').slice(-1)
    return mails.length === 0
      ? null
      : { carryOut: () => sides.account.mark(mails, '\\Flagged', 'add'), expected: (now) => now.isFlagged }
  },
  'unflag there': ({ sides, matter, seen }) => {
    // Of others it says nothing: the flagged one may have left the folder, and the tag stays.
    const mails = mailsIn(matter, seen.account, 'INBOX').filter((mail) => mail.flags.includes('\\Flagged'))
    return mails.length === 0
      ? null
      : { carryOut: () => sides.account.mark(mails, '\\Flagged', 'remove'), expected: (now) => !now.isFlagged }
  },
  'read there': ({ sides, matter, seen }) => {
    const mails = mailsIn(matter, seen.account, 'INBOX')
    return mails.length === 0 ? null : { carryOut: () => sides.account.mark(mails, '\\Seen', 'add') }
  },
  'unread there': ({ sides, matter, seen }) => {
    const mails = mailsIn(matter, seen.account, 'INBOX')
    return mails.length === 0 ? null : { carryOut: () => sides.account.mark(mails, '\\Seen', 'remove') }
  },
  'archive there': ({ sides, matter, seen }) => {
    const mails = mailsIn(matter, seen.account, 'INBOX')
    return mails.length === 0
      ? null
      : { carryOut: () => sides.account.move(mails, 'Archive'), expected: (now) => now.status === 'resolved' }
  },
  'archive one there': ({ sides, matter, seen }) => {
    const mails = mailsIn(matter, seen.account, 'INBOX')
    return mails.length < 2
      ? null
      : {
          carryOut: () => sides.account.move(mails.slice(0, 1), 'Archive'),
          expected: (now) => now.status !== 'resolved',
        }
  },
  'bring back there': ({ sides, matter, seen }) => {
    const mails = mailsIn(matter, seen.account, 'Archive')
    const isDone = !matter.isDeleted && matter.status === 'resolved'
    return mails.length === 0 || !isDone
      ? null
      : { carryOut: () => sides.account.move(mails, 'INBOX'), expected: (now) => now.status !== 'resolved' }
  },
  'throw away there': ({ sides, matter, seen }) => {
    const mails = mailsIn(matter, seen.account, 'INBOX')
    return mails.length === 0
      ? null
      : { carryOut: () => sides.account.move(mails, 'Trash'), expected: (now) => now.isDeleted }
  },
  'take out of the trash there': ({ sides, matter, seen }) => {
    const mails = mailsIn(matter, seen.account, 'Trash')
    return mails.length === 0 || !matter.isDeleted
      ? null
      : { carryOut: () => sides.account.move(mails, 'INBOX'), expected: (now) => !now.isDeleted }
  },
  'delete for good there': ({ sides, matter, seen }) => {
    const mails = mailsIn(matter, seen.account, 'INBOX').slice(-1)
    if (mails.length === 0) return null
    return {
      carryOut: async () => {
        await sides.account.expunge(mails)
        const left = new Set((await sides.account.lying()).map((mail) => mail.mid)) // Postroom may have moved it just before
        for (const { mid } of mails) if (!left.has(mid)) sides.ledger.erased.add(mid)
      },
    }
  },
  'write again': ({ sides, matter }) => {
    const last = matter.mails.at(-1)
    return last === undefined || matter.isDeleted || isUnnamed(last)
      ? null
      : { carryOut: () => arrive(sides, last), expected: (now) => now.status !== 'resolved' }
  },
  'answer there': ({ sides, matter }) => {
    const last = matter.mails.at(-1)
    if (last === undefined || matter.isDeleted || isUnnamed(last)) return null
    const mid = `sent-${sides.ledger.sentThere.size}-${matter.id}@desk.example`
    return {
      carryOut: async () => {
        const head = [`From: Ben <support@desk.example>`, `To: Dora <dora@acme.example>`, `Message-ID: <${mid}>`]
        await sides.account.append(
          'Sent',
          [...head, `In-Reply-To: <${last}>`, 'Subject: Re: An order', '', 'It is on its way.', ''].join('\r\n'),
          ['\\Seen'],
        )
        sides.ledger.sentThere.add(mid)
      },
    }
  },
}

const here: Record<string, Way> = {
  resolve: ({ sides, matter }) =>
    matter.isDeleted || matter.status === 'resolved'
      ? null
      : {
          carryOut: () => sides.server.api.call(changeConversation, { id: matter.id, status: 'resolved' }),
          expected: (now) => now.status === 'resolved',
        },
  reopen: ({ sides, matter }) =>
    matter.isDeleted || matter.status !== 'resolved'
      ? null
      : {
          carryOut: () => sides.server.api.call(changeConversation, { id: matter.id, status: 'open' }),
          expected: (now) => now.status === 'open',
        },
  flag: ({ sides, matter }) =>
    matter.isDeleted
      ? null
      : {
          carryOut: () => sides.server.api.call(changeConversation, { id: matter.id, tags: ['flagged'] }),
          expected: (now) => now.isFlagged,
        },
  unflag: ({ sides, matter }) =>
    matter.isDeleted
      ? null
      : {
          carryOut: () => sides.server.api.call(changeConversation, { id: matter.id, tags: [] }),
          expected: (now) => !now.isFlagged,
        },
  read: ({ sides, matter }) =>
    matter.isDeleted
      ? null
      : {
          carryOut: () => sides.server.api.call(markSeen, { id: matter.id, seen: true }),
          expected: (now, { account }) => mailsIn(now, account, 'INBOX').every((mail) => mail.flags.includes('\\Seen')),
        },
  delete: ({ sides, matter }) =>
    matter.isDeleted
      ? null
      : {
          carryOut: () => sides.server.api.call(deleteConversation, { id: matter.id }),
          expected: (now) => now.isDeleted,
        },
  restore: ({ sides, matter }) =>
    matter.isDeleted
      ? {
          carryOut: () => sides.server.api.call(restoreConversation, { id: matter.id }),
          expected: (now) => !now.isDeleted,
        }
      : null,
  answer: ({ sides, matter }) =>
    matter.isDeleted || matter.mails.length === 0
      ? null
      : {
          carryOut: async () => {
            const { version } = await sides.server.api.call(readConversation, { id: matter.id })
            await sides.server.api.call(sendReply, {
              id: matter.id,
              to: [{ address: 'dora@acme.example' }],
              subject: 'Re: An order',
              text: 'It is on its way.',
              version,
            })
          },
        },
}

/** Every fourth has no Message-ID; what it is called stands elsewhere in its header, and nobody can answer it by name. */
const isUnnamed = (mid: string) => mid.startsWith('unnamed-')

async function arrive({ account, ledger }: BothSides, answers?: string): Promise<void> {
  const count = ledger.came.size
  const mid = `${count % 4 === 3 && !answers ? 'unnamed' : 'mail'}-${count}@acme.example`
  ledger.came.add(mid)
  const name = isUnnamed(mid) ? NAME : 'Message-ID'
  const head = [`From: Dora <dora@acme.example>`, `To: <support@desk.example>`, `${name}: <${mid}>`]
  const fields = answers
    ? [...head, `In-Reply-To: <${answers}>`, 'Subject: Re: An order']
    : [...head, `Subject: Order ${mid}`]
  await account.append('INBOX', [...fields, '', `Where is it? ${mid}`, ''].join('\r\n'))
}

/** Servers are mended and restored while nobody is connected. */
async function renumber({ account, proxy }: BothSides): Promise<void> {
  proxy.set({ refuse: true })
  proxy.reset()
  await account.renumberInbox()
  proxy.set({ refuse: false })
}

/** Of the people who work in the mail account, of those who write to it, and of its server. */
export function strangerDeeds(sides: BothSides, seen: Looked, roll: Roll): Deed[] {
  const deeds = some(there, sides, seen, roll, 1 + roll(3))
  const isFull = seen.desk.matters.filter((one) => !one.isDeleted && one.status !== 'resolved').length >= MOST_OPEN
  const told = (name: string, carryOut: () => Promise<unknown>): Deed => ({
    name,
    about: null,
    told: name,
    carryOut,
    missing: () => null,
  })
  if (!isFull)
    for (let count = roll(3) + (seen.desk.matters.length < 5 ? 2 : 0); count > 0; count--)
      deeds.push(told('somebody writes', () => arrive(sides)))
  const last = roll(12)
  if (last === 0) deeds.push(told('INBOX is numbered anew', () => renumber(sides)))
  for (const folder of last === 1 ? (['Archive', 'Trash'] as const) : [])
    deeds.push({ ...told(`${folder} is made anew`, () => sides.account.makeAnew(folder)), isFirst: true })
  return deeds
}

export const deskDeeds = (sides: BothSides, seen: Looked, roll: Roll): Deed[] =>
  some(here, sides, seen, roll, 1 + roll(3))

/** On conversations of the last look; two deeds on one, and the outcome is only that both sides agree. */
function some(ways: Record<string, Way>, sides: BothSides, seen: Looked, roll: Roll, count: number): Deed[] {
  const { matters } = seen.desk
  if (matters.length === 0) return []
  const names = Object.keys(ways)
  return Array.from({ length: count }, (): Deed[] => {
    // Of what happened long ago people have little to say.
    const near = matters.slice(-30)
    const matter = must(near[roll(near.length)], 'a conversation')
    const name = must(names[roll(names.length)], 'a way')
    const way = ways[name]?.({ sides, matter, seen })
    if (!way) return []
    const told = `${name} (${matter.id}: ${matter.mails.join(', ')})`
    const { carryOut, expected } = way
    const missing = (now: Looked) => {
      const after = now.desk.matters.find((one) => one.id === matter.id)
      if (!after) return `${told}: the conversation is no more`
      return !expected || expected(after, now) ? null : `${told}: it did not show`
    }
    return [{ name, about: matter.id, told, carryOut: () => carryOut().catch(unlessOvertaken), missing }]
  }).flat()
}

/** Somebody else was quicker, and whoever meant to do it was told. */
function unlessOvertaken(thrown: unknown): void {
  if (!(thrown instanceof Error) || !/: (?:404|409) /.test(thrown.message)) throw thrown
}
