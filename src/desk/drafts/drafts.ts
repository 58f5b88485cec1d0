// Drafts: letters and notes being written. A letter is everybody's who sees its conversation; whoever saves takes part in it. A note is
// its author's alone until it is added. A letter that begins a conversation is its author's, and theirs whom they asked to approve it.
import type { Id } from '../../kit/id.ts'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import { noteChanges } from '../../store/changes.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { familyOf } from '../conversations/merge.ts'
import { visibleConversation } from '../conversations/read.ts'
import { validId } from '../conversations/views.ts'
import { can, mustAlso, type Actor } from '../users/permissions.ts'
import type { Draft, DraftContent, DraftKind } from './drafts.api.ts'
import { holdUploads } from './held-files.ts'
import { columnsOf, saysTheSame, shown, type StoredDraft } from './rows.ts'

/** A draft somebody may see, with where it stands. */
export interface Standing {
  row: StoredDraft
  /** Of the conversation, as it is now; of a new letter where it leaves from. */
  inboxId: Id
  /** The head of the conversation; null: the letter begins one. */
  headId: Id | null
}

export function draftMissing(id: Id): Problem {
  return new Problem('missing', 'draft-missing', 'There is no such draft: it was sent or thrown away.', {
    detail: { draftId: id },
  })
}

/** Drafts are written by people. */
export function writerOf(actor: Actor): Id {
  if (actor.id !== null) return actor.id
  throw new Problem('denied', 'not-a-person', 'Drafts are written by people: ask with a session or a token of theirs.')
}

/** Locked until the transaction ends. One that the actor may not see is one that does not exist. */
export async function standingDraft(
  tx: Tx,
  actor: Actor,
  { id: asked, draftId }: { id: Id; draftId: Id },
  { permission = 'conversation.reply', isHeld = true } = {},
): Promise<Standing> {
  if (asked === draftId) return await standingLetter(tx, actor, draftId, { permission, isHeld })
  const head = await visibleConversation(tx, actor, asked, permission)
  const found = tx.db
    .selectFrom('draft')
    .selectAll()
    .where('conversation_id', 'in', await familyOf(tx, head.id))
    .where('id', '=', draftId.match(/^\d{1,19}$/) ? draftId : '0')
    .where('sent_at', 'is', null)
  const row = await (isHeld ? found.forUpdate() : found).executeTakeFirst()
  if (!row || (row.kind === 'note' && row.author_id !== actor.id)) throw draftMissing(draftId)
  return { row, inboxId: head.inboxId, headId: head.id }
}

async function standingLetter(
  tx: Tx,
  actor: Actor,
  id: Id,
  { permission, isHeld }: { permission: string; isHeld: boolean },
): Promise<Standing> {
  const found = tx.db
    .selectFrom('draft')
    .selectAll()
    .where('conversation_id', '=', validId(id))
    .where('id', '=', id)
    .where('sent_at', 'is', null)
  const row = await (isHeld ? found.forUpdate() : found).executeTakeFirst()
  if (!row?.inbox_id || !can(actor, permission, row.inbox_id)) throw draftMissing(id)
  if (row.author_id !== actor.id && !(await isAskedToApprove(tx, actor, row))) throw draftMissing(id)
  return { row, inboxId: row.inbox_id, headId: null }
}

export async function isAskedToApprove(tx: Tx, actor: Actor, row: StoredDraft): Promise<boolean> {
  if (row.approval_state === null || actor.id === null) return false
  if (row.approval_user_id === actor.id) return true
  if (row.approval_team_id === null) return false
  const member = await tx.db
    .selectFrom('team_member')
    .select('user_id')
    .where('team_id', '=', row.approval_team_id)
    .where('user_id', '=', actor.id)
    .executeTakeFirst()
  return member !== undefined
}

interface Begun extends DraftContent {
  kind: DraftKind
  messageId?: Id | undefined
  writtenAgainst: number
}

/** `conversation`: as `visibleConversation` answered; null: the letter begins one, from `inboxId`. */
export async function beginDraft(
  tx: Tx,
  actor: Actor,
  conversation: { id: Id; inboxId: Id } | null,
  { kind, messageId, writtenAgainst, ...content }: Begun,
  inboxId: Id | null = null,
): Promise<Draft> {
  const authorId = writerOf(actor)
  if (kind === 'note') mustAlso(actor, 'note.write')
  await refuseTooMany(tx, authorId)
  const id = tx.mint()
  const conversationId = conversation?.id ?? id
  await holdUploads(tx, actor, { conversationId, draftId: id }, content.uploadIds)
  const row = await tx.db
    .insertInto('draft')
    .values({
      conversation_id: conversationId,
      id,
      kind,
      inbox_id: inboxId,
      message_id: messageId === undefined ? null : validId(messageId),
      author_id: authorId,
      author_ids: [authorId],
      written_against: writtenAgainst,
      ...columnsOf(content),
      created_at: tx.now,
      changed_at: tx.now,
      changed_by: authorId,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await announce(tx, row, conversation?.inboxId ?? inboxId)
  return await showOne(tx, row, conversation?.inboxId ?? inboxId ?? '')
}

async function refuseTooMany(tx: Tx, authorId: Id): Promise<void> {
  const [row] = await tx.query<{ count: number }>({
    name: 'draft-count',
    text: `select count(*)::int as count from draft where author_ids @> array[$1::bigint] and sent_at is null`,
    values: [authorId],
  })
  if ((row?.count ?? 0) < limits.drafts.perPerson) return
  throw new Problem(
    'conflict',
    'too-many-drafts',
    `You have ${limits.drafts.perPerson} drafts, and that is as many as may be. Send some, or throw some away.`,
  )
}

interface Saved extends DraftContent {
  version: number
  kind?: DraftKind | undefined
  messageId?: Id | undefined
  inboxId?: Id | undefined
  writtenAgainst?: number | undefined
}

export async function saveDraft(
  tx: Tx,
  actor: Actor,
  { row: was, inboxId: stands, headId }: Standing,
  { version, kind, messageId, inboxId, writtenAgainst, ...content }: Saved,
): Promise<Draft> {
  const writerId = writerOf(actor)
  if (was.send_at) throw new Problem('conflict', 'draft-scheduled', 'It goes by itself. Stop that first to change it.')
  if (was.version !== version) throw changedMeanwhile(was)
  if (headId === null && inboxId !== undefined && !can(actor, 'conversation.reply', inboxId))
    throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { id: inboxId } })
  const at = { conversationId: was.conversation_id, draftId: was.id }
  await holdUploads(tx, actor, at, content.uploadIds)
  const row = await tx.db
    .updateTable('draft')
    .set({
      ...columnsOf(content),
      version: was.version + 1,
      ...(was.kind === 'note' || was.kind === 'new' || kind === undefined ? {} : { kind }),
      ...(messageId === undefined ? {} : { message_id: validId(messageId) }),
      ...(headId === null && inboxId !== undefined ? { inbox_id: inboxId } : {}),
      ...(writtenAgainst === undefined ? {} : { written_against: writtenAgainst }),
      ...(was.author_ids.includes(writerId) ? {} : { author_ids: [...was.author_ids, writerId] }),
      ...(isVoid(was, { kind, messageId, inboxId }, content) ? voided(tx, was, writerId) : {}),
      changed_at: tx.now,
      changed_by: writerId,
    })
    .where('conversation_id', '=', was.conversation_id)
    .where('id', '=', was.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  const place = headId === null ? (row.inbox_id ?? stands) : stands
  await announce(tx, row, place)
  return await showOne(tx, row, place)
}

/** Who approved it has not read what it says now. */
function isVoid(
  was: StoredDraft,
  { kind, messageId, inboxId }: Pick<Saved, 'kind' | 'messageId' | 'inboxId'>,
  content: DraftContent,
): boolean {
  if (was.approval_state !== 'approved') return false
  const isMoved = (inboxId ?? was.inbox_id) !== was.inbox_id
  return isMoved || (kind ?? was.kind) !== was.kind || (messageId ?? was.message_id) !== was.message_id || !saysTheSame(was, content) // prettier-ignore
}

export function voided(tx: Tx, was: StoredDraft, userId: Id) {
  const remark = { userId, at: tx.now.toISOString(), what: 'void', text: '' }
  return {
    approval_state: null,
    approval_user_id: null,
    approval_team_id: null,
    approval_asked_by: null,
    approval_at: null,
    remarks: JSON.stringify([...(was.remarks as object[]), remark].slice(-limits.drafts.remarks)),
  }
}

/** What it says now is `readDraft`'s to answer: whoever wrote the other text has that one, and loses neither. */
export function changedMeanwhile({ id, version, changed_by: changedBy }: StoredDraft): Problem {
  return new Problem(
    'conflict',
    'draft-changed',
    'Somebody else has changed this draft meanwhile. Look at both, and choose or join them.',
    { detail: { draftId: id, version, changedBy } },
  )
}

export async function discardDraft(tx: Tx, actor: Actor, { row, inboxId, headId }: Standing): Promise<void> {
  const isTheirs = actor.id !== null && row.author_ids.includes(actor.id)
  if (!isTheirs && !can(actor, 'conversation.delete', inboxId))
    throw new Problem('denied', 'not-yours', 'Only who has written in a draft throws it away.', {
      detail: { draftId: row.id },
    })
  await holdUploads(tx, actor, { conversationId: row.conversation_id, draftId: row.id }, [])
  await tx.db.deleteFrom('draft').where('conversation_id', '=', row.conversation_id).where('id', '=', row.id).execute()
  await announce(tx, row, inboxId)
  // One's own words are one's own business; a colleague's are not.
  if (headId && row.author_id !== actor.id)
    await record(tx, 'draft.discarded', row.id, { userIds: row.author_ids }, { conversationId: headId, inboxId })
}

/** Pages that show it ask again: a note's and a new letter's only where its author looks at it. */
export async function announce(tx: Tx, row: StoredDraft, inboxId: Id | null): Promise<void> {
  const isOwn = row.kind === 'note' || row.kind === 'new'
  const told = isOwn ? [row.author_id, ...(row.approval_user_id ? [row.approval_user_id] : [])] : [null]
  await noteChanges(
    tx,
    told.map((userId) => ({ name: 'draft.changed', subjectId: row.conversation_id, inboxId, userId })),
  )
}

export async function showOne(tx: Tx, row: StoredDraft, inboxId: Id): Promise<Draft> {
  const [draft] = await shown(tx, [row], new Map([[row.conversation_id, inboxId]]))
  if (!draft) throw draftMissing(row.id)
  return draft
}
