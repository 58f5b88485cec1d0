// What a command says when it failed: one sentence with what to do, and an exit status of sysexits.h.
import { toProblem, translations, type Problem } from '../../kit/problem.ts'

export const exits = {
  ok: 0,
  usage: 64,
  data: 65,
  unknownRecipient: 67,
  unavailable: 69,
  software: 70,
  tempFail: 75,
} as const

/** Stacks and causes are for POSTROOM_DEBUG: they may name hosts and files. */
export function tell(thrown: unknown, env: Record<string, string | undefined>, write: (text: string) => void): number {
  const problem = toProblem(thrown)
  write(`postroom: ${sentence(problem, thrown)}\n`)
  if (env.POSTROOM_DEBUG) write(`${describe(thrown)}\n`)
  return translations[problem.kind].exit
}

function sentence(problem: Problem, thrown: unknown): string {
  if (problem.code !== 'unexpected') return problem.message
  const first = thrown instanceof Error ? thrown.message.split('\n')[0] : String(thrown)
  return `Something went wrong: ${first} (POSTROOM_DEBUG=1 shows where.)`
}

function describe(thrown: unknown): string {
  const lines: string[] = []
  for (let at = thrown; at instanceof Error; at = at.cause) lines.push(at.stack ?? at.message)
  return lines.join('\ncaused by ')
}
