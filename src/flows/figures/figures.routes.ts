// Which verb answers which route about figures.
import { visibleConversation } from '../../desk/conversations/read.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import { casesOf } from './cases.ts'
import { exported } from './export.ts'
import * as api from './figures.api.ts'
import { figures, figureSeries } from './figures.ts'
import { readQuestion } from './question.ts'
import { conversationSegments } from './segments.ts'

export function figuresRoutes(): Answer[] {
  return [
    answer(api.readFigures, async ({ tx, actor }, { groupBy, compare, ...asked }) =>
      figures(tx, await readQuestion(tx, actor, asked), groupBy, { compare }),
    ),
    answer(api.readFigureSeries, async ({ tx, actor }, { by, ...asked }) =>
      figureSeries(tx, await readQuestion(tx, actor, asked), by),
    ),
    answer(api.listFigureCases, async ({ tx, actor }, { figure, age, measure, cursor, limit, ...asked }) =>
      casesOf(tx, await readQuestion(tx, actor, asked), { figure, age, measure, cursor, limit }),
    ),
    answer(api.readSegments, async ({ tx, actor }, { id }) =>
      conversationSegments(tx, (await visibleConversation(tx, actor, id)).id),
    ),
    answer(api.exportFigures, async ({ tx, actor }, asked) => {
      const { name, text } = await exported(tx, await readQuestion(tx, actor, asked), asked)
      return { bytes: Buffer.from(`\uFEFF${text}`), type: 'text/csv', name }
    }),
  ]
}
