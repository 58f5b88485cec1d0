import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { assign } from '../../desk/conversations/change.ts'
import { moveDeal } from '../../desk/deals/moves.ts'
import { archivePipeline } from '../../desk/deals/pipelines.ts'
import { addHours } from '../../desk/hours/hours.ts'
import { codeNames } from '../../desk/rules/code-names.ts'
import { rulesAsCode } from '../../desk/rules/code.ts'
import { createRuleKeeper } from '../../desk/rules/kept.ts'
import { readCode } from '../../desk/rules/read-code.ts'
import type { WantedRule } from '../../desk/rules/rules.api.ts'
import { addRule, listRules } from '../../desk/rules/rules.ts'
import { addTeam } from '../../desk/teams/teams.ts'
import type { Id } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'
import { dealHandlers, dealMovedJob } from '../deals/follow.ts'
import { triageJob, triageJobs } from './triage.ts'

type Action = WantedRule['actions'][number]
const wanted: Action = {
  do: 'deal',
  stageId: '9011',
  name: 'Quotation #{{conversation.number}}',
  userId: null,
  days: 30,
}
const rule = (action: Action, more: Partial<WantedRule> = {}): WantedRule => ({ name: 'Quotations', inboxId: null, occasion: 'message.received', condition: { all: [] }, actions: [action], isEnabled: true, ...more }) // prettier-ignore

function arriving({ tx, store }: Desk) {
  const means = { ...testMeans(store), keeper: createRuleKeeper(), queueAutomatic: async () => undefined }
  const route = (following: Partial<Following>) =>
    triageJobs(tx, [{ payload: { event: tx.mint(), actorId: null, data: {}, ...following } }], means)
  const letter = async (text: string, before: (id: Id) => Promise<void> = async () => undefined) => {
    await receive(tx, testMeans(store), { text, subject: text, recipients: ['support@desk.example'] })
    const row = await tx.db.selectFrom('message').select(['id', 'conversation_id']).orderBy('id', 'desc').executeTakeFirstOrThrow() // prettier-ignore
    await before(row.conversation_id)
    const again = () => route({ name: 'message.received', subjectId: row.id, conversationId: row.conversation_id })
    await again()
    return { id: row.conversation_id, again }
  }
  const deals = () => tx.db.selectFrom('deal').selectAll().orderBy('id').execute()
  const because = async (id: Id) => (await tx.db.selectFrom('routing').select('because').where('conversation_id', '=', id).orderBy('id', 'desc').executeTakeFirstOrThrow()).because // prettier-ignore
  return { letter, route, deals, because }
}

test(
  'a request for a quotation becomes a deal of the assignee, once, and never where its owner would not see it',
  onDesk(async (desk) => {
    const { ada, ben, inboxes, tx } = desk
    const { letter, deals, because } = arriving(desk)
    await addRule(ada, rule(wanted))
    const { id, again } = await letter('A quotation', (one) => assign(ada, one, ben.id))
    const { number, contact_id } = await tx.db.selectFrom('conversation').select(['number', 'contact_id']).where('id', '=', id).executeTakeFirstOrThrow() // prettier-ignore

    expect(await deals()).toMatchObject([{ name: `Quotation #${number}`, stage_id: '9011', owner_id: ben.id, opened_by: null, because: 'rule “Quotations”', conversation_id: id, expected_on: '2026-04-01' }]) // prettier-ignore
    expect(await tx.db.selectFrom('deal_contact').select('contact_id').execute()).toEqual([{ contact_id }])
    expect(await because(id)).toContain('deal “Quotation #{{conversation.number}}” in “Sales: New” for its assignee, expected in 30 days') // prettier-ignore
    await again()
    expect(await because(id)).toContain('no deal: it belongs to an open one already')

    await addRule(ada, rule({ ...wanted, userId: ben.id } as Action, { name: 'Billing', inboxId: inboxes.billing }))
    const other = await letter('B', async (one) => {
      await tx.db.updateTable('conversation').set({ inbox_id: inboxes.billing }).where('id', '=', one).execute()
    })
    expect((await deals()).map((one) => [one.conversation_id, one.owner_id])).toContainEqual([other.id, null])
    await tx.db.deleteFrom('deal_conversation').where('conversation_id', '=', other.id).execute()
    await tx.db.deleteFrom('rule').where('name', '=', 'Quotations').execute()
    await other.again()
    expect(await because(other.id)).toContain('no deal: Ben does not see the conversation')
  }),
)

test(
  'the day a deal is expected on is counted from today by the clock of the desk',
  onDesk(async (desk) => {
    const { letter, deals } = arriving(desk)
    const nine: [string, string][] = [['09:00', '17:00']]
    const week = { mon: nine, tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
    await addHours(desk.ada, { name: 'Desk', timeZone: 'Pacific/Honolulu', week, holidays: [] }) // it is yesterday there
    await addRule(desk.ada, rule(wanted))

    await letter('A quotation')

    expect(await deals()).toMatchObject([{ expected_on: '2026-03-31' }])
  }),
)

test(
  'a deal that moves sets off rules about changes, which ask in which stage it is',
  onDesk(async (desk) => {
    const { ada, ben, tx } = desk
    const { letter, route, deals, because } = arriving(desk)
    const inProposal = { field: 'deal', operator: 'inStage', value: '9013' } as const
    await addRule(ada, rule(wanted))
    await addRule(ada, rule({ do: 'task', title: 'Call about the proposal', text: '', userId: ben.id, teamId: null, minutes: null, counts: 'calendar', priority: 'normal' }, { name: 'Proposals', occasion: 'conversation.changed', condition: inProposal })) // prettier-ignore
    const { id } = await letter('A quotation')
    const [deal] = await deals()
    const tasks = () => tx.db.selectFrom('task').select('title').execute()
    await route({ name: 'conversation.tagged', subjectId: id, conversationId: id })
    expect(await tasks()).toEqual([])

    await moveDeal({ ...ben, follows: { 'deal.moved': [dealMovedJob] } }, deal?.id ?? '', { stageId: '9013', lostReason: null }) // prettier-ignore
    const jobs = await tx.db.selectFrom('job').selectAll().where('kind', '=', dealMovedJob).execute()
    const handler = dealHandlers()[dealMovedJob]
    if (!handler || !('run' in handler)) throw new Error('expected a handler')
    await handler.run(tx, jobs as never)
    const [follows] = await tx.db.selectFrom('job').select('payload').where('kind', '=', triageJob).orderBy('id', 'desc').limit(1).execute() // prettier-ignore
    await route(follows?.payload as Following)

    expect(await tasks()).toEqual([{ title: 'Call about the proposal' }])
    expect(await because(id)).toContain('Proposals')
  }),
)

test(
  'as code, in a back-test and where it is refused a deal says what it is, and a stage that rules name stays',
  onDesk(async ({ ada, ben, tx, store }) => {
    const inStage = { field: 'deal', operator: 'inStage', value: '9013' } as const
    await addRule(ada, rule({ ...wanted, userId: ben.id } as Action, { condition: { not: inStage } }))
    const rules = await listRules(tx)
    const names = await codeNames(tx, await ada.actor())

    const code = rulesAsCode(rules, names)

    expect(code).toContain('do: deal')
    expect(code).toContain('stage: "Sales: New"')
    expect(readCode(code, names, () => false).rules[0]).toMatchObject({ actions: rules[0]?.actions, condition: { not: inStage } }) // prettier-ignore
    await expect(addRule(ada, rule({ ...wanted, stageId: '17' } as Action))).rejects.toMatchObject({ code: 'stage-missing' }) // prettier-ignore
    await expect(addRule(ada, rule({ ...wanted, name: '{{dog}}' } as Action))).rejects.toMatchObject({ code: 'variable-unknown' }) // prettier-ignore
    await expect(archivePipeline(ada, '9001')).rejects.toMatchObject({ code: 'stage-in-rules' })
    const means = testMeans(store)
    await receive(tx, means, { text: 'A quotation', recipients: ['support@desk.example'] })
    const door = openWebDoor(store, {}, means)
    const { body } = await door.ask('POST', '/rules/backtest', { as: await door.signedIn(ada.id), body: { draft: { rules: [] } } }) // prettier-ignore
    const { report } = JSON.parse(String(body).trim().split('\n').at(-1) ?? '')
    expect(report.groups).toMatchObject([{ what: 'does', fromName: 'deal “Quotation #{{conversation.number}}” in “Sales: New” for “Ben”, expected in 30 days', to: null }]) // prettier-ignore
  }),
)

test(
  'the workflows that the documentation offers can be put to work as they stand there',
  onDesk(async ({ ada, tx }) => {
    await addTeam(ada, { name: 'Sales', memberIds: [] })
    const page = await readFile(path.resolve(import.meta.dirname, '../../../docs/deals.md'), 'utf8')
    const files = [...page.matchAll(/```yaml\n(.+?)```/gs)].map((found) => found[1] ?? '')
    const names = await codeNames(tx, await ada.actor())

    const rules = files.flatMap((code) => readCode(code, names, () => false).rules)
    for (const one of rules) await addRule(ada, one)

    expect(rules.map((one) => one.actions.map((action) => action.do))).toEqual([['assignBy', 'deal', 'task'], ['assignBy', 'task']]) // prettier-ignore
  }),
)
