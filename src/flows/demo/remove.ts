// postroom demo --remove: every sample row goes, whatever it is, and nothing else.
import { assign, setCategory, setTeam } from '../../desk/conversations/change.ts'
import { unmerge } from '../../desk/conversations/unmerge.ts'
import { foldTallies, mendTallies } from '../../desk/conversations/tally.ts'
import type { Means } from '../../desk/means.ts'
import { listRules } from '../../desk/rules/rules.ts'
import { recount } from '../figures/course.ts'
import { forgetStates } from '../../desk/rules/versions.ts'
import { holdRules, write } from '../../desk/rules/write.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { noteChanges } from '../../store/changes.ts'
import type { Tx } from '../../store/tx.ts'
import { SETTING } from './demo.ts'
import { removeSampleMacros } from './macros.ts'

const us = { actorId: null }
const because = { because: 'the sample data was removed' }

/** Answers in words what went. All or nothing. */
export async function removeDemo(means: Pick<Means, 'store' | 'raw' | 'blobs'>): Promise<string> {
  return await means.store.transact(us, async (tx) => {
    await tx.query({ name: 'demo-lock', text: `select pg_advisory_xact_lock(hashtextextended('demo', 0))`, values: [] })
    const people = await samples(tx, 'user')
    const teams = await samples(tx, 'team')
    const categories = await samples(tx, 'category')
    const conversations = await samples(tx, 'conversation')
    const { goes: inboxes, stays } = await inboxesThatGo(tx)
    await refuseWhereRulesNeedThem(tx, [
      ...people,
      ...teams,
      ...categories,
      ...inboxes,
      ...(await samples(tx, 'macro')),
    ])
    await letGo(tx, { people, teams, categories })
    const deals = await removeDeals(tx, conversations)
    await removeConversations(tx, means, conversations)
    const outsiders = await removeOutsiders(tx)
    await removeRules(tx)
    await removeInboxes(tx, inboxes)
    await tx.db.updateTable('inbox').set({ is_sample: false }).where('id', 'in', orNone(stays)).execute()
    const macros = await removeSampleMacros(tx, { people, teams })
    await removeRows(tx, 'category', 'is_sample')
    await removePeople(tx, people, teams)
    await removeTags(tx)
    await forget(tx, [
      ...people,
      ...teams,
      ...categories,
      ...conversations,
      ...deals,
      ...inboxes,
      ...outsiders,
      ...macros,
    ])
    await noteChanges(tx, [{ name: 'conversation.removed', subjectId: '0', inboxId: null }])
    if (conversations.length + people.length + inboxes.length === 0) return 'There is no sample data here.\n'
    const kept =
      stays.length > 0 ? ` ${stays.length} sample inboxes hold real mail: they stay, as ordinary inboxes.` : ''
    return `The sample data is gone: ${conversations.length} conversations, ${people.length} people.${kept}\n`
  })
}

type Marked = 'user' | 'team' | 'category' | 'conversation' | 'inbox' | 'contact' | 'company' | 'rule' | 'macro'

async function samples(tx: Tx, table: Marked): Promise<Id[]> {
  const rows = await tx.db.selectFrom(table).select('id').where('is_sample', '=', true).orderBy('id').execute()
  return rows.map((row) => row.id)
}

/** `in ()` is no SQL. */
const orNone = (ids: Id[]): Id[] => (ids.length > 0 ? ids : ['0'])

/** One that has received something real, or is fed by an account, is no sample any more. */
async function inboxesThatGo(tx: Tx): Promise<{ goes: Id[]; stays: Id[] }> {
  const rows = await tx.query<{ id: Id; isReal: boolean }>({
    name: 'demo-inboxes',
    text: `select id, exists (select from conversation c where c.inbox_id = i.id and not c.is_sample)
             or exists (select from mailbox m where m.inbox_id = i.id) or exists (select from intake where i.id = any(inbox_ids)) as "isReal"
           from inbox i where is_sample order by id for update`,
    values: [],
  })
  return {
    goes: rows.flatMap((row) => (row.isReal ? [] : [row.id])),
    stays: rows.flatMap((row) => (row.isReal ? [row.id] : [])),
  }
}

async function refuseWhereRulesNeedThem(tx: Tx, ids: Id[]): Promise<void> {
  const rules = await tx.query<{ name: string }>({
    name: 'demo-in-rules',
    text: `select name from rule r where not is_sample and (inbox_id::text = any($1::text[]) or exists (
             select from unnest($1::text[]) id where strpos(r.actions::text || r.condition::text, '"' || id || '"') > 0)) order by r.position, r.id`,
    values: [ids],
  })
  if (rules.length === 0) return
  const names = rules.map((rule) => `“${rule.name}”`).join(', ')
  throw new Problem(
    'conflict',
    'demo-in-rules',
    `Rules of yours name sample people, teams or inboxes: ${names}. Change them first.`,
  )
}

/** Real conversations that sample people, teams or categories were put on, or that were merged into a sample. */
async function letGo(tx: Tx, given: { people: Id[]; teams: Id[]; categories: Id[] }): Promise<void> {
  const real = () => tx.db.selectFrom('conversation').select('id').where('is_sample', '=', false)
  const sample = tx.db.selectFrom('conversation').select('id').where('is_sample', '=', true)
  for (const row of await real().where('merged_into', 'in', sample).execute()) await unmerge(tx, row.id)
  for (const row of await real().where('assignee_id', 'in', orNone(given.people)).execute())
    await assign(tx, row.id, null, because)
  for (const row of await real().where('team_id', 'in', orNone(given.teams)).execute())
    await setTeam(tx, row.id, null, because)
  for (const row of await real().where('category_id', 'in', orNone(given.categories)).execute())
    await setCategory(tx, row.id, null, because)
}

/** What somebody has put their name to stays, whatever it was about. */
const SIGNED: Record<string, string> = {
  routing_audit_mail: ' and not exists (select from routing_audit a where a.id = audit_id and a.signed_at is not null)',
}

/** Deals that were opened from samples; they themselves go with the conversations. */
async function removeDeals(tx: Tx, conversations: Id[]): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>({ text: 'select id from deal where conversation_id = any($1::bigint[])', values: [conversations] }) // prettier-ignore
  const ids = rows.map((row) => row.id)
  for (const table of ['deal_contact', 'deal_conversation', 'deal_stay'])
    await tx.query({ text: `delete from ${table} where deal_id = any($1::bigint[])`, values: [ids] })
  return ids
}

async function removeConversations(tx: Tx, means: Pick<Means, 'raw' | 'blobs'>, ids: Id[]): Promise<void> {
  const raws = await tx.query<{ id: Id }>({
    text: `select raw_id as id from message where conversation_id = any($1::bigint[]) and raw_id is not null
           union select raw_id from outbox where conversation_id = any($1::bigint[])`,
    values: [ids],
  })
  const blobs = await tx.query<{ id: Id }>({
    text: `select blob_id as id from attachment where conversation_id = any($1::bigint[]) and blob_id is not null
      union all select blob_id from remote_image where conversation_id = any($1::bigint[]) and blob_id is not null`,
    values: [ids],
  })
  for (const blob of blobs) await means.blobs.release(tx, blob.id)
  // Whatever belongs to a conversation has its id; also tables that came after this was written.
  const tables = await tx.query<{ name: string }>({
    text: `select table_name as name from information_schema.columns where table_schema = current_schema() and column_name = 'conversation_id'`,
    values: [],
  })
  for (const { name } of tables)
    await tx.query({ text: `delete from "${name}" where conversation_id = any($1::bigint[])${SIGNED[name] ?? ''}`, values: [ids] }) // prettier-ignore
  await tx.query({ text: `delete from job where payload->>'conversationId' = any($1::text[])`, values: [ids] })
  await tx.query({ text: 'delete from conversation where id = any($1::bigint[])', values: [ids] })
  await mendTallies(tx)
  await foldTallies(tx)
  await recount(tx)
  await means.raw.drop(
    tx,
    raws.map((row) => row.id),
  )
}

/** A person whom a real conversation knows stays, and is no sample any more. */
async function removeOutsiders(tx: Tx): Promise<Id[]> {
  await tx.query({
    text: `update contact k set is_sample = false where is_sample and (
             exists (select from conversation c where c.contact_id = k.id) or exists (select from participant p where p.contact_id = k.id))`,
    values: [],
  })
  await tx.query({
    text: `update company k set is_sample = false where is_sample and (exists (select from contact c where c.company_id = k.id and not c.is_sample)
             or exists (select from conversation c where c.company_id = k.id))`,
    values: [],
  })
  await tx.query({
    text: 'delete from contact_address where contact_id in (select id from contact where is_sample)',
    values: [],
  })
  await tx.query({
    text: 'delete from contact_phone where contact_id in (select id from contact where is_sample)',
    values: [],
  })
  const contacts = await removeRows(tx, 'contact', 'is_sample')
  await tx.query({
    text: 'delete from company_domain where company_id in (select id from company where is_sample)',
    values: [],
  })
  return [...contacts, ...(await removeRows(tx, 'company', 'is_sample'))]
}

async function removeRows(tx: Tx, table: Marked, condition: string): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>({
    text: `delete from "${table}" where ${condition} returning id`,
    values: [],
  })
  return rows.map((row) => row.id)
}

/** Those that a person has changed are deleted as a person deletes them, so that the versions people made stay; others never were. */
async function removeRules(tx: Tx): Promise<void> {
  await holdRules(tx)
  const changed = await tx.query<{ id: Id }>({
    text: `select distinct s.rule_id as id from rule_state s join rule r on r.id = s.rule_id and r.is_sample
      join rule_version v on v.number in (s.since, s.until) where v.author_id is not null`,
    values: [],
  })
  const kept = new Set(changed.map((row) => row.id))
  const rules = (await listRules(tx)).filter((rule) => kept.has(rule.id))
  await write(tx, { put: [], gone: rules }, { deed: 'deleted', note: because.because })
  const ids = await removeRows(tx, 'rule', 'is_sample')
  await forget(tx, ids)
  await forgetStates(tx, ids)
}

async function removeInboxes(tx: Tx, ids: Id[]): Promise<void> {
  for (const table of [
    'inbox_address',
    'inbox_access',
    'auto_reply',
    'learning',
    'model',
    'assignment_policy',
    'inbox_hours_past',
  ])
    await tx.query({ text: `delete from ${table} where inbox_id = any($1::bigint[])`, values: [ids] })
  await tx.query({ text: 'delete from inbox where id = any($1::bigint[])', values: [ids] })
}

async function removePeople(tx: Tx, people: Id[], teams: Id[]): Promise<void> {
  await tx.query({
    text: 'delete from inbox_access where user_id = any($1::bigint[]) or team_id = any($2::bigint[])',
    values: [people, teams],
  })
  await tx.query({
    text: 'delete from team_member where user_id = any($1::bigint[]) or team_id = any($2::bigint[])',
    values: [people, teams],
  })
  for (const table of [
    'session',
    'token',
    'seen',
    'conversation_member',
    'follower',
    'notification',
    'notification_count',
    'work_pattern',
    'time_off',
    'handling',
    'given_back',
  ])
    await tx.query({ text: `delete from ${table} where user_id = any($1::bigint[])`, values: [people] })
  await tx.query({
    text: `update task set owner_id = null where owner_id = any($1::bigint[])`,
    values: [people],
  })
  for (const column of ['owner_id', 'opened_by'])
    await tx.query({ text: `update deal set ${column} = null where ${column} = any($1::bigint[])`, values: [people] })
  await tx.query({ text: 'delete from deal_view where owner_id = any($1::bigint[])', values: [people] })
  for (const column of ['owner_id', 'deals_of'])
    await tx.query({ text: `update goal set ${column} = null where ${column} = any($1::bigint[])`, values: [people] })
  await tx.query({ text: 'update pipeline set team_id = null where team_id = any($1::bigint[])', values: [teams] })
  await tx.query({ text: `update task set team_id = null where team_id = any($1::bigint[])`, values: [teams] })
  await tx.query({
    text: 'delete from shift_note where team_id = any($1::bigint[]) or author_id = any($2::bigint[]) or taken_by = any($2::bigint[])',
    values: [teams, people],
  })
  await tx.query({ text: 'delete from team where id = any($1::bigint[])', values: [teams] })
  await tx.query({ text: 'delete from "user" where id = any($1::bigint[])', values: [people] })
}

/** Of the tags that came with the samples those that nobody else has used since. */
async function removeTags(tx: Tx): Promise<void> {
  const row = await tx.db.deleteFrom('setting').where('name', '=', SETTING).returning('value').executeTakeFirst()
  const tags = (row?.value as { tags?: string[] } | undefined)?.tags ?? []
  await tx.query({
    text: `delete from tag where name = any($1::text[]) and not exists (select from conversation where tags @> array[tag.name] and tags <> '{}')
           and not exists (select from rule where strpos(actions::text || condition::text, to_json(tag.name)::text) > 0)`,
    values: [tags],
  })
}

/** What is told of them, and what waits to be told. */
async function forget(tx: Tx, ids: Id[]): Promise<void> {
  await tx.query({ text: 'delete from event where subject_id = any($1::bigint[])', values: [ids] })
  await tx.query({ text: 'delete from change where subject_id = any($1::bigint[])', values: [ids] })
}
