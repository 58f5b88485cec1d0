// The route of back-tests: a stream of lines, so that progress is seen, and whoever leaves ends it.
import { setOfDraft } from '../../desk/rules/apply.ts'
import { listRules } from '../../desk/rules/rules.ts'
import { standing } from '../../desk/rules/whole.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import { mustAlso } from '../../desk/users/permissions.ts'
import { Problem, toProblem } from '../../kit/problem.ts'
import { backtestRules, type BacktestLine, type BacktestReport } from './backtest.api.ts'
import { backtest, rulesToRead, type BacktestMeans } from './backtest.ts'

/** Each takes a processor and a connection for seconds. */
const AT_ONCE = 2

export function backtestRoutes(means: BacktestMeans): Answer[] {
  let running = 0
  return [
    answer(backtestRules, async ({ tx, actor }, { draft, inboxId, since, until, mails }) => {
      mustAlso(actor, 'conversation.read')
      if (running >= AT_ONCE) throw busy()
      const before = rulesToRead(actor, (await listRules(tx)).map(standing))
      const after = rulesToRead(actor, await setOfDraft(tx, actor, draft))
      const period = { inboxId, since: since ? new Date(since) : null, until: until ? new Date(until) : null }
      const lines = backtest(means, { actor, period, mails, before, after })
      const bytes = streamOf(lines, mails, {
        begin: () => {
          if (running >= AT_ONCE) throw busy() // who asked at the same time has begun meanwhile
          running++
        },
        end: () => void running--,
      })
      return { bytes, type: backtestRules.produces ?? '', name: 'backtest.ndjson' }
    }),
  ]
}

const busy = () =>
  new Problem('busy', 'backtest-busy', 'Others are testing rules right now. Try again in a few seconds.')

/** Begun when somebody takes the first line, and ended once, by its end or by whoever leaves. */
function streamOf(
  lines: AsyncGenerator<number, BacktestReport>,
  of: number,
  run: { begin: () => void; end: () => void },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const line = (said: BacktestLine) => encoder.encode(`${JSON.stringify(said)}\n`)
  let state: 'waiting' | 'running' | 'ended' = 'waiting'
  const end = () => {
    if (state === 'running') run.end()
    state = 'ended'
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (state === 'waiting') run.begin()
          state = 'running'
          const { done, value } = await lines.next()
          controller.enqueue(line(done ? { report: value } : { read: value, of }))
          if (!done) return
        } catch (thrown) {
          const { code, message } = toProblem(thrown)
          controller.enqueue(line({ problem: { code, title: message } }))
        }
        end()
        controller.close()
      },
      async cancel() {
        end()
        await lines.return(undefined as never)
      },
    },
    { highWaterMark: 0 },
  )
}
