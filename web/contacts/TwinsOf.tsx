// Beside a record: who it may be besides, with the reasons, and what became part of it, which can be parted again.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Twin, undoMerge } from '../../src/desk/contacts/merge.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { MergeDialog } from './MergeDialog.tsx'
import { mergesQuery, twinsQuery } from './queries.ts'
import { useReasons } from './reasons.ts'
import css from './records.module.css'

export function TwinsOf({ noun, id }: { noun: 'contact' | 'company'; id: string }) {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const reasons = useReasons()
  const { data } = useQuery(twinsQuery(noun, id))
  const { data: merges = [] } = useQuery(mergesQuery(noun, id))
  const [open, setOpen] = useState<Twin | null>(null)
  const part = useMutation({
    mutationFn: (mergeId: string) => call(undoMerge, { id: mergeId }),
    onSuccess: () => sayDone(t('records.saidParted')),
    onError: sayFailed,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['contact'] })
      void client.invalidateQueries({ queryKey: ['company'] })
    },
  })
  const twins = data?.twins ?? []
  const joined = merges.filter((one) => one.undoneAt === null)
  return (
    <>
      {twins.length > 0 && (
        <section aria-label={t('records.twins')}>
          <h4 className={css.heading}>{t('records.twins')}</h4>
          <ul className={css.plain}>
            {twins.map((twin) => {
              const other = twin.one.id === id ? twin.other : twin.one
              return (
                <li key={other.id}>
                  {other.name} <span className={css.muted}>{reasons(twin)}</span>{' '}
                  {may('contact.merge') && (
                    <button type="button" className={css.link} onClick={() => setOpen(twin)}>
                      {t('records.compare')}
                    </button>
                  )}
                </li>
              )
            })}
          </ul>
        </section>
      )}
      {joined.length > 0 && (
        <section aria-label={t('records.merged')}>
          <h4 className={css.heading}>{t('records.merged')}</h4>
          <ul className={css.plain}>
            {joined.map((one) => (
              <li key={one.id}>
                {one.loserName}{' '}
                {may('contact.merge') && (
                  <button
                    type="button"
                    className={css.link}
                    disabled={part.isPending}
                    onClick={() => part.mutate(one.id)}
                  >
                    {t('records.part')}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {open && (
        <MergeDialog
          noun={noun}
          ids={[id, open.one.id === id ? open.other.id : open.one.id]}
          close={() => setOpen(null)}
        />
      )}
    </>
  )
}
