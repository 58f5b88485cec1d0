// postroom simulate: what would have happened to the mail of the last weeks under each way of giving it out.
import { InvalidArgumentError, Option, type Command } from 'commander'
import { compare, prepare, type Comparison } from '../../flows/assignment/compare.ts'
import { simulated, type Outcome, type Simulated } from '../../flows/assignment/simulation.ts'
import type { Desk } from '../desk.ts'
import { inboxNamed } from './route.ts'

interface Given {
  inbox?: string
  weeks: number
  seed: number
  strategy: Simulated[]
  oneMoreOn?: number
  json: boolean
}

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

export function addSimulate(
  program: Command,
  onDesk: <T>(use: (desk: Desk) => Promise<T>) => Promise<T>,
  out: (text: string) => void,
): void {
  program
    .command('simulate')
    .description('try each way of giving out work on the mail of the last weeks; without an inbox, on a made-up team')
    .option('-i, --inbox <name>', 'whose mail and people (default: a team nobody works in)')
    .option('-w, --weeks <number>', 'how far back', within(1, 26), 8)
    .option('--seed <number>', 'another number makes other chances', within(0, 1_000_000), 1)
    .addOption(new Option('-s, --strategy <name...>', 'only those').choices(simulated).default([...simulated], 'all'))
    .option('--one-more-on <weekday>', 'also with one more person on that day, as in monday', weekday)
    .option('--json', 'as JSON', false)
    .action((given: Given) =>
      onDesk(async ({ means }) => {
        const question = await means.store.transact({ actorId: null, readOnly: true }, async (tx) => {
          const inboxId = given.inbox === undefined ? null : await inboxNamed(tx, given.inbox)
          const { weeks, seed, oneMoreOn = null } = given
          const asked = { inboxId, weeks, seed, oneMoreOn }
          return { asked, prepared: await prepare(tx, asked, new Map()) }
        })
        const compared = await compare(question.prepared, question.asked, given.strategy)
        const isTooLittle = given.inbox !== undefined && compared.source === 'synthetic'
        const why = isTooLittle ? `Too little mail came to ${given.inbox} to say anything about it.\n` : ''
        out(given.json ? `${JSON.stringify(compared)}\n` : why + told(compared))
      }),
    )
}

/** A table for a terminal. */
export function told({ source, weeks, seed, outcomes, oneMore }: Comparison): string {
  const of = source === 'history' ? 'The mail that came' : 'A made-up team'
  const rows = [...outcomes.map((one) => [one.strategy, one] as const), ...(oneMore ? [['… one more', oneMore] as const] : [])] // prettier-ignore
  return [
    `${of}, ${weeks} ${weeks === 1 ? 'week' : 'weeks'}, seed ${seed}: ${outcomes[0]?.arrived ?? 0} mails, ${outcomes[0]?.people.length ?? 0} people`,
    '',
    'strategy       in time   high  half within  95 % within   busy  even',
    ...rows.map(([name, one]) => line(name, one)),
    '',
  ].join('\n')
}

function line(name: string, one: Outcome): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(7)
  const minutes = (count: number) => `${count} min`.padStart(12)
  return `${name.padEnd(14)}${percent(one.inTime)}${percent(one.highInTime)}${minutes(one.wait.p50)}${minutes(one.wait.p95)} ${percent(one.utilisation)} ${one.fairness.toFixed(3)}` // prettier-ignore
}

function within(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (Number.isInteger(number) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`)
  }
}

function weekday(text: string): number {
  const day = days.findIndex((one) => text.length >= 2 && one.startsWith(text.toLowerCase()))
  if (day >= 0) return day
  throw new InvalidArgumentError(`It takes a weekday: ${days.slice(1).join(', ')}, sunday.`)
}
