// npm run bench:backtest [-- --mails 10000 --rules 50]
// A changed set of rules over the newest mails of a loaded desk: how long it takes, what it costs in memory, and for how long at most it
// keeps others from their turn.
import { mkdtemp, rm } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { addRule, listRules } from '../src/desk/rules/rules.ts'
import type { WantedRule } from '../src/desk/rules/rules.api.ts'
import { standing } from '../src/desk/rules/whole.ts'
import { addPolicy } from '../src/desk/sla/policies.ts'
import { system } from '../src/desk/users/permissions.ts'
import { backtest, rulesToRead } from '../src/flows/backtest/backtest.ts'
import { systemClock } from '../src/kit/clock.ts'
import { silentLog } from '../src/kit/log.ts'
import { startEngine } from '../src/store/engine.ts'
import { migrate } from '../src/store/migrate.ts'
import { openStore } from '../src/store/store.ts'
import { cpuOf, machine, residentOf } from './processes.ts'
import { loadDesk } from './load.ts'

const { values: asked } = parseArgs({
  options: { mails: { type: 'string', default: '10000' }, rules: { type: 'string', default: '50' } },
})
const mails = Number(asked.mails)
const ruleCount = Number(asked.rules)
const us = { actorId: null }
const GOAL = { seconds: 10, block: 50 }

console.log(machine())
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-bench-'))
const desk = await loadDesk(dataDir, Math.ceil(mails * 0.8), () => undefined)
const engine = await startEngine({ dataDir, log: silentLog })
try {
  const client = new pg.Client(engine.connection)
  await client.connect()
  await migrate(client, silentLog)
  // What intake and the clocks would have left behind.
  await client.query(
    `insert into event (subject_id, id, name, noun_id, data, at)
       select conversation_id, id + 1, 'message.received', id, '{"kind":"message"}', received_at from message where direction = 'in'`,
  )
  await client.query(
    `insert into clock (conversation_id, id, measure, started_at, worked_ms, elapsed_ms, stopped_at, outcome, ledger)
       select f.conversation_id, f.id, 'firstResponse', f.received_at, 0, 0, a.received_at, 'met', '[]'
       from (select distinct on (conversation_id) conversation_id, id, received_at from message where direction = 'in' order by conversation_id, id) f
       cross join lateral (select received_at from message o where o.conversation_id = f.conversation_id and o.direction = 'out' order by o.id limit 1) a`,
  )
  await client.query('vacuum analyze')
  await client.end()
  const store = await openStore({ connection: engine.connection, log: silentLog, clock: systemClock, follows: {} })
  await store.transact(us, async (tx) => {
    const minutes = { urgent: 60, high: 240, normal: 1_440, low: null }
    await addPolicy(tx, { name: 'All', inboxIds: [], categoryIds: [], tags: [], hoursId: null, warnAt: null, steps: [], isEnabled: true, targets: [{ measure: 'firstResponse', counts: 'calendar', minutes, pausesWhile: [] }] }) // prettier-ignore
    for (let n = 0; n < ruleCount; n++) await addRule(tx, ruleNumber(n))
  })
  const rules = await store.transact({ ...us, readOnly: true }, listRules)
  const before = rules.map(standing)
  // Every tenth rule says something else, and one is new at the head.
  const after = [
    { id: '1', rule: { ...ruleNumber(3), name: 'New', actions: [{ do: 'setPriority' as const, priority: 'urgent' as const }] } },
    ...before.map(({ id }, n) => ({ id, rule: n % 10 === 0 ? { ...ruleNumber(n + 1), name: ruleNumber(n).name } : ruleNumber(n) })),
  ] // prettier-ignore
  const actor = { ...system, inboxIds: desk.inboxIds }
  const raw = {
    open: () => {
      throw new Error('loaded mails have no original')
    },
  }
  const period = { inboxId: null, since: null, until: null }
  const run = async (most: number) => {
    const lines = backtest({ store, raw }, { actor, period, mails: most, before: rulesToRead(actor, before), after: rulesToRead(actor, after) }) // prettier-ignore
    for (;;) {
      const { done, value } = await lines.next()
      if (done) return value
    }
  }
  await run(200)
  const atRest = residentOf(process.pid)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const cpuBefore = cpuOf([process.pid])
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, residentOf(process.pid))), 50)
  // By processor time as well: on a machine that is shared, a turn also waits for others.
  let [spent, longest] = [process.threadCpuUsage(), 0]
  const ticks = setInterval(() => {
    const now = process.threadCpuUsage()
    longest = Math.max(longest, (now.user + now.system - spent.user - spent.system) / 1000)
    spent = now
  }, 1)
  delay.enable()
  const report = await run(mails)
  delay.disable()
  clearInterval(watch)
  clearInterval(ticks)
  const seconds = report.milliseconds / 1000
  console.log(
    [
      `${report.mails} mails, ${ruleCount} rules beside ${after.length}: ${seconds.toFixed(1)} s, goal ${GOAL.seconds} for 10,000: ${seconds <= (GOAL.seconds * report.mails) / 10_000 ? 'reached' : 'MISSED'}`,
      `${report.changed} would have gone another way, in ${report.groups.length + report.moreGroups} ways; clocks ${JSON.stringify(report.clocks.measures)}`,
      `CPU of this process: ${(cpuOf([process.pid]) - cpuBefore).toFixed(0)} ms`,
      `longest without a turn for others: ${longest.toFixed(0)} ms of processor time, goal ${GOAL.block}: ${longest <= GOAL.block ? 'reached' : 'MISSED'} (${(delay.max / 1e6).toFixed(0)} ms by the clock)`,
      `MiB: ${atRest.toFixed(0)} at rest, ${most.toFixed(0)} at most`,
      machine(),
    ].join('\n'),
  )
  await store.close()
} finally {
  await engine.stop()
  await rm(dataDir, { recursive: true, force: true })
}

/** Of several kinds, about words that mails of the generator have, and many that they have not. */
function ruleNumber(n: number): WantedRule {
  const words = [
    'order',
    'invoice',
    'refund',
    'delivery',
    'thanks',
    'password',
    'broken',
    'price',
    `code-${n}`,
    `ref-${n}`,
  ]
  const value = words[n % words.length] ?? 'order'
  const conditions: WantedRule['condition'][] = [
    { field: 'subjectOrBody', operator: 'words', value },
    { all: [{ field: 'subject', operator: 'contains', value }, { not: { field: 'kind', operator: 'is', value: 'bounce' } }] },
    { any: [{ field: 'senderDomain', operator: 'is', value: `customer-${n}.example` }, { field: 'body', operator: 'contains', value }] },
    { field: 'subjectOrBody', operator: 'matches', value: `\\b${value}s?\\b` },
  ] // prettier-ignore
  const actions: WantedRule['actions'][] = [
    [{ do: 'setCategory', categoryId: desk.categoryIds[n % desk.categoryIds.length] ?? null }],
    [{ do: 'setPriority', priority: n % 2 === 0 ? 'high' : 'low' }],
    [{ do: 'addTags', tags: [`tag-${n % 30}`] }],
    [{ do: 'assignBy', strategy: 'leastLoaded', teamId: desk.teamIds[0] ?? null }],
  ]
  return {
    name: `Rule ${n}`,
    inboxId: null,
    occasion: 'message.received',
    isEnabled: true,
    condition: conditions[n % conditions.length] ?? { all: [] },
    actions: [...(actions[(n >> 2) % actions.length] ?? []), ...(n % 25 === 24 ? [{ do: 'stop' as const }] : [])],
  }
}
