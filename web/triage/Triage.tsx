// Mails that wait for a category, one at a time: what was written, the three likeliest categories under the keys 1, 2 and 3, and the
// next mail at once.
import { UnstyledButton } from '@mantine/core'
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { listTriage, type TriageMail } from '../../src/desk/readings/learning.api.ts'
import { call } from '../call.ts'
import { useDecision } from '../conversations/SuggestedCategory.tsx'
import { Pick } from '../conversations/Pick.tsx'
import { linked } from '../conversations/PlainText.tsx'
import { useCategoryNames } from '../conversations/category-names.ts'
import { Deciding } from '../conversations/Readings.tsx'
import { categoriesQuery, useHere, useInboxes } from '../session/session.ts'
import { useActions, type Action } from '../shell/actions.tsx'
import { useNow } from '../shell/now.ts'
import { Empty, NotYet } from '../shell/states.tsx'
import { sayDone } from '../shell/undo.tsx'
import { ago, exactly } from '../when.ts'
import { useWords } from '../words.ts'
import css from './triage.module.css'

export const triageQuery = queryOptions({
  queryKey: ['conversation', 'triage'],
  queryFn: ({ signal }) => call(listTriage, { limit: 20 }, { signal }),
  placeholderData: keepPreviousData,
})

export function Triage() {
  const { t } = useWords()
  const queue = useQuery(triageQuery)
  if (queue.data === undefined) return <NotYet query={queue} rows={4} height={80} />
  return <Queue mails={queue.data.mails} count={queue.data.count} title={t('triage.title')} />
}

function Queue({ mails: all, count, title }: { mails: TriageMail[]; count: number; title: string }) {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const nameOf = useCategoryNames()
  const { mutate } = useDecision()
  /** Decided here; the list that was loaded may still have them. */
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set())
  const [place, setPlace] = useState(0)
  const [undo, setUndo] = useState<(() => void) | null>(null)
  const mails = all.filter((one) => !decided.has(one.conversationId))
  const at = Math.min(place, Math.max(0, mails.length - 1))
  const mail = mails[at]
  const mayDecide = may('conversation.change')
  const refresh = () => void client.invalidateQueries({ queryKey: triageQuery.queryKey })

  function decide(categoryId: string | null) {
    if (!mail || !mayDecide) return
    const { conversationId: id } = mail
    const forget = () => setDecided((was) => new Set([...was].filter((one) => one !== id)))
    const takeBack = () => {
      forget()
      setPlace(at)
      setUndo(null)
      mutate({ id, categoryId: null, isDecided: false }, { onSettled: refresh })
    }
    setDecided((was) => new Set([...was, id]))
    setUndo(() => takeBack)
    mutate({ id, categoryId }, { onError: forget, onSettled: refresh })
    sayDone(categoryId === null ? t('triage.saidNone') : t('done.categorySet', { name: nameOf(categoryId) }), takeBack)
  }

  const { data: standing } = useQuery(categoriesQuery)
  const guesses = (mail?.reading.category?.guesses ?? []).filter(({ value }) =>
    standing?.some(({ id }) => id === value),
  )
  const actions: Action[] = [
    { id: 'action.next', run: () => setPlace(Math.min(at + 1, mails.length - 1)) },
    { id: 'action.previous', run: () => setPlace(Math.max(0, at - 1)) },
  ]
  if (undo) actions.push({ id: 'triage.undo', run: undo })
  if (mail && mayDecide) {
    const names = ['triage.first', 'triage.second', 'triage.third'] as const
    guesses.forEach(({ value }, index) => {
      const id = names[index]
      if (id) actions.push({ id, run: () => decide(value) })
    })
    actions.push({ id: 'triage.none', run: () => decide(null) })
  }
  useActions(actions)

  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1 className={css.title}>{title}</h1>
        {mail && (
          <p className={css.count}>
            {t('triage.count', { place: at + 1, count: count - (all.length - mails.length) })}
          </p>
        )}
      </header>
      {mail ? (
        <Card key={mail.conversationId} mail={mail} guesses={guesses} mayDecide={mayDecide} decide={decide} />
      ) : (
        <Empty title={t('triage.empty')}>
          <p className={css.hint}>{t('triage.emptyHint')}</p>
        </Empty>
      )}
    </div>
  )
}

function Card({
  mail,
  guesses,
  mayDecide,
  decide,
}: {
  mail: TriageMail
  /** Those whose category still stands. */
  guesses: NonNullable<TriageMail['reading']['category']>['guesses']
  mayDecide: boolean
  decide: (categoryId: string | null) => void
}) {
  const { t, language } = useWords()
  const now = useNow()
  const nameOf = useCategoryNames()
  const { byId: inboxes } = useInboxes()
  const { data: categories = [] } = useQuery(categoriesQuery)
  const { category } = mail.reading
  return (
    <article className={css.card} aria-labelledby="triage-subject">
      <div className={css.mail}>
        <h2 id="triage-subject" className={css.subject}>
          <Link to="/inbox/$view/$id" params={{ view: 'all', id: mail.conversationId }}>
            {mail.subject || t('conversation.noSubject')}
          </Link>{' '}
          <span className={css.muted}>{t('conversation.number', { number: mail.number })}</span>
        </h2>
        <p className={css.muted}>
          {mail.from.name || mail.from.address} · {inboxes.get(mail.inboxId)?.name} ·{' '}
          <time dateTime={mail.receivedAt} title={exactly(mail.receivedAt, language)}>
            {ago(mail.receivedAt, now, language)}
          </time>
        </p>
        <div className={css.text}>{linked(mail.text.trim(), t)}</div>
      </div>
      <div className={css.choice}>
        <ul className={css.guesses} aria-label={t('triage.guesses')}>
          {guesses.map(({ value, band }, at) => (
            <li key={value}>
              <UnstyledButton
                className={css.guess}
                data-band={band}
                disabled={!mayDecide}
                onClick={() => decide(value)}
              >
                <kbd>{at + 1}</kbd>
                <span className={css.name}>{nameOf(value)}</span>
                <span className={css.band}>{t(`band.${band}`)}</span>
              </UnstyledButton>
            </li>
          ))}
          <li>
            <UnstyledButton className={css.guess} disabled={!mayDecide} onClick={() => decide(null)}>
              <kbd>0</kbd>
              <span className={css.name}>{t('triage.none')}</span>
            </UnstyledButton>
          </li>
        </ul>
        {category && (
          <p className={css.hint}>
            {category.isUnlike && `${t('reading.unlike')}. `}
            <Deciding why={{ evidence: category.evidence, because: null }} />
          </p>
        )}
        <Pick
          action="triage.other"
          label={t('field.category')}
          value={null}
          none={t('triage.other')}
          options={categories.map((one) => ({ value: one.id, label: one.name }))}
          isReadOnly={!mayDecide}
          choose={(value) => value !== null && decide(value)}
        />
      </div>
    </article>
  )
}
