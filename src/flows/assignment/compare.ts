// One team under every way of giving out work, in slices: between them whoever else wants the processor has it.
import { setImmediate as letOthers } from 'node:timers/promises'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Calendars } from '../deadlines/terms.ts'
import { historicScenario, withOneMore } from './history.ts'
import { syntheticScenario } from './protocol.ts'
import { simulate, simulated, type Outcome, type Scenario, type Simulated } from './simulation.ts'

export interface Question {
  /** Null: a team that nobody works in. */
  inboxId: Id | null
  weeks: number
  seed: number
  /** 0 is Sunday; null: nobody. */
  oneMoreOn: number | null
}
export interface Prepared {
  source: 'history' | 'synthetic'
  scenario: Scenario
}
export interface Comparison {
  source: Prepared['source']
  weeks: number
  seed: number
  outcomes: Outcome[]
  /** Late binding with one more person, where that was asked. */
  oneMore: Outcome | null
}

/** Nearly as much as they can do, where nothing is known. */
const UTILISATION = 0.91

export async function prepare(tx: Tx, { inboxId, weeks, seed }: Question, calendars: Calendars): Promise<Prepared> {
  const scenario = inboxId === null ? null : await historicScenario(tx, { inboxIds: [inboxId], weeks, seed }, calendars)
  if (scenario) return { source: 'history', scenario }
  return { source: 'synthetic', scenario: syntheticScenario({ seed, weeks, utilisation: UTILISATION, people: 12 }) }
}

export async function compare(
  { source, scenario }: Prepared,
  { weeks, seed, oneMoreOn }: Question,
  strategies: readonly Simulated[] = simulated,
): Promise<Comparison> {
  const outcomes: Outcome[] = []
  for (const strategy of strategies) outcomes.push(await inSlices(scenario, strategy))
  const oneMore = oneMoreOn === null ? null : await inSlices(withOneMore(scenario, oneMoreOn), 'lateBinding')
  return { source, weeks, seed, outcomes, oneMore }
}

async function inSlices(scenario: Scenario, strategy: Simulated): Promise<Outcome> {
  const steps = simulate(scenario, strategy)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await letOthers()
  }
}
