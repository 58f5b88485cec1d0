// What is known around a draft: the inbox's policy, who takes part, whom the desk knows, what is answered. Eight small questions, all
// by index; nothing is written.
import type { Id } from '../../../kit/id.ts'
import { checkRulesOf } from '../../../desk/checks/policies.ts'
import type { Message, Person } from '../../../desk/conversations/conversations.api.ts'
import { impostorSigns } from '../../../desk/conversations/impostors.ts'
import { familyOf } from '../../../desk/conversations/merge.ts'
import { readInbox } from '../../../desk/inboxes/inboxes.ts'
import type { Means } from '../../../desk/means.ts'
import type { Actor } from '../../../desk/users/permissions.ts'
import { normalizeAddress } from '../../../mail/address.ts'
import type { Tx } from '../../../store/tx.ts'
import { answeredMessage, isOwnAddress } from '../start.ts'
import type { Answered, Around } from './draft.ts'

export interface Asked {
  inboxId: Id
  /** Null for a first word. */
  conversationId: Id | null
  messageId?: Id | undefined
  to: readonly Person[]
  cc: readonly Person[]
  bcc: readonly Person[]
}

export async function lookAround(tx: Tx, means: Pick<Means, 'publicUrl'>, actor: Actor, asked: Asked): Promise<Around> {
  const { inboxId, conversationId } = asked
  const addresses = [...asked.to, ...asked.cc, ...asked.bcc].map((one) => normalizeAddress(one.address))
  const inbox = await readInbox(tx, inboxId)
  const isOwn = await isOwnAddress(tx)
  const thread = conversationId === null ? nothing : await readThread(tx, conversationId, asked.messageId, isOwn)
  return {
    rules: await checkRulesOf(tx, inboxId),
    today: tx.now.toISOString().slice(0, 10),
    isOwn,
    colleagues: await colleaguesAmong(tx, addresses),
    known: await knownAmong(tx, actor, addresses),
    signsOf: await impostorSigns(tx),
    ...thread,
    signers: [...(await writerName(tx)), inbox.fromName, ...firstWords(inbox.signature)],
    ownHosts: hostsOf(means.publicUrl),
    detect: await detector(),
  }
}

type Thread = Pick<Around, 'participants' | 'answered' | 'languages' | 'isFirstAnswer'>
const nothing: Thread = { participants: new Set(), answered: null, languages: new Set(), isFirstAnswer: true }

async function readThread(
  tx: Tx,
  conversationId: Id,
  messageId: Id | undefined,
  isOwn: (address: string) => boolean,
): Promise<Thread> {
  const family = await familyOf(tx, conversationId)
  const people = await tx.query<{ address: string }>({
    name: 'checks-participants',
    text: 'select address from participant where conversation_id = any($1::bigint[]) limit 2000',
    values: [family],
  })
  const newest = await tx.query<{ direction: string; kind: string; language: string | null }>({
    name: 'checks-thread',
    text: `select direction, kind, language from message where conversation_id = any($1::bigint[]) order by id desc limit 50`,
    values: [family],
  })
  const message = newest.length === 0 ? null : await answeredMessage(tx, conversationId, messageId)
  return {
    participants: new Set(people.map((one) => one.address)),
    answered: message?.direction === 'in' ? asAnswered(message, isOwn) : null,
    languages: new Set(newest.flatMap(({ kind, language }) => (kind === 'message' && language ? [language] : []))),
    isFirstAnswer: !newest.some(({ direction, kind }) => direction === 'out' && kind === 'message'),
  }
}

function asAnswered(message: Message, isOwn: (address: string) => boolean): Answered {
  const { from, to, cc, text, replyEnd, language, kind } = message
  const visible = [...to, ...cc]
  return {
    sender: from[0] ?? { name: '', address: '' },
    text: text.slice(0, replyEnd),
    whole: text,
    language,
    // What a list or a machine sends names its readers nowhere.
    wasBcc: kind === 'message' && visible.length > 0 && !visible.some((one) => isOwn(one.address)),
  }
}

async function colleaguesAmong(tx: Tx, addresses: string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ email: string }>({
    name: 'checks-colleagues',
    text: 'select email from "user" where email = any($1::text[])',
    values: [addresses],
  })
  return new Set(rows.map((one) => normalizeAddress(one.email)))
}

/** With whom mail was exchanged, as far as the writer sees: what somebody writes to another team is nobody else's business. */
async function knownAmong(tx: Tx, actor: Actor, addresses: string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ address: string }>({
    name: 'checks-known',
    text: `select a.address from contact_address a where a.address = any($1::text[]) and exists (select from conversation c
      where c.contact_id = a.contact_id and c.inbox_id = any($2::bigint[]) and c.deleted_at is null and c.private_at is null)`,
    values: [addresses, [...actor.inboxIds]],
  })
  return new Set(rows.map((one) => one.address))
}

async function writerName(tx: Tx): Promise<string[]> {
  if (tx.actorId === null) return []
  const rows = await tx.query<{ name: string }>({
    name: 'checks-writer',
    text: 'select name from "user" where id = $1',
    values: [tx.actorId],
  })
  return rows.map((one) => one.name)
}

const firstWords = (signature: string) => signature.split('\n').map((line) => line.trim()).filter((line) => line.length > 2).slice(0, 2) // prettier-ignore

/** Of plain http on this machine nobody writes a link: what stands in the settings counts. */
export function hostsOf(publicUrl: string | null): ReadonlySet<string> {
  const host = publicUrl && URL.parse(publicUrl)?.host
  return new Set(host ? [host] : [])
}

export async function detector(): Promise<Around['detect']> {
  const { detectLanguage } = await import('../../../mail/language.ts')
  return detectLanguage
}

/** With nobody around: for words alone, in whatever language. */
export function alone(rules: Around['rules'], today: string): Around {
  return {
    rules,
    today,
    isOwn: () => false,
    colleagues: new Set(),
    known: new Set(),
    signsOf: () => [],
    ...nothing,
    isFirstAnswer: false,
    signers: [],
    ownHosts: new Set(),
    detect: () => ({ language: null, confidence: 0 }),
  }
}
