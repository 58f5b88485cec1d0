// Parsing: what it costs, on mails of the large generator.
import { anyCorpus } from '../corpus.ts'
import { parseMail } from '../../src/mail/parse/parse.ts'
import { readMail } from '../../src/mail/read.ts'
import { atLeast, type Goal } from './goal.ts'

const MAILS = 2_000
const ROUNDS = 3

export async function goals(): Promise<Goal[]> {
  const { letters, from } = await anyCorpus(MAILS)
  const raws = letters.map(({ raw }) => raw)
  return [
    atLeast(`mails parsed (${from})`, 2_000, await perCpuSecond(raws, parseMail), ' per CPU-second'),
    atLeast(
      'mails read: parsed, sanitised, reply text found, language told',
      1_000,
      await perCpuSecond(raws, (raw) => readMail(raw, { from: null })),
      ' per CPU-second',
    ),
  ]
}

/** The best of some rounds, as the first ones also pay for compiling. */
async function perCpuSecond(raws: Buffer[], step: (raw: Buffer) => Promise<unknown>): Promise<number> {
  let best = 0
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    for (const raw of raws) await step(raw)
    const { user, system } = process.cpuUsage(before)
    best = Math.max(best, raws.length / ((user + system) / 1e6))
  }
  return Math.round(best)
}
