// Which verb answers which route of learning: what an inbox lets the classifier do, how it does, and the mails that wait for a person.
import { orderFinder } from '../../ai/readings/entities/orders.ts'
import { trainJob } from '../../desk/readings/decisions.ts'
import * as api from '../../desk/readings/learning.api.ts'
import { waitingMails } from '../../desk/readings/queue.ts'
import { ReadField } from '../../desk/readings/readings.api.ts'
import { changeLearning } from '../../desk/readings/settings.ts'
import { shownReadings } from '../../desk/readings/shown.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import { type Actor, can } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { Problem, toProblem } from '../../kit/problem.ts'
import { enqueueAll } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { letterOf } from './examples.ts'
import { createLearner, type Known, type Learner } from './learner.ts'

export function learningRoutes(learner: Learner = createLearner()): Answer[] {
  return [
    answer(api.readLearning, async ({ tx, actor }, { id }) => {
      refuseUnseen(actor, id, 'rule.read')
      const known = await learner(tx, [id])
      const models = await modelsOf(tx, id)
      return {
        settings: known.settings(id),
        fields: ReadField.options.map((field) => stateOf(known, id, field, models)),
      }
    }),
    answer(api.changeLearning, async ({ tx, actor }, { id, ...wanted }) => {
      refuseUnseen(actor, id, 'rule.write')
      for (const [at, pattern] of wanted.orderPatterns.entries()) refuseBadPattern(pattern, `orderPatterns.${at}`)
      return await changeLearning(tx, id, wanted)
    }),
    answer(api.trainNow, async ({ tx, actor }, { id }) => {
      refuseUnseen(actor, id, 'rule.write')
      await enqueueAll(
        tx,
        ReadField.options.map((field) => ({ kind: trainJob, payload: { inboxId: id, field }, key: `${id}.${field}` })),
      )
      return {}
    }),
    answer(api.listTriage, async ({ tx, actor }, { inboxId = null, limit }) => {
      const { mails, count } = await waitingMails(tx, actor, { inboxId, limit })
      const guessed = await guessedAnew(tx, learner, mails)
      const readings = await shownReadings(tx, actor, guessed)
      return {
        count,
        mails: readings.flatMap((reading, at) => {
          const mail = guessed[at]
          if (!mail) return []
          const { conversationId, number, subject, sender, text, receivedAt } = mail
          const from = { name: sender.name ?? '', address: sender.address ?? '' }
          const shown = { conversationId, number, inboxId: mail.inboxId, subject, from, text }
          return [{ ...shown, receivedAt: receivedAt.toISOString(), reading }]
        }),
      }
    }),
  ]
}

/** What was decided since they came counts: the fourth of a kind is known by the first three. */
async function guessedAnew<Mail extends Awaited<ReturnType<typeof waitingMails>>['mails'][number]>(
  tx: Tx,
  learner: Learner,
  mails: Mail[],
): Promise<Mail[]> {
  if (mails.length === 0) return mails
  const known = await learner(
    tx,
    mails.map((mail) => mail.inboxId),
  )
  return mails.map((mail) => {
    const { inboxId, subject, text, body } = mail
    const { from } = known.threshold(inboxId, 'category')
    const said = known.learned(inboxId, 'category')?.suggest(letterOf(subject, { reply: text, whole: text }), from)
    return said ? { ...mail, body: { ...body, category: { ...said, isPreselected: false } } } : mail
  })
}

function refuseUnseen(actor: Actor, inboxId: Id, permission: string): void {
  if (!can(actor, permission, inboxId))
    throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { id: inboxId } })
}

/** Words that stand in any mail: what finds these is no number of an order. */
const ORDINARY = 'Dear team, thank you for your answer. Best regards'

function refuseBadPattern(pattern: string, where: string): void {
  try {
    if (orderFinder([pattern])(ORDINARY).length === 0) return
  } catch (thrown) {
    const problem = toProblem(thrown)
    if (problem.code !== 'pattern-bad') throw thrown
    const advice = 'Write the fixed part as it is and digits as \\d, for example: AB-\\d{6}.'
    throw new Problem('invalid', problem.code, `${problem.message} ${advice}`, { detail: { where } })
  }
  throw new Problem(
    'invalid',
    'pattern-greedy',
    `“${pattern}” finds ordinary words too. Say what only your numbers look like, for example: AB-\\d{6}.`,
    { detail: { where } },
  )
}

interface Row {
  field: ReadField
  figures: api.ModelFigures
  madeAt: Date
  since: number
}

async function modelsOf(tx: Tx, inboxId: Id): Promise<Row[]> {
  return await tx.query<Row>({
    name: 'learning-figures',
    text: `select f.field, m.figures, m.made_at as "madeAt",
        (select count(*)::int from example e where e.inbox_id = $1 and e.field = f.field and e.id > coalesce(m.learned_until, 0)) as since
      from unnest(array['category', 'priority']) as f (field)
      left join lateral (select * from model where inbox_id = $1 and field = f.field order by id desc limit 1) m on true`,
    values: [inboxId],
  })
}

function stateOf(known: Known, inboxId: Id, field: ReadField, models: Row[]): api.FieldState {
  const { level, precision } = known.settings(inboxId)[field]
  const { from, chosenBy, coverage, precision: held } = known.threshold(inboxId, field)
  const row = models.find((one) => one.field === field)
  const { looked, corrected } = known.live(inboxId, field)
  return {
    field,
    level,
    precision,
    model: row?.figures ? { ...row.figures, madeAt: row.madeAt.toISOString() } : null,
    since: row?.since ?? 0,
    threshold: from,
    chosenBy,
    coverage,
    held,
    live: { looked, corrected },
  }
}
