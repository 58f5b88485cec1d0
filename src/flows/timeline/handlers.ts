// What follows events onto the timeline: tasks stand on those they are about, and where a conversation is given another contact its
// mail stands there too, as does what was held back and is released. And mail from before there were timelines, page by page.
import { gatherKnown, logMails } from '../../desk/capture/known.ts'
import type { LoggedMail } from '../../desk/capture/decide.ts'
import { familyOf } from '../../desk/conversations/merge.ts'
import { ownAddresses } from '../../desk/inboxes/addresses.ts'
import type { Subject } from '../../desk/timeline/timeline.api.ts'
import { addToTimeline } from '../../desk/timeline/timeline.ts'
import { mintedAt, type Id } from '../../kit/id.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Following } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'

export const followTimelineJob = 'timeline.follow'
export const backfillJob = 'timeline.backfill'

/** Whether a change of a task gave it others to stand on. */
export const isAboutOthers = (data: Readonly<Record<string, unknown>>): boolean => Array.isArray(data['changed']) && data['changed'].includes('about') // prettier-ignore

/** Messages in one transaction. */
const PAGE = 500

export function timelineHandlers(): Handlers {
  return {
    [followTimelineJob]: {
      batch: 50,
      run: async (tx, jobs) => {
        for (const { payload } of jobs) {
          const happened = payload as Following
          const [noun] = happened.name.split('.')
          if (noun === 'task') await followTask(tx, happened.subjectId)
          else if (noun === 'deal') await followDeal(tx, happened)
          else if (noun === 'contact' || noun === 'company')
            await (happened.name.endsWith('.merged') ? followMerge : followChange)(tx, noun, happened)
          else await logConversation(tx, happened.conversationId ?? happened.subjectId)
        }
      },
    },
    [backfillJob]: { run: async (tx) => backfill(tx) },
  }
}

/** On whom it names, on whose conversation it is about, and on its deal. */
async function followTask(tx: Tx, id: Id): Promise<void> {
  const [task] = await tx.query<{
    contact_id: Id | null
    company_id: Id | null
    deal_id: Id | null
    created_at: Date
    asked_by: Id | null
    with_contact: Id | null
    with_company: Id | null
  }>({
    // prettier-ignore
    name: 'timeline-task',
    text: `select task.contact_id, task.company_id, task.deal_id, task.created_at, task.asked_by, c.contact_id as with_contact, c.company_id as with_company
      from task left join lateral (select contact_id, company_id from conversation where conversation.id = task.conversation_id limit 1) c on true
      where task.id = $1`,
    values: [id],
  })
  if (!task) return
  const contacts = new Set([task.contact_id, task.with_contact].filter((one) => one !== null))
  const companies = new Set([task.company_id, task.with_company].filter((one) => one !== null))
  const subjects: Subject[] = [
    ...[...contacts].map((one) => ({ noun: 'contact' as const, id: one })),
    ...[...companies].map((one) => ({ noun: 'company' as const, id: one })),
    ...(task.deal_id ? [{ noun: 'deal' as const, id: task.deal_id }] : []),
  ]
  await addToTimeline(
    tx,
    subjects.map((subject) => ({
      subject,
      kind: 'task',
      referenceId: id,
      at: task.created_at,
      actorId: task.asked_by,
    })),
  )
}

/** On the deal, whoever has a role in it, and the company; and its conversations on it, for as long as they belong to it. */
async function followDeal(tx: Tx, { event, name, subjectId, actorId, data }: Following): Promise<void> {
  const told = data as Partial<Record<'fromStage' | 'toStage' | 'stage' | 'conversationId' | 'sourceId', string>> & { changed?: string[] } // prettier-ignore
  if (name === 'deal.linked' && told.conversationId) return await logConversation(tx, told.conversationId)
  if (name === 'deal.unlinked' && told.conversationId) return await unlog(tx, subjectId, told.conversationId)
  const [deal] = await tx.query<{ name: string; company_id: Id | null; conversation_id: Id | null; contact_ids: Id[] }>(
    {
      name: 'timeline-deal',
      text: `select d.name, d.company_id, d.conversation_id, array(select r.contact_id::text from deal_contact r where r.deal_id = d.id limit 50) as contact_ids
      from deal d where d.id = $1`,
      values: [subjectId],
    },
  )
  if (!deal) return
  const entry = { referenceId: event, at: new Date(mintedAt(event)), actorId, aboutId: subjectId }
  const own = { ...entry, subject: { noun: 'deal' as const, id: subjectId } }
  if (name === 'deal.changed') {
    const changed = (told.changed ?? []).slice(0, 50)
    return await addToTimeline(tx, changed.length > 0 ? [{ ...own, kind: 'change', detail: { changed } }] : [])
  }
  const subjects: Subject[] = [
    own.subject,
    ...deal.contact_ids.map((id) => ({ noun: 'contact' as const, id })),
    ...(deal.company_id ? [{ noun: 'company' as const, id: deal.company_id }] : []),
  ]
  const { fromStage: from, toStage: to = told.stage } = told
  const detail = { name: deal.name, ...(from && { from }), ...(to && { to }) }
  const kind = name === 'deal.opened' ? 'deal' : 'stage'
  await addToTimeline(tx, subjects.map((subject) => ({ ...entry, subject, kind, detail }))) // prettier-ignore
  if (name === 'deal.opened' && deal.conversation_id) await logConversation(tx, deal.conversation_id)
}

async function unlog(tx: Tx, dealId: Id, conversationId: Id): Promise<void> {
  await tx.query({
    name: 'timeline-unlink',
    text: `delete from timeline where subject_id = $1 and because = 'deal' and conversation_id = any($2::bigint[]) and removed_at is null`,
    values: [dealId, await familyOf(tx, conversationId)],
  })
}

/** What was merged into it, by its name. */
async function followMerge(
  tx: Tx,
  noun: 'contact' | 'company',
  { event, subjectId, actorId, data }: Following,
): Promise<void> {
  const name = typeof data['loserName'] === 'string' ? data['loserName'].slice(0, 300) : ''
  const entry = { subject: { noun, id: subjectId }, kind: 'merge' as const, referenceId: event, actorId }
  await addToTimeline(tx, [{ ...entry, at: new Date(mintedAt(event)), detail: { name } }])
}

/** What changed is told, not to what: that stands on the record. */
async function followChange(
  tx: Tx,
  noun: 'contact' | 'company',
  { event, subjectId, actorId, data }: Following,
): Promise<void> {
  const { changed, changes } = data as { changed?: string[]; changes?: { key: string }[] }
  const names = changed ?? changes?.map((one) => one.key) ?? []
  if (names.length === 0) return
  const entry = { subject: { noun, id: subjectId }, kind: 'change' as const, referenceId: event, actorId }
  await addToTimeline(tx, [{ ...entry, at: new Date(mintedAt(event)), detail: { changed: names.slice(0, 50) } }])
}

async function logConversation(tx: Tx, id: Id): Promise<void> {
  const rows = await tx.query<Stored>({
    name: 'timeline-conversation',
    text: `${STORED} where m.conversation_id = any($1::bigint[]) order by m.id desc limit ${PAGE}`,
    values: [await familyOf(tx, id)],
  })
  await logStored(tx, rows)
}

const SETTING = 'timeline.backfill'
interface State {
  afterConversation: Id
  afterMessage: Id
  doneAt: string | null
}

/** Goes on where it was, whoever died meanwhile; what is there already stays as it is. */
async function backfill(tx: Tx): Promise<void> {
  const kept = await tx.db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', SETTING)
    .forUpdate()
    .executeTakeFirst()
  const was = (kept?.value ?? { afterConversation: '0', afterMessage: '0', doneAt: null }) as State
  if (was.doneAt !== null) return
  const rows = await tx.query<Stored>({
    name: 'timeline-backfill',
    text: `${STORED} where (m.conversation_id, m.id) > ($1, $2) order by m.conversation_id, m.id limit ${PAGE}`,
    values: [was.afterConversation, was.afterMessage],
  })
  await logStored(tx, rows)
  const last = rows.at(-1)
  const isDone = rows.length < PAGE || !last
  const now: State = {
    afterConversation: last?.conversation_id ?? was.afterConversation,
    afterMessage: last?.id ?? was.afterMessage,
    doneAt: isDone ? tx.now.toISOString() : null,
  }
  await tx.db
    .insertInto('setting')
    .values({ name: SETTING, value: JSON.stringify(now), changed_at: tx.now })
    .onConflict((clash) => clash.column('name').doUpdateSet({ value: JSON.stringify(now), changed_at: tx.now }))
    .execute()
  if (!isDone) await enqueue(tx, backfillJob, {}, { key: 'all', priority: -10 })
}

interface Stored {
  id: Id
  conversation_id: Id
  inbox_id: Id
  direction: 'in' | 'out'
  kind: string
  subject: string
  sender: { address: string }
  addressees: Partial<Record<'to' | 'cc' | 'bcc', { address: string }[]>>
  received_at: Date
  is_stranger: boolean
  is_forged: boolean
  author_id: Id | null
  contact_id: Id | null
  company_id: Id | null
}

const STORED = `select m.id, m.conversation_id, m.inbox_id, m.direction, m.kind, m.subject, m.sender, m.addressees, m.received_at, m.is_stranger,
    m.authenticity ->> 'result' = 'fail' as is_forged, m.author_id, c.contact_id, c.company_id
  from message m join conversation c on c.id = m.conversation_id and c.held is null`

async function logStored(tx: Tx, rows: readonly Stored[]): Promise<void> {
  if (rows.length === 0) return
  const mails = rows.map((row): LoggedMail => {
    const { to = [], cc = [], bcc = [] } = row.addressees
    const others = [...to, ...cc, ...(row.direction === 'out' ? bcc : [])]
    return {
      messageId: row.id,
      conversationId: row.conversation_id,
      inboxId: row.inbox_id,
      at: row.received_at,
      direction: row.direction,
      kind: row.kind,
      subject: row.subject,
      from: row.direction === 'in' ? normalizeAddress(row.sender.address) : null,
      others: others.map((one) => normalizeAddress(one.address)),
      isStranger: row.is_stranger,
      isForged: row.is_forged ?? false,
      authorId: row.author_id,
      contactId: row.contact_id,
      companyId: row.company_id,
    }
  })
  await logMails(tx, mails, await gatherKnown(tx, mails, await ownAddresses(tx)))
}
