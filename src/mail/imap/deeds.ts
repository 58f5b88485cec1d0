// What is done to messages on a mail server: marked, moved, deleted, put there. One command for all that it is true of, and none that
// could touch a message nobody meant: a plain EXPUNGE is never said.
import type { ImapFlow } from 'imapflow'
import { Problem } from '../../kit/problem.ts'
import { askedOf, fetchAsked } from './asked.ts'
import { asFlagged, flagsQuery, labelOf, type Flagged } from './flagged.ts'
import type { Cursor } from './folder.ts'
import { eraseOnGmail, isAllMail } from './gmail.ts'
import { readHeaders } from './headers.ts'
import { isUnnamed } from './names.ts'
import { isGmail } from './places.ts'

export interface Where {
  folder: string
  uidValidity: string
  uid: number
}

export type Deed =
  | { kind: 'flags'; add: string[]; remove: string[]; agreed: Omit<Flagged, 'emailId'> }
  | { kind: 'move'; to: string; mailId: string | null; size: number }
  | { kind: 'erase' }

export type Step = Where & { deed: Deed }

export interface Append {
  folder: string
  mailId: string
  at: Date
  /** The bytes, for as long as they are used: APPEND takes them only as a whole (RFC 3501 §6.3.11 has one literal). */
  whole<T>(use: (raw: Buffer) => Promise<T>): Promise<T>
}

export type Outcome =
  /** As it is now, and where, as far as the server tells. */
  | { kind: 'done'; now?: Flagged; at?: Where }
  /** Somebody there was faster: nothing was changed. */
  | { kind: 'overtaken'; now: Flagged }
  /** It lies there no more. */
  | { kind: 'gone' }
  | { kind: 'refused'; because: string }

export interface Task {
  steps: Step[]
  append: Append | null
  /** Tries before this one: something may have been done. */
  attempts: number
}

/** What became of each step, in their order, and of the append. */
export interface Ended<T extends Task> {
  task: T
  outcomes: Outcome[]
}

/** Messages that one command names: as many UIDs as fit into any server's command line (RFC 7162 §4 asks for 8,192 bytes). */
const TOGETHER = 500

type Agreed = Cursor & { folder: string }
type Marking = Step & { deed: Deed & { kind: 'flags' } }
type Moving = Step & { deed: Deed & { kind: 'move' } }
/** Steps that one command takes, and how it is said. */
type Group = { steps: Step[]; take: (client: ImapFlow, steps: Step[]) => Promise<Map<number, Outcome>> }

export async function carryOut<T extends Task>(
  client: ImapFlow,
  tasks: readonly T[],
  agreed: Agreed,
): Promise<Ended<T>[]> {
  const outcomes = new Map<Step, Outcome>()
  for (const { steps, take } of grouped(tasks, agreed))
    for (let at = 0; at < steps.length; at += TOGETHER) {
      const those = steps.slice(at, at + TOGETHER)
      const became = (await opened(client, those)) ?? (await take(client, those))
      for (const step of those) outcomes.set(step, became.get(step.uid) ?? { kind: 'gone' })
    }
  const ended: Ended<T>[] = []
  for (const task of tasks) {
    const appended = task.append ? [await append(client, task.append)] : []
    ended.push({ task, outcomes: [...task.steps.map((step) => outcomes.get(step) ?? { kind: 'gone' as const }), ...appended] }) // prettier-ignore
  }
  return ended
}

function grouped(tasks: readonly Task[], agreed: Agreed): Group[] {
  const groups = new Map<string, Group>()
  for (const { steps, attempts } of tasks)
    for (const step of steps) {
      const { folder, uidValidity, deed } = step
      const [how, take] = wayOf(step, attempts, agreed)
      const key = JSON.stringify([folder, uidValidity, deed.kind, how])
      const group = groups.get(key) ?? { steps: [], take }
      group.steps.push(step)
      groups.set(key, group)
    }
  return [...groups.values()]
}

/** What two steps of one command must have alike, and how it is taken. */
function wayOf(step: Step, attempts: number, agreed: Agreed): [how: unknown[], take: Group['take']] {
  const { deed } = step
  if (deed.kind === 'flags' && [...deed.add, ...deed.remove].some((flag) => labelOf(flag) !== null))
    return [['label', deed.add, deed.remove], (client, steps) => label(client, steps as Marking[])]
  if (deed.kind === 'flags') {
    const since = sinceOf(step as Marking, agreed)
    return [[deed.add, deed.remove, since], (client, steps) => mark(client, steps as Marking[], since)]
  }
  if (deed.kind === 'move')
    return [[deed.to, attempts > 0], (client, steps) => move(client, steps as Moving[], attempts)]
  return [[], erase]
}

/** Of a message that is known up to a number, and of all that are known up to a higher one, this is true: unchanged since the higher. */
function sinceOf({ folder, uidValidity, deed }: Marking, agreed: Agreed): string | null {
  const { modseq } = deed.agreed
  if (modseq === null || agreed.modseq === null || folder !== agreed.folder || uidValidity !== agreed.uidValidity)
    return modseq
  return BigInt(modseq) > BigInt(agreed.modseq) ? modseq : agreed.modseq
}

/** What became of them where the folder is not the one that was meant, or cannot be changed; null: it is open. */
async function opened(client: ImapFlow, steps: Step[]): Promise<Map<number, Outcome> | null> {
  const [first] = steps
  if (!first) return null
  const folder = await client.mailboxOpen(first.folder)
  if (folder.readOnly) return all(steps, refused('The folder can only be read.'))
  return String(folder.uidValidity) === first.uidValidity ? null : all(steps, { kind: 'gone' })
}

const all = (steps: readonly Where[], outcome: Outcome) => new Map(steps.map(({ uid }) => [uid, outcome]))
const setOf = (uids: Iterable<number>) => [...new Set(uids)].toSorted((a, b) => a - b).join(',')
const uidsOf = (steps: readonly Where[]) => setOf(steps.map((step) => step.uid))

/** Alike in what is added and removed. `since`: null where the folder has no modification numbers. */
async function mark(client: ImapFlow, steps: Marking[], since: string | null): Promise<Map<number, Outcome>> {
  const found = new Map<number, Outcome>()
  const hasNumbers = client.enabled.has('CONDSTORE') && since !== null
  let open = steps
  if (!hasNumbers) {
    const before = await flagsOf(client, steps)
    for (const { uid, deed } of steps) {
      const now = before.get(uid)
      if (now && now.flags.join() !== deed.agreed.flags.join()) found.set(uid, { kind: 'overtaken', now })
    }
    open = steps.filter(({ uid }) => before.has(uid) && !found.has(uid))
  }
  const [first] = open
  if (!first) return found
  const { add, remove } = first.deed
  // RFC 7162 §3.1.3: only those that nobody else has changed since; the others are named MODIFIED, and seen to be so below
  const options = { uid: true, ...(hasNumbers && { unchangedSince: BigInt(since) }) }
  const isAdded = add.length === 0 || (await client.messageFlagsAdd(uidsOf(open), add, options))
  const isRemoved = remove.length === 0 || (await client.messageFlagsRemove(uidsOf(open), remove, options))
  const because = isAdded && isRemoved ? 'The mail server did not keep the mark.' : 'The mail server does not keep such marks.' // prettier-ignore
  const after = await flagsOf(client, open)
  for (const { uid, deed } of open) {
    const now = after.get(uid)
    if (!now) continue
    const isSo = add.every((one) => now.flags.includes(one)) && !remove.some((one) => now.flags.includes(one))
    const { agreed } = deed
    const isOvertaken = now.flags.join() !== agreed.flags.join() || (hasNumbers && now.modseq !== agreed.modseq)
    found.set(uid, isSo ? { kind: 'done', now } : isOvertaken ? { kind: 'overtaken', now } : refused(because))
  }
  return found
}

/** Likewise, for labels: each is put on or taken off by itself, so that nothing of anybody's is overwritten whatever else has changed. */
async function label(client: ImapFlow, steps: Marking[]): Promise<Map<number, Outcome>> {
  const there = await flagsOf(client, steps)
  const open = steps.filter(({ uid }) => there.has(uid))
  const [first] = open
  if (!first) return new Map()
  const options = { uid: true, useLabels: true }
  const named = (flags: string[]) => flags.flatMap((flag) => labelOf(flag) ?? [])
  const { add, remove } = first.deed
  const isAdded = add.length === 0 || (await client.messageFlagsAdd(uidsOf(open), named(add), options))
  const isRemoved = remove.length === 0 || (await client.messageFlagsRemove(uidsOf(open), named(remove), options))
  if (!isAdded || !isRemoved) return all(open, refused('The mail server does not take such a label.'))
  const after = await flagsOf(client, open)
  return new Map([...after].map(([uid, now]): [number, Outcome] => [uid, { kind: 'done', now }]))
}

/** Of those that lie in the open folder. */
async function flagsOf(client: ImapFlow, steps: readonly Where[]): Promise<Map<number, Flagged>> {
  const found = new Map<number, Flagged>()
  const uids = steps.map((step) => step.uid)
  for await (const one of fetchAsked(client, uids, flagsQuery)) if (one.flags) found.set(one.uid, asFlagged(one)) // of two the later says how it is now
  return found
}

const canMove = (client: ImapFlow) => client.capabilities.has('MOVE') || client.capabilities.has('IMAP4rev2')
/** RFC 4315: without it, whoever deletes one message deletes all that anybody has marked. */
const hasSingleDeletion = (client: ImapFlow) =>
  client.capabilities.has('UIDPLUS') || client.capabilities.has('IMAP4rev2')

/** Alike in where to. */
async function move(client: ImapFlow, steps: Moving[], attempts: number): Promise<Map<number, Outcome>> {
  const there = await flagsOf(client, steps)
  const open = steps.filter((step) => there.has(step.uid))
  const [first] = open
  if (!first) return new Map()
  if (isAllMail(client)) {
    const copied = await client.messageCopy(uidsOf(open), first.deed.to, { uid: true })
    return copied ? moved(open, copied) : all(open, refused('The mail server does not move it there.'))
  }
  if (!canMove(client)) return await copyEach(client, open, attempts)
  const told = await client.messageMove(uidsOf(open), first.deed.to, { uid: true }) // RFC 6851
  if (told) return moved(open, told)
  // One that it does not take may be what it refused them all for.
  const found = all(open, refused('The mail server does not move it there.'))
  for (const step of open.length > 1 && client.usable ? open : [])
    found.set(step.uid, (await move(client, [step], attempts)).get(step.uid) ?? { kind: 'gone' })
  return found
}

/** Without MOVE, one after the other: where it broke off, at most one lies there twice, and the next try sees it. */
async function copyEach(client: ImapFlow, steps: Moving[], attempts: number): Promise<Map<number, Outcome>> {
  if (!hasSingleDeletion(client))
    return all(steps, refused('The mail server can neither move messages (MOVE) nor delete single ones (UIDPLUS).'))
  const found = new Map<number, Outcome>()
  for (const step of steps) {
    const { uid, deed, folder } = step
    const isThere = attempts > 0 && (await isIn(client, deed.to, deed))
    if (isThere) await client.mailboxOpen(folder)
    const copied = isThere ? {} : await client.messageCopy(`${uid}`, deed.to, { uid: true })
    const erased = copied ? (await erase(client, [step])).get(uid) : refused('The mail server does not move it there.')
    const outcome = copied && erased?.kind === 'done' ? moved([step], copied).get(uid) : erased
    if (outcome) found.set(uid, outcome)
  }
  return found
}

interface Copied {
  destination?: string
  uidValidity?: bigint | undefined
  uidMap?: Map<number, number> | undefined
}

/** Where the server says of some where they are, the others had gone in that moment. */
function moved(steps: readonly Where[], { destination: folder, uidValidity, uidMap }: Copied): Map<number, Outcome> {
  if (folder === undefined || !uidValidity || !uidMap?.size) return all(steps, { kind: 'done' })
  const place = { folder, uidValidity: String(uidValidity) }
  return new Map([...uidMap].map(([from, uid]): [number, Outcome] => [from, { kind: 'done', at: { ...place, uid } }]))
}

/** A copy that an earlier try left there; its folder is open then. */
async function isIn(
  client: ImapFlow,
  folder: string,
  { mailId, size }: { mailId: string | null; size: number },
): Promise<boolean> {
  if (mailId === null) return false
  if (isUnnamed(mailId)) return (await unnamedOf(client, folder, size)).some((one) => one.mailId === mailId)
  const uids = await withName(client, folder, mailId)
  if (uids.length === 0) return false
  const found = await askedOf(client, uids, { uid: true, size: true }, (one) => one.size !== undefined)
  return [...found.values()].some((one) => one.size === size)
}

/** More of one size are not looked at. */
const ALIKE = 200

async function unnamedOf(client: ImapFlow, folder: string, size: number) {
  await client.mailboxOpen(folder, { readOnly: true })
  const found = await client.search({ larger: size - 1, smaller: size + 1 }, { uid: true })
  if (!Array.isArray(found)) throw new Problem('busy', 'imap-search', 'The mail server refused to search a folder.')
  return await readHeaders(client, found.slice(-ALIKE))
}

/** RFC 4315 §2.1: these, and no other that is marked as deleted. */
async function erase(client: ImapFlow, steps: readonly Where[]): Promise<Map<number, Outcome>> {
  if (!hasSingleDeletion(client)) return all(steps, refused('The mail server cannot delete single messages (UIDPLUS).'))
  if (isGmail(client)) return all(steps, (await eraseOnGmail(client, uidsOf(steps))) ? { kind: 'done' } : refused('The mail server does not delete it.')) // prettier-ignore
  const isDone = await client.messageDelete(uidsOf(steps), { uid: true })
  return all(steps, isDone ? { kind: 'done' } : refused('The mail server does not delete it.'))
}

/** Once, however often it is tried: what has its Message-ID lies there already. */
async function append(client: ImapFlow, { folder, mailId, at, whole }: Append): Promise<Outcome> {
  if ((await withName(client, folder, mailId)).length > 0) return { kind: 'done' }
  return await whole(async (raw) => {
    try {
      await client.append(folder, raw, ['\\Seen'], at)
      return { kind: 'done' }
    } catch (thrown) {
      if (!client.usable) throw thrown
      return refused((thrown as { responseText?: string }).responseText ?? (thrown as Error).message)
    }
  })
}

async function withName(client: ImapFlow, folder: string, mailId: string): Promise<number[]> {
  await client.mailboxOpen(folder, { readOnly: true })
  const found = await client.search({ header: { 'message-id': `<${mailId}>` } }, { uid: true })
  if (!Array.isArray(found)) throw new Problem('busy', 'imap-search', 'The mail server refused to search a folder.')
  return found
}

const refused = (because: string): Outcome => ({ kind: 'refused', because })
