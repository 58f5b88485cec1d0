// What is looked at before an answer leaves, inbox by inbox: kept here, done in flows/reply/checks.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { type CheckLevel, type CheckName, type CheckPolicy, CheckRules, DeskPhrases, type HousePhrase } from './checks.api.ts' // prettier-ignore

/** What would harm if it left is held; what is nearly always a slip is asked about; style is only shown. */
export const defaultLevels: Readonly<Record<CheckName, CheckLevel>> = {
  attachment: 'warn',
  newRecipient: 'warn',
  lookAlike: 'warn',
  manyRecipients: 'warn',
  bccAnswer: 'warn',
  severalCompanies: 'warn',
  ownInbox: 'warn',
  unfilled: 'warn',
  greeting: 'hint',
  greetingName: 'warn',
  closing: 'hint',
  cardNumber: 'block',
  iban: 'hint',
  nationalNumber: 'warn',
  password: 'warn',
  apiKey: 'warn',
  privateKey: 'block',
  signInLink: 'warn',
  linkElsewhere: 'warn',
  linkDisguised: 'warn',
  linkInternal: 'warn',
  linkBroken: 'warn',
  linkPlain: 'hint',
  language: 'warn',
  question: 'hint',
  date: 'hint',
  formality: 'hint',
  bannedPhrase: 'warn',
  preferredPhrase: 'hint',
  jargon: 'hint',
  shouting: 'hint',
  blame: 'hint',
  longSentence: 'hint',
}

export const levelIn = (rules: Pick<CheckRules, 'levels'>, check: CheckName): CheckLevel =>
  rules.levels[check] ?? defaultLevels[check]

/** The setting of the whole desk. */
const DESK = 'check-phrases'

/** One for each inbox asked for that is in use, also where nobody has changed anything. */
export async function checkPoliciesOf(tx: Tx, inboxIds: readonly Id[]): Promise<CheckPolicy[]> {
  const rows = await tx.query<{ inboxId: Id; body: unknown; version: number | null }>({
    name: 'check-policies',
    text: `select i.id as "inboxId", p.body, p.version from inbox i left join check_policy p on p.inbox_id = i.id
      where i.id = any($1::bigint[]) and i.archived_at is null order by lower(i.name), i.id`,
    values: [inboxIds],
  })
  return rows.map(({ inboxId, body, version: is }) => ({ inboxId, ...CheckRules.parse(body ?? {}), version: is ?? 0 }))
}

export async function deskPhrases(tx: Tx): Promise<DeskPhrases> {
  const [row] = await tx.query<{ value: unknown }>({
    name: 'check-phrases',
    text: 'select value from setting where name = $1',
    values: [DESK],
  })
  return DeskPhrases.parse(row?.value ?? { phrases: [], version: 0 })
}

/** The policy of an inbox, archived or not, with the phrases of the desk before its own. */
export async function checkRulesOf(tx: Tx, inboxId: Id): Promise<CheckRules> {
  const [row] = await tx.query<{ body: unknown; desk: unknown }>({
    name: 'check-rules',
    text: `select (select body from check_policy where inbox_id = $1) as body, (select value from setting where name = $2) as desk`,
    values: [inboxId, DESK],
  })
  const rules = CheckRules.parse(row?.body ?? {})
  const { phrases } = DeskPhrases.parse(row?.desk ?? { phrases: [], version: 0 })
  return { ...rules, phrases: [...phrases, ...rules.phrases] }
}

export async function changeCheckPolicy(tx: Tx, inboxId: Id, was: number, wanted: CheckRules): Promise<CheckPolicy> {
  await tx.query({ name: 'inbox-lock', text: 'select from inbox where id = $1 for no key update', values: [inboxId] })
  const [policy] = await checkPoliciesOf(tx, [inboxId])
  if (!policy) throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { inboxId } })
  refuseOld(policy.version, was)
  const version = was + 1
  await tx.query({
    name: 'check-policy-write',
    text: `insert into check_policy (inbox_id, body, version, changed_at) values ($1, $2, $3, $4)
      on conflict (inbox_id) do update set body = excluded.body, version = excluded.version, changed_at = excluded.changed_at`,
    values: [inboxId, JSON.stringify(wanted), version, tx.now],
  })
  await record(tx, 'checkPolicy.changed', inboxId, { version, policy: wanted }, { inboxId })
  return { inboxId, ...wanted, version }
}

export async function changeDeskPhrases(tx: Tx, was: number, phrases: HousePhrase[]): Promise<DeskPhrases> {
  await tx.query({
    name: 'check-phrases-first',
    text: `insert into setting (name, value, changed_at) values ($1, '{"phrases": [], "version": 0}', $2) on conflict (name) do nothing`,
    values: [DESK, tx.now],
  })
  await tx.query({ name: 'setting-lock', text: 'select from setting where name = $1 for update', values: [DESK] })
  refuseOld((await deskPhrases(tx)).version, was)
  const now = { phrases, version: was + 1 }
  await tx.query({
    name: 'check-phrases-write',
    text: 'update setting set value = $2, changed_at = $3 where name = $1',
    values: [DESK, JSON.stringify(now), tx.now],
  })
  await record(tx, 'checkPhrases.changed', '0', now)
  return now
}

function refuseOld(is: number, was: number): void {
  if (is === was) return
  throw new Problem('conflict', 'checks-changed', 'Somebody else changed this meanwhile. Look again, then repeat.')
}
