// Changes on a mail server what has changed at the desk: flags, folders, sent mail. One message at a time, each so that doing it once
// more does no harm, and none that could touch a message nobody meant: a plain EXPUNGE is never said.
import type { ImapFlow } from 'imapflow'
import { Problem } from '../../kit/problem.ts'
import { asFlagged, type Flagged } from './compare.ts'
import { placesOf, type Named, type Use } from './places.ts'

export interface Where {
  folder: string
  uidValidity: string
  uid: number
}

export type Deed =
  | { kind: 'flags'; add: string[]; remove: string[]; agreed: Flagged }
  | { kind: 'move'; to: string; mailId: string | null; size: number }
  | { kind: 'erase' }

export type Step = Where & { deed: Deed }

export interface Append {
  folder: string
  raw: Buffer
  mailId: string
  at: Date
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

/** Where the best folder of each use is. */
export type Folders = Partial<Record<Use, string>>

export interface Telling<T extends Task = Task> {
  named: Named
  /** Whether anything waits. */
  isDue(): Promise<boolean>
  next(folders: Folders): Promise<T | null>
  /** Resolves when it is written down what became of each step, in their order. */
  ended(task: T, outcomes: Outcome[]): Promise<void>
}

/** What is told before new mail is looked for again. */
const AT_ONCE = 100

/** Whether folders were opened, and the one that is read has to be opened again. */
export async function tell(client: ImapFlow, reading: string, telling: Telling): Promise<boolean> {
  if (!(await telling.isDue())) return false
  const places = await placesOf(client, reading, telling.named)
  const folders: Folders = {}
  for (const { path, use } of places) folders[use] ??= path
  const { archive, sent } = telling.named
  for (const path of [archive, sent])
    if (path !== null && path !== reading && !places.some((one) => one.path === path)) await client.mailboxCreate(path)
  if (archive !== null) folders.archive = archive
  if (sent !== null) folders.sent = sent
  for (let told = 0; told < AT_ONCE; told++) {
    const task = await telling.next(folders)
    if (!task) break
    const outcomes: Outcome[] = []
    for (const step of task.steps) outcomes.push(await take(client, step, task))
    if (task.append) outcomes.push(await append(client, task.append))
    if (!client.usable) throw new Problem('busy', 'imap-closed', 'The mail server closed the connection.')
    await telling.ended(task, outcomes)
  }
  return true
}

async function take(client: ImapFlow, step: Step, { attempts }: Task): Promise<Outcome> {
  const folder = await client.mailboxOpen(step.folder)
  if (folder.readOnly) return refused('The folder can only be read.')
  if (String(folder.uidValidity) !== step.uidValidity) return { kind: 'gone' }
  const { deed } = step
  if (deed.kind === 'flags') return await flag(client, step, deed)
  if (deed.kind === 'move') return await move(client, step, deed, attempts)
  return hasSingleDeletion(client)
    ? await erase(client, step)
    : refused('The mail server cannot delete single messages (UIDPLUS).')
}

async function flag(client: ImapFlow, step: Step, deed: Deed & { kind: 'flags' }): Promise<Outcome> {
  const { agreed, add, remove } = deed
  const hasNumbers = client.enabled.has('CONDSTORE') && agreed.modseq !== null
  if (!hasNumbers) {
    const before = await flagsOf(client, step.uid)
    if (!before) return { kind: 'gone' }
    if (before.flags.join() !== agreed.flags.join()) return { kind: 'overtaken', now: before }
  }
  // RFC 7162 §3.1.3: only while nobody else has changed it since
  const options = { uid: true, ...(hasNumbers && { unchangedSince: BigInt(agreed.modseq ?? 0) }) }
  const isAdded = add.length === 0 || (await client.messageFlagsAdd(`${step.uid}`, add, options))
  const isRemoved = remove.length === 0 || (await client.messageFlagsRemove(`${step.uid}`, remove, options))
  const now = await flagsOf(client, step.uid)
  if (!now) return { kind: 'gone' }
  const isSo = add.every((one) => now.flags.includes(one)) && !remove.some((one) => now.flags.includes(one))
  if (isSo) return { kind: 'done', now }
  const isOvertaken = now.flags.join() !== agreed.flags.join() || (hasNumbers && now.modseq !== agreed.modseq)
  if (isOvertaken) return { kind: 'overtaken', now }
  return refused(
    isAdded && isRemoved ? 'The mail server did not keep the mark.' : 'The mail server does not keep such marks.',
  )
}

async function flagsOf(client: ImapFlow, uid: number): Promise<Flagged | null> {
  const found = await client.fetchOne(`${uid}`, { uid: true, flags: true }, { uid: true })
  return found ? asFlagged(found) : null
}

const canMove = (client: ImapFlow) => client.capabilities.has('MOVE') || client.capabilities.has('IMAP4rev2')
/** RFC 4315: without it, whoever deletes one message deletes all that anybody has marked. */
const hasSingleDeletion = (client: ImapFlow) =>
  client.capabilities.has('UIDPLUS') || client.capabilities.has('IMAP4rev2')

async function move(client: ImapFlow, step: Step, deed: Deed & { kind: 'move' }, attempts: number): Promise<Outcome> {
  if (!(await flagsOf(client, step.uid))) return { kind: 'gone' }
  if (canMove(client)) return moved(step, await client.messageMove(`${step.uid}`, deed.to, { uid: true })) // RFC 6851
  if (!hasSingleDeletion(client))
    return refused('The mail server can neither move messages (MOVE) nor delete single ones (UIDPLUS).')
  const isThere = attempts > 0 && (await isIn(client, deed.to, deed))
  if (isThere) await client.mailboxOpen(step.folder)
  const copied = isThere ? {} : await client.messageCopy(`${step.uid}`, deed.to, { uid: true })
  if (!copied) return moved(step, false)
  const erased = await erase(client, step)
  return erased.kind === 'done' ? moved(step, copied) : erased
}

interface Copied {
  destination?: string
  uidValidity?: bigint | undefined
  uidMap?: Map<number, number> | undefined
}

function moved({ uid: from }: Step, told: Copied | false): Outcome {
  if (!told) return refused('The mail server does not move it there.')
  const uid = told.uidMap?.get(from)
  if (uid === undefined || told.destination === undefined || !told.uidValidity) return { kind: 'done' }
  return { kind: 'done', at: { folder: told.destination, uidValidity: String(told.uidValidity), uid } }
}

/** A copy that an earlier try left there; its folder is open then. */
async function isIn(
  client: ImapFlow,
  folder: string,
  { mailId, size }: { mailId: string | null; size: number },
): Promise<boolean> {
  if (mailId === null) return false
  const uids = await withName(client, folder, mailId)
  if (uids.length === 0) return false
  const found = await client.fetchAll(uids.join(','), { uid: true, size: true }, { uid: true })
  return found.some((one) => one.size === size)
}

/** RFC 4315 §2.1: this one, and no other that is marked as deleted. */
async function erase(client: ImapFlow, { uid }: Where): Promise<Outcome> {
  const isDone = await client.messageDelete(`${uid}`, { uid: true })
  return isDone ? { kind: 'done' } : refused('The mail server does not delete it.')
}

/** Once, however often it is tried: what has its Message-ID lies there already. */
async function append(client: ImapFlow, { folder, raw, mailId, at }: Append): Promise<Outcome> {
  if ((await withName(client, folder, mailId)).length > 0) return { kind: 'done' }
  try {
    await client.append(folder, raw, ['\\Seen'], at)
    return { kind: 'done' }
  } catch (thrown) {
    if (!client.usable) throw thrown
    return refused((thrown as { responseText?: string }).responseText ?? (thrown as Error).message)
  }
}

async function withName(client: ImapFlow, folder: string, mailId: string): Promise<number[]> {
  await client.mailboxOpen(folder, { readOnly: true })
  const found = await client.search({ header: { 'message-id': `<${mailId}>` } }, { uid: true })
  if (!Array.isArray(found)) throw new Problem('busy', 'imap-search', 'The mail server refused to search a folder.')
  return found
}

const refused = (because: string): Outcome => ({ kind: 'refused', because })
