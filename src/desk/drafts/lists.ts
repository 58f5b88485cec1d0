// Lists of drafts: those of a conversation, and one's own wherever they lie. Of conversations that one sees, and no others.
import type { Id } from '../../kit/id.ts'
import { limits } from '../../kit/limits.ts'
import type { Tx } from '../../store/tx.ts'
import { familyOf } from '../conversations/merge.ts'
import { seenAmong } from '../conversations/read.ts'
import { snippetOf } from '../conversations/snippet.ts'
import { can, type Actor } from '../users/permissions.ts'
import type { Draft, DraftList, ListedDraft } from './drafts.api.ts'
import { shown, type StoredDraft } from './rows.ts'

/** Oldest first. Notes of others are not among them; of what is too much for one answer one's own and the newest are. */
export async function draftsIn(tx: Tx, actor: Actor, conversation: { id: Id; inboxId: Id }): Promise<Draft[]> {
  const family = await familyOf(tx, conversation.id)
  const rows = await tx.query<StoredDraft>({
    name: 'drafts-in',
    text: `select * from (select *, sum(octet_length(text) + coalesce(octet_length(html), 0) + coalesce(pg_column_size(doc), 0))
          over (order by author_ids @> array[$2::bigint] desc, id desc) as weight from draft
        where conversation_id = any($1::bigint[]) and sent_at is null and (kind <> 'note' or author_id = $2)) draft
      where weight <= $3 order by id limit ${limits.drafts.perPerson}`,
    values: [family, actor.id ?? '0', limits.drafts.shownBytes],
  })
  return await shown(tx, rows, new Map(family.map((id) => [id, conversation.inboxId])))
}

const asked: Record<DraftList, { where: string; order: string }> = {
  mine: { where: 'author_ids @> array[$1::bigint]', order: 'changed_at desc, id desc' },
  scheduled: { where: 'author_ids @> array[$1::bigint] and send_at is not null', order: 'send_at, id' },
  approval: {
    where: `approval_state = 'asked' and (approval_user_id = $1 or approval_team_id = any(
      select m.team_id from team_member m join team t on t.id = m.team_id and t.archived_at is null where m.user_id = $1))`,
    order: 'approval_at, id',
  },
}

export async function ownDrafts(tx: Tx, actor: Actor, list: DraftList): Promise<ListedDraft[]> {
  if (actor.id === null) return []
  const { where, order } = asked[list]
  const rows = await tx.query<StoredDraft>({
    name: `drafts-${list}`,
    text: `select ${WITHOUT_WORDS.join(', ')}, left(text, ${BEGINNING}) as text, null as html, null as doc
      from draft where ${where} and sent_at is null order by ${order} limit ${limits.drafts.perPerson}`,
    values: [actor.id],
  })
  const replies = rows.filter((row) => row.kind !== 'new').map((row) => row.conversation_id)
  const seen = await seenAmong(tx, actor, [...new Set(replies)])
  const mine = rows.filter((row) =>
    row.kind === 'new' ? can(actor, 'conversation.read', row.inbox_id) : seen.has(row.conversation_id),
  )
  const places = await placesOf(tx, mine.filter((row) => row.kind !== 'new').map((row) => row.conversation_id)) // prettier-ignore
  const drafts = await shown(tx, mine, new Map([...places].map(([id, one]) => [id, one.inboxId])))
  return drafts.map((whole) => {
    const { html: _, doc: __, reads: ___, text, ...draft } = whole
    const place = places.get(draft.conversationId)
    return {
      ...draft,
      snippet: snippetOf(text),
      conversation: place ? { id: place.id, number: place.number, subject: place.subject, from: place.from } : null,
    }
  })
}

/** What a row of a list is made of: a hundred letters are not read whole for their first words. */
const WITHOUT_WORDS = [
  'conversation_id', 'id', 'kind', 'inbox_id', 'message_id', 'author_id', 'author_ids', 'version', 'written_against', 'addressees',
  'subject', 'with_quote', 'attachment_ids', 'upload_ids', 'created_at', 'changed_at', 'changed_by', 'send_at', 'send_by', 'send_as',
  'approval_state', 'approval_asked_by', 'approval_user_id', 'approval_team_id', 'approval_at', 'remarks', 'sent_at', 'sent_message_id',
] // prettier-ignore
/** Enough of a text for its snippet. */
const BEGINNING = 2_000

interface Place {
  asked: Id
  /** Of the head. */
  id: Id
  inboxId: Id
  number: string
  subject: string
  from: string
}

async function placesOf(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Place>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<Place>({
    name: 'drafts-places',
    text: `select asked.id as asked, head.id, head.inbox_id as "inboxId", head.number, head.subject,
        coalesce(nullif(head.from_name, ''), head.from_address, '') as "from"
      from conversation asked join conversation head on head.id = coalesce(asked.merged_into, asked.id)
      where asked.id = any($1::bigint[])`,
    values: [[...new Set(ids)]],
  })
  return new Map(rows.map((row) => [row.asked, row]))
}
