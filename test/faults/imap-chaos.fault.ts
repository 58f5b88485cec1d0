// A desk and a mail account in step (F18 in docs/faults.md): people work on both sides at once, connections are cut wherever they are,
// Postroom dies now and then. Whenever both are quiet, each must have what the other has: nothing lost, nothing doubled.
import { setTimeout as sleep } from 'node:timers/promises'
import { randomFrom } from '../../bench/letters.ts'
import { hasDovecot } from '../doubles/dovecot.ts'
import { deskDeeds, strangerDeeds, type Deed } from './both-sides-deeds.ts'
import { openBothSides, type BothSides } from './both-sides.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'
import { differences } from './two-sides.ts'

/** Milliseconds after which what has not become even never will; what a killed process held is free after a minute. */
const PATIENCE = 180_000
/** Every so many rounds Postroom is killed. */
const KILL = 20

async function chaos({ count, seed, tell }: FaultContext): Promise<Verdict> {
  const random = randomFrom(seed)
  const roll = (sides: number) => Math.floor(random() * sides)
  const sides = await openBothSides()
  const took: number[] = []
  const history: string[] = []
  const done = new Map<string, number>()
  const figures = { rounds: 0, mails: 0, deeds: 0, cuts: 0, kills: 0 }
  try {
    for (let round = 1; round <= count; round++) {
      const before = await sides.look()
      const isKilled = round % KILL === KILL - 1
      const all = [...strangerDeeds(sides, before, roll), ...deskDeeds(sides, before, roll)]
      // Who dies while sending leaves a mail that is uncertain for minutes, and that is not for a mail account to say.
      const deeds = all.filter((deed) => !isKilled || deed.name !== 'answer')
      history.push(`round ${round}: ${deeds.map((deed) => deed.told).join('; ')}`)
      figures.cuts += await disturbed(sides, roll, () => inOrder(deeds, roll))
      if (isKilled) {
        figures.kills++
        await sides.server.kill()
        await sides.server.start()
      }
      // Into the folder of sent mail Postroom looks when it comes, and every five minutes.
      if (deeds.some((deed) => deed.name === 'answer there')) sides.proxy.reset()
      const began = performance.now()
      const broken = await untilEven(sides, deeds)
      took.push(performance.now() - began)
      figures.rounds = round
      figures.deeds += deeds.length
      for (const { name } of deeds) done.set(name, (done.get(name) ?? 0) + 1)
      if (broken.length > 0) {
        for (const line of [...history.slice(-5), ...(await sides.tellOf(broken))]) tell(line)
        return { broken: [`after round ${round}: ${broken.length} differences`, ...broken.slice(0, 20)], figures }
      }
      await sides.letTimePass()
      if (round % 50 === 0) tell(`${round} rounds, ${figures.deeds} deeds, ${sides.ledger.came.size} mails`)
    }
    figures.mails = sides.ledger.came.size
    const sorted = took.toSorted((a, b) => a - b)
    const at = (share: number) => `${Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)} ms`
    tell([...done].map(([name, times]) => `${name} ${times}`).join(', '))
    return { broken: [], figures: { ...figures, 'even again, median': at(0.5), most: at(1) } }
  } finally {
    await sides.stop()
  }
}

/** Deeds of both sides in a random order, some at the same moment. */
async function inOrder(deeds: Deed[], roll: (sides: number) => number): Promise<void> {
  for (const deed of deeds) if (deed.isFirst) await deed.carryOut()
  const open = deeds.filter((deed) => !deed.isFirst)
  while (open.length > 0) {
    const some = Array.from({ length: 1 + roll(2) }, () => open.splice(roll(open.length), 1)).flat()
    await Promise.all(some.map((deed) => deed.carryOut()))
    await sleep(roll(60))
  }
}

/** Cuts connections while something happens. How many times. */
async function disturbed(sides: BothSides, roll: (sides: number) => number, happens: () => Promise<void>) {
  const kind = roll(6)
  const { proxy } = sides
  const before = proxy.cuts()
  if (kind === 0) proxy.set({ cutAfter: 200 + roll(20_000) })
  if (kind === 1) proxy.set({ refuse: true })
  if (kind === 2) proxy.set({ latency: roll(80) })
  const happening = happens()
  if (kind === 1 || kind === 3) {
    await sleep(roll(200))
    proxy.reset()
  }
  await happening
  if (kind === 0) await sleep(roll(1_500))
  proxy.mend()
  if (kind === 4) {
    await sleep(roll(300)) // while it is told what was done
    proxy.reset()
  }
  return proxy.cuts() - before + (kind === 1 || kind === 3 || kind === 4 ? 1 : 0)
}

/** Until nothing waits and both sides are as they must be, also for what only one of them did. What is not, after all that time. */
async function untilEven(sides: BothSides, deeds: Deed[]): Promise<string[]> {
  for (const end = performance.now() + PATIENCE; ; await sleep(60)) {
    const waiting = await sides.waiting()
    const isOver = performance.now() > end
    if (waiting > 0 && !isOver) continue // nobody looks at a thousand mails for that
    const now = await sides.look()
    const broken = now.desk.waiting === 0 ? differences(now.desk, now.account, sides.ledger) : [`there still wait: ${now.desk.what}`] // prettier-ignore
    if (now.desk.failed > 0) broken.push(`${now.desk.failed} changes were given up`)
    if (broken.length === 0) broken.push(...alone(deeds).flatMap((deed) => deed.missing(now) ?? []))
    if (broken.length === 0 || isOver) return broken
  }
}

/** Where two did something to one conversation it is a rule that says who wins; here only that both sides know it. */
const alone = (deeds: Deed[]) =>
  deeds.filter((deed) => deeds.filter((other) => other.about === deed.about).length === 1)

export const scenarios: Scenario[] = [
  {
    name: 'imap-chaos',
    row: 'F18',
    what: 'A mail account is worked on from both sides while its connections are cut and Postroom dies: both agree again each time, 0 lost, 0 doubled.',
    counts: { smoke: 3, ci: 30, nightly: 1_000 },
    takes: { cores: 0.6, seconds: 90 },
    cannotRun: async () => (hasDovecot ? null : 'there is no Dovecot (apt-get install dovecot-imapd)'),
    run: chaos,
  },
]
