// The index must say what asking every rule would say: the plain reading is its oracle, over rule sets and mails made by chance.
import { expect, test } from 'vitest'
import type { Deliberation } from './deed.ts'
import { compileRules, evaluate } from './evaluate.ts'
import type { Facts } from './facts.ts'
import type { Action, Condition, Rule, Test } from './rules.api.ts'

/** mulberry32 */
function chanceFrom(seed: number) {
  let state = seed
  const number = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (most: number) => Math.floor(number() * most)
  const one = <T>(all: readonly T[]): T => all[below(all.length)] as T
  return { number, below, one, some: <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make) } // prettier-ignore
}
type Chance = ReturnType<typeof chanceFrom>

const words = 'refund invoice Rechnung späť İade ab abc bc c late order 4711 naïve 注文 注 文 due over überall 🎁 x-y o’clock ß SS'.split(' ') // prettier-ignore
const domains = ['acme.example', 'mail.acme.example', 'notacme.example', 'example', 'shop.example']
const ids = ['1', '2', '3']
const operators = ['is', 'contains', 'words', 'startsWith', 'endsWith', 'matches'] as const
const patterns = ['ref+und', 'inv(oice|ite)', '\\d{4}', '[a-c]+bc', 'late|over', '(?i)ORDER', 'ab?c', 'refund.*order', 'a{2}b', '(', 'x\\x41bc', 'o.clock'] // prettier-ignore
const text = (chance: Chance, most = 4) => Array.from({ length: 1 + chance.below(most) }, () => chance.one(words)).join(chance.one([' ', ' ', '  ', '-', '\n', '']) || ' ') // prettier-ignore

function testBy(chance: Chance): Test {
  const operator = chance.one(operators)
  const value =
    operator === 'matches' ? chance.one(patterns) : chance.one([text(chance, 2), chance.one(words), '\u00ad', '-'])
  const tests: (() => Test)[] = [
    () => ({
      field: chance.one(['subject', 'body', 'subjectOrBody', 'subject', 'body', 'recipient'] as const),
      operator,
      value,
    }),
    () => ({
      field: 'sender',
      operator,
      value: chance.one([`dora@${chance.one(domains)}`, 'dora', 'ACME', '.example']),
    }),
    () => ({ field: 'senderDomain', operator: chance.one(['is', 'endsWith'] as const), value: chance.one([...domains, '@acme.example', '.acme.example', 'ACME.example']) }), // prettier-ignore
    () => ({ field: 'header', name: chance.one(['X-Shop', 'x-shop', 'List-Id']), operator: chance.one([operator, 'exists'] as const), value }), // prettier-ignore
    () => ({ field: 'attachment', operator: chance.one(['exists', 'nameContains', 'typeIs'] as const), value: chance.one(['pdf', 'scan', 'image/*', 'application/pdf', 'a/b/*', '']) }), // prettier-ignore
    () => ({ field: 'language', operator: 'is', value: chance.one(['pt', 'pt-BR', 'en', 'de']) }),
    () => ({ field: 'kind', operator: 'is', value: chance.one(['message', 'list', 'bounce'] as const) }),
    () => ({ field: 'authentication', operator: 'is', value: chance.one(['pass', 'none'] as const) }),
    () => ({ field: 'isNew', operator: 'is', value: chance.one([true, false]) }),
    () => ({ field: 'status', operator: 'is', value: chance.one(['open', 'waiting', 'resolved'] as const) }),
    () => ({ field: 'priority', operator: 'is', value: chance.one(['low', 'normal', 'high', 'urgent'] as const) }),
    () => ({ field: 'category', operator: 'is', value: chance.one(ids) }),
    () => ({ field: 'tag', operator: 'has', value: chance.one(['vip', 'VIP', 'late', 'größe', 'GROSSE']) }),
    () => ({ field: 'assignee', operator: chance.one(['is', 'isNobody'] as const), value: chance.one(ids) }),
    () => ({ field: 'team', operator: chance.one(['is', 'isNobody'] as const), value: chance.one(ids) }),
    () => ({ field: 'recipientCount', operator: 'atLeast', value: 1 + chance.below(3) }),
    () => ({ field: 'held', operator: 'is', value: chance.one([true, false]) }),
    () => ({ field: 'snoozed', operator: 'is', value: chance.one([true, false]) }),
    () => ({ field: 'businessHours', operator: chance.one(['inside', 'outside'] as const) }),
  ]
  return chance.one(tests)()
}

function conditionBy(chance: Chance, depth = 0): Condition {
  const kind = depth > 3 ? 0 : chance.below(7)
  if (kind < 3) return testBy(chance)
  if (kind === 3) return { not: conditionBy(chance, depth + 1) }
  const parts = chance.some(3, () => conditionBy(chance, depth + 1))
  return kind === 4 && parts.length > 0 ? { any: parts } : { all: parts }
}

function actionBy(chance: Chance): Action {
  return chance.one<() => Action>([
    () => ({ do: 'moveToInbox', inboxId: chance.one(ids) }),
    () => ({ do: 'setCategory', categoryId: chance.one([...ids, null]) }),
    () => ({ do: 'setPriority', priority: chance.one(['low', 'normal', 'high'] as const) }),
    () => ({ do: 'setStatus', status: chance.one(['open', 'waiting', 'resolved'] as const) }),
    () => ({ do: 'addTags', tags: [chance.one(['vip', 'late', 'Größe'])] }),
    () => ({ do: 'removeTags', tags: [chance.one(['vip', 'late'])] }),
    () => ({ do: 'assign', userId: chance.one([...ids, null]) }),
    () => ({ do: 'assignBy', strategy: 'roundRobin', teamId: null }),
    () => ({ do: 'setTeam', teamId: chance.one([...ids, null]) }),
    () => ({ do: 'snooze', minutes: 60, counts: 'calendar' }),
    () => ({ do: 'escalate', policyId: null }),
    () => (chance.below(4) === 0 ? { do: 'stop' } : { do: 'note', text: 'Seen' }),
  ])()
}

function rulesBy(chance: Chance): Rule[] {
  return chance
    .some(40, () => chance.below(20))
    .map((position, at) => ({
      id: String(1000 + at),
      position,
      name: `Rule ${at}`,
      inboxId: chance.one([null, null, ...ids]),
      occasion: chance.below(8) === 0 ? 'conversation.changed' : 'message.received',
      condition: conditionBy(chance),
      actions: [actionBy(chance), ...chance.some(2, () => actionBy(chance))],
      after: chance.below(12) === 0 ? { minutes: 5, counts: 'calendar', unless: [] } : null,
      isEnabled: chance.below(10) > 0,
      version: 1,
      changedAt: '2026-03-02T09:00:00Z',
    }))
}

function factsBy(chance: Chance): Facts {
  const domain = chance.one([...domains, ''])
  const body = text(chance, 12)
  return {
    occasion: 'message.received',
    sender: domain ? `dora@${domain}` : '',
    senderDomain: domain,
    recipients: chance.some(2, () => `${chance.one(['refund', 'ab'])}@desk.example`),
    subject: chance.one(['', text(chance), text(chance)]),
    body: { reply: chance.one(['', body]), whole: `${body} ${text(chance)}` },
    headers: chance.some(2, () => [chance.one(['X-Shop', 'X-SHOP', 'list-id']), text(chance)]),
    attachments: chance.some(2, () => ({ name: chance.one(['Scan.PDF', 'a.png']), type: chance.one(['application/pdf', 'image/PNG', 'a/b/c', '']) })), // prettier-ignore
    language: chance.one([null, 'pt', 'pt-BR', 'en', 'de-AT']),
    kind: chance.one(['message', 'list', 'bounce'] as const),
    authentication: chance.one(['pass', 'none'] as const),
    isNew: chance.one([true, false]),
    conversation: {
      inboxId: chance.one(ids),
      status: chance.one(['open', 'waiting', 'resolved'] as const),
      priority: 'normal',
      categoryId: chance.one([null, ...ids]),
      tags: chance.some(2, () => chance.one(['vip', 'late', 'grosse'])),
      assigneeId: chance.one([null, ...ids]),
      teamId: chance.one([null, ...ids]),
      isSnoozed: chance.one([true, false]),
    },
    now: new Date('2026-03-02T09:00:00Z'),
    hours: null,
    isHeld: chance.one([true, false]),
    recipientCount: chance.below(4),
  }
}

test('the index finds what asking every rule finds, also where rules change what later rules see', () => {
  let held = 0
  for (let seed = 1; seed <= 400; seed++) {
    const chance = chanceFrom(seed)
    const rules = rulesBy(chance)
    const set = compileRules(rules)
    const deliberation: Deliberation = {
      names: new Map(ids.map((id) => [id, `Name ${id}`])),
      firstOnly: new Set(chance.one([[], [], ['2']])),
      choose: () => ({ userId: '3', because: 'its turn' }),
      maySee: (userId, inboxId) => userId !== inboxId,
    }
    for (let mail = 0; mail < 4; mail++) {
      const facts = factsBy(chance)

      const plain = evaluate(rules, facts, deliberation)
      const indexed = set.evaluate(facts, deliberation, { failures: chance.one([0, 3, 100]) })

      const traces = plain.traces.filter((trace) => trace.held)
      held += traces.length
      expect(indexed.traces.filter((trace) => trace.held), `seed ${seed}`).toEqual(traces) // prettier-ignore
      const told = new Set(plain.traces.map((trace) => JSON.stringify(trace)))
      expect(
        indexed.traces.every((trace) => told.has(JSON.stringify(trace))),
        `seed ${seed}`,
      ).toBe(true)
      const { looked, because, situation, actions } = plain
      expect({ ...indexed, traces: null }, `seed ${seed}`).toEqual({ looked, because, situation, actions, traces: null }) // prettier-ignore
    }
  }
  expect(held).toBeGreaterThan(1_500)
})

test('of ten thousand rules that do not hold the first are told, with why, and how many there were', () => {
  const rules = Array.from({ length: 10_000 }, (_, at): Rule => ({
    id: String(at + 1),
    position: at,
    name: `Rule ${at}`,
    inboxId: null,
    occasion: 'message.received',
    condition: { field: 'subject', operator: 'contains', value: `word${at}.` },
    actions: [{ do: 'stop' }],
    isEnabled: true,
    version: 1,
    changedAt: '2026-03-02T09:00:00Z',
  }))
  const facts = { ...factsBy(chanceFrom(1)), subject: 'About word77. and more' }

  const { traces, looked } = compileRules(rules.filter((rule) => rule.name !== 'Rule 77')).evaluate(facts)
  const found = compileRules(rules).evaluate(facts)

  expect(looked).toBe(9_999)
  expect(traces).toHaveLength(20)
  expect(traces[0]?.tests).toMatchObject([
    { test: 'subject contains “word0.”', found: '“About word77. and more”', held: false },
  ])
  expect(found.traces.at(-1)).toMatchObject({ name: 'Rule 77', held: true, stopped: true })
})
