// What it means for a conversation that its mail was marked, archived, thrown away or brought back on the server: as each mailbox's
// policy says. A conversation is only resolved, or put in the bin, when none of its mails is left in the folder that is read; and in
// the bin only for what lies in the trash: what merely vanished may be a server that lost it.
import {
  addTags,
  deleteConversation,
  removeTags,
  restoreConversation,
  setStatus,
} from '../../desk/conversations/change.ts'
import { setSeen } from '../../desk/conversations/read.ts'
import { dropChanges, FLAGGED, noteChange, waitingChange } from '../../desk/mailboxes/changes.ts'
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { decideConflict, type Rule } from './conflicts.ts'
import type { Linked } from './linked.ts'
import { lyingOf } from './lying.ts'
import { isMass, putAsideMass } from './mass.ts'
import { headOf, policyOf, type Head, type Policy } from './policy.ts'
import type { Lying } from './steps.ts'
import { BECAUSE, mayServer } from './words.ts'

/** A mark that comes and goes with a tag: the flag, or a label. */
export interface Mark {
  field: 'flagged' | `label:${string}`
  /** As it is remembered of a message. */
  flag: string
  tag: string
}

export const FLAG: Mark = { field: 'flagged', flag: '\\Flagged', tag: FLAGGED }
/** Whether it means anything here. */
export const isFollowed = ({ field }: Mark, policy: Policy): boolean =>
  (field === 'flagged' ? policy.on_flagged : policy.on_labelled) === 'tag'

/** As many as a person may give. */
const MOST_TAGS = 30

/** `agreedAt`: when both sides last agreed that it lies there. */
export interface Left extends Linked {
  to: string
  agreedAt: Date
}

interface Thrown {
  head: Head
  those: Left[]
}

/** Where messages went from the folder that is read. */
export async function left(tx: Tx, mailboxId: Id, gone: Left[]): Promise<void> {
  const policy = await policyOf(tx, mailboxId)
  const thrown: Thrown[] = []
  for (const { head, those } of await byHead(tx, policy, gone)) {
    for (const { conversationId, messageId, to } of those)
      await record(tx, 'message.leftServer', messageId, { to }, { conversationId, inboxId: policy.inbox_id })
    const isArchived = those.some((one) => one.to === 'archive')
    const isThrown = those.some((one) => one.to === 'trash') && those.every((one) => one.to === 'trash')
    const isWanted = isArchived ? policy.on_archived === 'resolve' : isThrown && policy.on_deleted === 'bin'
    if (!isWanted || head.deleted_at !== null || (await isStillThere(tx, policy, head.id))) continue
    if (isArchived) await archived(tx, policy, head, those)
    else thrown.push({ head, those })
  }
  if (thrown.length === 0) return
  if (await isMass(tx, mailboxId)) return await putAsideMass(tx, policy, thrown.map(({ head, those }) => ({ head, messageId: those[0]?.messageId ?? null }))) // prettier-ignore
  for (const { head, those } of thrown) {
    if (!(await mayServer(tx, policy, head, 'trash', lastAgreed(those), those[0]?.messageId ?? null))) continue
    await deleteConversation(tx, head.id)
    await dropChanges(tx, mailboxId, head.id, ['status', 'deleted'])
  }
}

async function archived(tx: Tx, policy: Policy, head: Head, those: Left[]): Promise<void> {
  if (head.status === 'resolved') return
  if (!(await mayServer(tx, policy, head, 'archive', lastAgreed(those), those[0]?.messageId ?? null))) return
  await setStatus(tx, head.id, 'resolved', { because: BECAUSE.archived })
  await dropChanges(tx, policy.id, head.id, ['status', 'deleted'])
}

const lastAgreed = (those: { agreedAt: Date }[]) => new Date(Math.max(...those.map((one) => one.agreedAt.getTime())))

async function byHead<T extends Linked>(
  tx: Tx,
  policy: Policy,
  those: readonly T[],
): Promise<{ head: Head; those: T[] }[]> {
  const heads = new Map<Id, { head: Head; those: T[] }>()
  for (const [conversationId, part] of Map.groupBy(those, (one) => one.conversationId)) {
    const head = await headOf(tx, conversationId, policy.inbox_id)
    if (head) heads.set(head.id, { head, those: [...(heads.get(head.id)?.those ?? []), ...part] })
  }
  return [...heads.values()]
}

/** `from`: where it had gone. `agreedAt`: when both sides last agreed on it, so when we moved it there ourselves. */
export interface Returned extends Linked {
  from: 'archive' | 'trash'
  agreedAt: Date
}

/** Messages lie in the folder again. Whoever takes one out of the trash wants the conversation out of the bin. */
export async function cameBack(tx: Tx, mailboxId: Id, back: readonly Returned[]): Promise<void> {
  if (back.length === 0) return
  const policy = await policyOf(tx, mailboxId)
  const isBinShared = policy.on_deleted === 'bin' || policy.tell_deleted === 'trash'
  for (const { head, those } of await byHead(tx, policy, back)) {
    const isBinned = head.deleted_at !== null
    if (!isBinned && head.status !== 'resolved') continue
    const isUnbinned = isBinned && isBinShared && those.some((one) => one.from === 'trash')
    if (!isUnbinned && policy.on_archived !== 'resolve') continue
    const since = new Date(Math.max(lastAgreed(those).getTime(), (policy.agreed_at ?? tx.now).getTime()))
    const may = await mayServer(tx, policy, head, 'inbox', since, those[0]?.messageId ?? null)
    if (may === 'unopposed' ? isBinned && !isUnbinned : !may) continue // what was binned while its mails were archived stays so
    if (isBinned)
      await restoreConversation(
        tx,
        head.id,
        isUnbinned ? { because: BECAUSE.restored, from: 'trash' } : { because: BECAUSE.cameBack },
      )
    if (head.status === 'resolved') await setStatus(tx, head.id, 'open', { because: BECAUSE.cameBack })
    await dropChanges(tx, mailboxId, head.id, ['status', 'deleted'])
  }
}

export async function marked(
  tx: Tx,
  mailboxId: Id,
  those: readonly Linked[],
  mark: Mark,
  isSet: boolean,
): Promise<void> {
  if (those.length === 0) return
  const policy = await policyOf(tx, mailboxId)
  const { field, flag, tag } = mark
  const isFlag = field === 'flagged'
  const because = isFlag ? (isSet ? BECAUSE.flagged : BECAUSE.unflagged) : isSet ? BECAUSE.labelled : BECAUSE.unlabelled
  for (const { head, those: mails } of await byHead(tx, policy, those)) {
    if (head.deleted_at !== null || !(await mayMark(tx, policy, head, mails, field, isSet))) continue
    if (!isFollowed(mark, policy)) continue
    const isNoNews = isSet ? (await tagsOf(tx, head.id)).length >= MOST_TAGS : await hasFlag(tx, policy, head.id, flag)
    if (isNoNews) continue
    await (isSet ? addTags : removeTags)(tx, head.id, [tag], { because })
    await dropChanges(tx, mailboxId, head.id, [field])
  }
}

async function tagsOf(tx: Tx, headId: Id): Promise<string[]> {
  const row = await tx.db.selectFrom('conversation').select('tags').where('id', '=', headId).executeTakeFirstOrThrow()
  return row.tags
}

/** While no mail of a conversation lay in the folder its tags may have come or gone, and nobody there could be told; or they were lost there. */
export async function flagAgain(tx: Tx, mailboxId: Id, conversationIds: Iterable<Id>): Promise<void> {
  const policy = await policyOf(tx, mailboxId)
  const [tellsFlag, tellsTags] = [policy.tell_flagged !== 'nothing', policy.tell_tags !== 'nothing']
  if (!tellsFlag && !tellsTags) return
  for (const conversationId of new Set(conversationIds)) {
    const head = await headOf(tx, conversationId, policy.inbox_id)
    if (!head || head.deleted_at !== null) continue
    const tags = await tagsOf(tx, head.id)
    const isTagged = tags.includes(FLAGGED)
    if (tellsFlag) await noteChange(tx, mailboxId, head.id, { field: 'flagged', wanted: isTagged ? 'yes' : 'no' })
    for (const tag of tellsTags ? tags.filter((one) => one !== FLAGGED) : [])
      await noteChange(tx, mailboxId, head.id, { field: `label:${tag}`, wanted: 'yes' })
  }
}

/**
 * That somebody there read a mail says nothing here, unless it is known who does so, or the account was just to be told otherwise. A
 * conversation is read when all its mails that lie there are.
 */
export async function seen(tx: Tx, mailboxId: Id, those: readonly Linked[], isSeen: boolean): Promise<void> {
  if (those.length === 0) return
  const policy = await policyOf(tx, mailboxId)
  for (const { head, those: mails } of await byHead(tx, policy, those)) {
    if (!(await mayMark(tx, policy, head, mails, 'seen', isSeen))) continue
    if (policy.read_by === null || head.deleted_at !== null) continue
    const isPartly = isSeen && (await lyingOf(tx, policy.id, policy.folder, head.id)).mails.some(isUnread)
    if (!isPartly) await setSeen(tx, policy.read_by, head.id, isSeen)
  }
}

const isUnread = ({ side, flags }: Lying) => side === null && !flags.includes('\\Seen')

/** Whether what the server says of a mark holds: it does, unless the desk has said otherwise and that is still on its way. */
async function mayMark(
  tx: Tx,
  policy: Policy,
  head: Head,
  mails: readonly Linked[],
  field: Mark['field'] | 'seen',
  isSet: boolean,
): Promise<boolean> {
  const value = isSet ? 'yes' : 'no'
  const waiting = await waitingChange(tx, policy.id, head.id, field)
  if (!waiting || waiting.wanted === value) return true
  const desk = { value: waiting.wanted, at: waiting.wanted_at, actorId: waiting.actor_id }
  const where = {
    mailboxId: policy.id,
    inboxId: policy.inbox_id,
    conversationId: head.id,
    messageId: mails[0]?.messageId ?? null,
  }
  const winner = await decideConflict(
    tx,
    where,
    { field, desk, server: { value, at: tx.now } },
    policy.flag_rule as Rule,
  )
  if (winner === 'server') await dropChanges(tx, policy.id, head.id, [field])
  return winner === 'server'
}

async function hasFlag(tx: Tx, policy: Policy, headId: Id, flag: string): Promise<boolean> {
  const { mails } = await lyingOf(tx, policy.id, policy.folder, headId)
  return mails.some((mail) => mail.side === null && mail.flags.includes(flag))
}

/** Whether a mail of it, or of one merged with it, lies in the folder that is read. */
async function isStillThere(tx: Tx, policy: Policy, headId: Id): Promise<boolean> {
  const { mails } = await lyingOf(tx, policy.id, policy.folder, headId)
  return mails.some((mail) => mail.side === null)
}
