// Which verb answers which route about what came of sequences.
import { answer, type Answer } from '../../desk/users/asking.ts'
import { readSequenceFigures } from './figures.api.ts'
import { figuresOf } from './figures.ts'

export function sequenceFiguresRoutes(): Answer[] {
  return [answer(readSequenceFigures, async ({ tx, actor }, { id }) => ({ steps: await figuresOf(tx, actor, id) }))]
}
