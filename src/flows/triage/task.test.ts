import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { assign } from '../../desk/conversations/change.ts'
import { addHours } from '../../desk/hours/hours.ts'
import { changeInbox } from '../../desk/inboxes/inboxes.ts'
import { codeNames } from '../../desk/rules/code-names.ts'
import { rulesAsCode } from '../../desk/rules/code.ts'
import { createRuleKeeper } from '../../desk/rules/kept.ts'
import { readCode } from '../../desk/rules/read-code.ts'
import type { WantedRule } from '../../desk/rules/rules.api.ts'
import { addRule, listRules } from '../../desk/rules/rules.ts'
import { addTeam } from '../../desk/teams/teams.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { triage } from './triage.ts'

type Action = Extract<WantedRule['actions'][number], { do: 'task' }>
const wanted: Action = { do: 'task', title: 'Look at #{{conversation.number}}', text: '', userId: null, teamId: null, minutes: null, counts: 'calendar', priority: 'high' } // prettier-ignore
const rule = (action: Action, more: Partial<WantedRule> = {}): WantedRule => ({ name: 'Demo', inboxId: null, occasion: 'message.received', condition: { all: [] }, actions: [action], isEnabled: true, ...more }) // prettier-ignore

function arriving({ tx, store }: Desk) {
  const means = testMeans(store)
  const route = (now: Tx, ids: { conversationId: Id; messageId: Id | null }) =>
    triage(now, [{ ...ids, occasion: ids.messageId ? 'message.received' : 'conversation.changed' }], { ...means, keeper: createRuleKeeper(), queueAutomatic: async () => undefined }) // prettier-ignore
  const letter = async (
    text: string,
    before: (ids: { conversationId: Id; messageId: Id }) => Promise<void> = async () => undefined,
  ) => {
    await receive(tx, means, { text, subject: text, recipients: ['support@desk.example'] })
    const row = await tx.db.selectFrom('message').select(['id', 'conversation_id']).orderBy('id', 'desc').executeTakeFirstOrThrow() // prettier-ignore
    const ids = { conversationId: row.conversation_id, messageId: row.id }
    await before(ids)
    await route(tx, ids)
    return ids
  }
  const tasks = () => tx.db.selectFrom('task').selectAll().orderBy('id').execute()
  const because = async (id: Id) => (await tx.db.selectFrom('routing').select('because').where('conversation_id', '=', id).orderBy('id', 'desc').executeTakeFirstOrThrow()).because // prettier-ignore
  return { letter, route, tasks, because }
}

test(
  'a rule makes a task for the assignee, due in business hours of the inbox, about the conversation and its customer',
  onDesk(async (desk) => {
    const { ada, ben, inboxes, tx } = desk
    const { letter, tasks, because } = arriving(desk)
    const nine: [string, string][] = [['09:00', '17:00']]
    const week = { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: [], sun: [] }
    const hours = await addHours(ada, { name: 'Desk', timeZone: 'UTC', week, holidays: [] })
    await changeInbox(ada, inboxes.support, { hoursId: hours.id })
    await addRule(ada, rule({ ...wanted, minutes: 600, counts: 'business' }))

    const { conversationId } = await letter('A demo', ({ conversationId: id }) => assign(ada, id, ben.id))

    const conversation = await tx.db.selectFrom('conversation').selectAll().where('id', '=', conversationId).executeTakeFirstOrThrow() // prettier-ignore
    expect(await tasks()).toMatchObject([
      {
        title: `Look at #${conversation.number}`,
        owner_id: ben.id,
        asked_by: null,
        because: 'rule “Demo”',
        priority: 'high',
        due_at: new Date('2026-03-03T11:00:00Z'),
        conversation_id: conversationId,
        contact_id: conversation.contact_id,
      },
    ])
    expect(await because(conversationId)).toContain('task “Look at #{{conversation.number}}” for its assignee, due in 10 hours of business') // prettier-ignore
  }),
)

test(
  'one that is still to be done is not made twice, nobody is given what they may not see, and a flood makes no flood of tasks',
  onDesk(async (desk) => {
    const { ada, ben, cleo, inboxes, tx } = desk
    const { letter, route, tasks, because } = arriving(desk)
    const team = await addTeam(ada, { name: 'Sales', memberIds: [cleo.id] })
    await addRule(ada, rule({ ...wanted, teamId: team.id }, { occasion: 'conversation.changed' }))
    await addRule(ada, rule({ ...wanted, userId: ben.id }, { name: 'Billing', inboxId: inboxes.billing }))
    const { conversationId } = await letter('A')
    await route(tx, { conversationId, messageId: null })
    await route(tx, { conversationId, messageId: null })

    expect((await tasks()).map((one) => [one.owner_id, one.team_id])).toEqual([[null, team.id]])
    expect(await because(conversationId)).toContain('not again')
    await tx.db.deleteFrom('rule_course').execute()
    await route(tx, { conversationId, messageId: null })
    expect(await because(conversationId)).toContain('no task: the one that this rule made before is still to be done')

    await tx.db
      .updateTable('conversation')
      .set({ inbox_id: inboxes.billing })
      .where('id', '=', conversationId)
      .execute()
    const [message] = await tx.db.selectFrom('message').select('id').where('conversation_id', '=', conversationId).execute() // prettier-ignore
    await route(tx, { conversationId, messageId: message?.id ?? null })
    expect(await because(conversationId)).toContain('no task: Ben does not see the conversation')

    const [sales] = (await listRules(tx)).filter((one) => one.name === 'Demo')
    const made = Array.from({ length: 100 }, () => ({ id: tx.mint(), title: 'x', text: '', rule_id: sales?.id ?? '0', priority: 'normal', created_at: tx.now, changed_at: tx.now })) // prettier-ignore
    await tx.db.insertInto('task').values(made).execute()
    const other = await letter('B')
    await route(tx, { conversationId: other.conversationId, messageId: null })
    expect(await because(other.conversationId)).toContain('no task: this rule has made 100 within an hour')
  }),
)

test(
  'as code, in a back-test and where it is refused a task says what it is',
  onDesk(async ({ ada, ben, tx, store }) => {
    const team = await addTeam(ada, { name: 'Sales', memberIds: [] })
    await addRule(ada, rule({ ...wanted, userId: ben.id, minutes: 240, counts: 'business' }))
    const rules = await listRules(tx)
    const names = await codeNames(tx, await ada.actor())

    const code = rulesAsCode(rules, names)

    expect(code).toContain('do: task')
    expect(code).toContain('user: ben@people.example')
    expect(readCode(code, names, () => false).rules[0]?.actions).toEqual(rules[0]?.actions)
    await expect(addRule(ada, rule({ ...wanted, userId: ben.id, teamId: team.id }))).rejects.toMatchObject({ code: 'two-owners' }) // prettier-ignore
    await expect(addRule(ada, rule({ ...wanted, title: '{{dog}}' }))).rejects.toMatchObject({
      code: 'variable-unknown',
    })
    const means = testMeans(store)
    await receive(tx, means, { text: 'A demo', recipients: ['support@desk.example'] })
    const door = openWebDoor(store, {}, means)
    const { body } = await door.ask('POST', '/rules/backtest', { as: await door.signedIn(ada.id), body: { draft: { rules: [] } } }) // prettier-ignore
    const { report } = JSON.parse(String(body).trim().split('\n').at(-1) ?? '')
    expect(report.groups).toMatchObject([{ what: 'does', fromName: 'task “Look at #{{conversation.number}}” for “Ben”, due in 4 hours of business', to: null }]) // prettier-ignore
  }),
)
