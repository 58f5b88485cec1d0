// postroom figures …: whether what figures are read from is what happened, and making all of it anew.
import type { Command } from 'commander'
import { rebuildFigures, verifyFigures } from '../../flows/figures/check.ts'
import type { Desk } from '../desk.ts'
import { exits } from './telling.ts'

type OnDesk = <T>(use: (desk: Desk) => Promise<T>) => Promise<T>
type Out = (text: string) => void

export function addFigures(program: Command, onDesk: OnDesk, out: Out, end: (status: number) => void): void {
  const figures = program
    .command('figures')
    .description('the facts that figures are read from: check them, make them anew')
  figures
    .command('verify')
    .description('measure every conversation again and compare; changes nothing; status 65 when something differs')
    .option('--json', 'as JSON', false)
    .action(async ({ json }: { json: boolean }) => end(await onDesk((desk) => runVerify(desk, { json }, out))))
  figures
    .command('rebuild')
    .description('measure every conversation again and keep that; a running Postroom goes on meanwhile')
    .action(() => onDesk((desk) => runRebuild(desk, out)))
}

export async function runVerify(
  { means }: Pick<Desk, 'means'>,
  { json }: { json: boolean },
  out: Out,
): Promise<number> {
  const verdict = await verifyFigures(means.store)
  const { conversations, wrongFacts, wrongDays, conversationIds } = verdict
  const isRight = wrongFacts + wrongDays === 0
  const where = conversationIds.length > 0 ? ` First of them: ${conversationIds.join(', ')}.` : ''
  if (json) out(`${JSON.stringify(verdict)}\n`)
  else if (isRight) out(`${conversations} conversations: every fact and every sum is right.\n`)
  else out(`${conversations} conversations: ${wrongFacts} facts and ${wrongDays} sums are wrong.${where} Put them right with: postroom figures rebuild\n`) // prettier-ignore
  return isRight ? exits.ok : exits.data
}

export async function runRebuild({ means }: Pick<Desk, 'means'>, out: Out): Promise<void> {
  await rebuildFigures(means.store)
  out('All figures were measured anew.\n')
}
