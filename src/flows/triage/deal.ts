// A rule opens a deal. A conversation that an open one belongs to gets no second, and a flood of mail makes no flood of deals.
import { openDealsOf } from '../../desk/deals/links.ts'
import { openDeal } from '../../desk/deals/deals.ts'
import { whyNotOwner } from '../../desk/deals/owners.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import { openZone } from '../../desk/hours/zone.ts'
import { joined, why, whyProblem, type Why } from '../../desk/reasons.ts'
import type { Action, Rule } from '../../desk/rules/rules.api.ts'
import type { StoredFacts } from '../../desk/rules/stored-facts.ts'
import { todayIn } from '../../desk/tasks/due.ts'
import { laterBy } from '../../desk/tasks/repeat.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'

const HOUR = 3_600_000
/** Deals of one rule in an hour: more than people can sell. */
const AN_HOUR = 100
const LONGEST = 200

type Wanted = Extract<Action, { do: 'deal' }>

/** In other words than were meant, where it came out otherwise; null: as was said. Places in its name are filled. */
export async function openRuleDeal(
  tx: Tx,
  { conversationId }: StoredFacts,
  rule: Rule,
  { name, stageId, userId, days }: Wanted,
): Promise<Why | null> {
  if ((await openDealsOf(tx, conversationId)).length > 0) return noDeal(why('noDealStands'))
  if ((await madeBy(tx, rule.id)) >= AN_HOUR) return noDeal(why('noDealMost', { most: AN_HOUR }))
  const whose = await tx.db.selectFrom('conversation').select(['assignee_id', 'contact_id', 'company_id']).where('id', '=', conversationId).executeTakeFirst() // prettier-ignore
  const ownerId = userId ?? whose?.assignee_id ?? null
  const blind = ownerId === null ? null : await whyNotOwner(tx, ownerId, conversationId)
  if (blind) return noDeal(whyProblem(blind.code, blind.text)) // no rule widens who sees it
  const expected = days === null ? null : laterBy(todayIn(openZone(await deskZone(tx)), tx.now), days)
  try {
    await openDeal(tx, {
      name: (name.replace(/\s+/g, ' ').trim() || rule.name).slice(0, LONGEST),
      text: '',
      stageId,
      amount: null,
      currency: null,
      expectedOn: expected,
      ownProbability: null,
      ownerId,
      companyId: whose?.company_id ?? null,
      conversationId,
      contacts: whose?.contact_id ? [{ contactId: whose.contact_id, role: 'other' }] : [],
      tags: [],
      fields: {},
      rule: { id: rule.id, because: `rule “${rule.name}”` },
    })
    return null
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.code === 'stage-missing') return noDeal(why('noDealStage'))
    throw thrown
  }
}

const noDeal = (because: Why): Why => joined([why('didNoDeal'), because], ': ')

async function madeBy(tx: Tx, ruleId: Id): Promise<number> {
  const [row] = await tx.query<{ made: number }>({
    name: 'rule-deals',
    text: `select count(*)::int as made from (select from deal where rule_id = $1 and created_at > $2 limit ${AN_HOUR}) made`,
    values: [ruleId, new Date(tx.now.getTime() - HOUR)],
  })
  return row?.made ?? 0
}
