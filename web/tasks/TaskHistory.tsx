// What happened to a task, folded away: who did what, and when.
import type { readTask } from '../../src/desk/tasks/tasks.api.ts'
import type { OutputOf } from '../../src/kit/route.ts'
import { Folding } from '../conversations/Folding.tsx'
import { useUsers } from '../session/session.ts'
import { ago, exactly } from '../when.ts'
import { useWords } from '../words.ts'
import css from './pane.module.css'

type History = OutputOf<typeof readTask>['history']

export function TaskHistory({ history, now }: { history: History; now: Date }) {
  const { t, tOr, language } = useWords()
  const { byId } = useUsers()
  const last = history.at(-1)
  if (!last) return null
  const said = ({ name, actorId, data }: History[number]) => {
    const who = (actorId && byId.get(actorId)?.name) || t('event.postroom')
    const changed = Array.isArray(data['changed']) ? data['changed'] : []
    const what = changed.map((one) => tOr(`tasks.part.${String(one)}`, String(one))).join(', ')
    const owner = typeof data['ownerId'] === 'string' ? byId.get(data['ownerId'])?.name : undefined
    return tOr(`tasks.event.${name.replace('task.', '')}`, name, { who, what, owner: owner ?? t('field.nobody') })
  }
  const when = (at: string) => (
    <time dateTime={at} title={exactly(at, language)}>
      {ago(at, now, language)}
    </time>
  )
  return (
    <Folding
      word={t('tasks.history')}
      sentence={
        <>
          {said(last)} · {when(last.at)}
        </>
      }
    >
      {() => (
        <ol className={css.history}>
          {history.toReversed().map((one) => (
            <li key={one.id}>
              {said(one)} · {when(one.at)}
            </li>
          ))}
        </ol>
      )}
    </Folding>
  )
}
