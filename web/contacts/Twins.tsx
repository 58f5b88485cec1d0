// Contacts and companies that may be one, likeliest first: compared and made one, or said to be two.
import { Button, SegmentedControl } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { findTwins, settleTwin, type Twin } from '../../src/desk/contacts/merge.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { type Action, useActions } from '../shell/actions.tsx'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { exactly } from '../when.ts'
import { useWords } from '../words.ts'
import { MergeDialog } from './MergeDialog.tsx'
import { twinsQuery } from './queries.ts'
import { useReasons } from './reasons.ts'
import css from './records.module.css'

export function Twins() {
  const { t, language } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const reasons = useReasons()
  const [noun, setNoun] = useState<'contact' | 'company'>('contact')
  const [at, setAt] = useState(0)
  const [open, setOpen] = useState<Twin | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const twins = useQuery(twinsQuery(noun))
  const all = twins.data?.twins ?? []
  const mayMerge = may('contact.merge')
  const refresh = () => void client.invalidateQueries({ queryKey: ['contact', 'twins'] })
  const settle = useMutation({
    mutationFn: ({ twin, distinct }: { twin: Twin; distinct: boolean }) =>
      call(settleTwin, { id: twin.one.id, otherId: twin.other.id, noun: twin.noun, distinct }),
    onSuccess: (_, { twin, distinct }) => {
      if (distinct) sayDone(t('records.saidDistinct'), () => settle.mutate({ twin, distinct: false }))
    },
    onError: sayFailed,
    onSettled: refresh,
  })
  const look = useMutation({
    mutationFn: () => call(findTwins, {}),
    onSuccess: () => {
      sayDone(t('records.saidLooking'))
      setTimeout(refresh, 3_000)
    },
    onError: sayFailed,
  })
  const move = (to: number) => {
    const next = Math.max(0, Math.min(all.length - 1, to))
    setAt(next)
    list.current?.querySelectorAll<HTMLElement>('[data-pair] button')[next * 2]?.focus()
  }
  const current = all[at]
  useActions([
    { id: 'records.next', run: () => move(at + 1) },
    { id: 'records.previous', run: () => move(at - 1) },
    ...(mayMerge && current
      ? ([
          { id: 'records.merge', run: () => setOpen(current) },
          { id: 'records.distinct', run: () => settle.mutate({ twin: current, distinct: true }) },
        ] satisfies Action[])
      : []),
  ])
  return (
    <section className={css.page} aria-labelledby="twins">
      <header className={css.pageHead}>
        <Link to="/customers">{t('rail.customers')}</Link>
        <h1 id="twins" className={css.pageTitle}>
          {t('records.twinsTitle')}
        </h1>
        <SegmentedControl
          size="xs"
          aria-label={t('records.which')}
          value={noun}
          onChange={(value) => setNoun(value === 'company' ? 'company' : 'contact')}
          data={[
            { value: 'contact', label: t('records.people') },
            { value: 'company', label: t('records.companies') },
          ]}
        />
        {mayMerge && (
          <Button variant="default" size="compact-md" loading={look.isPending} onClick={() => look.mutate()}>
            {t('records.look')}
          </Button>
        )}
        {twins.data?.foundAt && (
          <span className={css.muted}>{t('records.foundAt', { at: exactly(twins.data.foundAt, language) })}</span>
        )}
      </header>
      {twins.isPending ? (
        <Waiting rows={5} height={64} />
      ) : twins.isError ? (
        <Failed error={twins.error} again={() => void twins.refetch()} />
      ) : all.length === 0 ? (
        <Empty title={t(twins.data.foundAt ? 'records.noTwins' : 'records.neverLooked')} />
      ) : (
        <ul ref={list} className={css.plain}>
          {all.map((twin, place) => (
            <li key={`${twin.one.id} ${twin.other.id}`} className={css.pair} data-pair onFocus={() => setAt(place)}>
              {[twin.one, twin.other].map((side) => (
                <div key={side.id} className={css.side}>
                  <Link to="/customers" search={{ noun, id: side.id }}>
                    {side.name}
                  </Link>
                  <div className={css.muted}>{side.addresses.join(', ')}</div>
                  <div className={css.muted}>{side.detail}</div>
                </div>
              ))}
              {mayMerge && (
                <div className={css.buttons}>
                  <Button size="compact-sm" onClick={() => setOpen(twin)}>
                    {t('records.compare')}
                  </Button>
                  <Button size="compact-sm" variant="default" onClick={() => settle.mutate({ twin, distinct: true })}>
                    {t('records.distinct')}
                  </Button>
                </div>
              )}
              <div className={css.because}>
                {t('records.because.twin', { score: twin.score, reasons: reasons(twin) })}
              </div>
            </li>
          ))}
        </ul>
      )}
      {open && <MergeDialog noun={open.noun} ids={[open.one.id, open.other.id]} close={() => setOpen(null)} />}
    </section>
  )
}
