// Enrolments of a contact, a deal or a sequence, newest first.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Failed, Waiting } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import { EnrolmentRow } from './EnrolmentRow.tsx'
import { type EnrolmentsOf, enrolmentsQuery } from './queries.ts'
import css from './sequences.module.css'

export function Enrolments({ of, none }: { of: EnrolmentsOf; none: string | null }) {
  const { t } = useWords()
  const list = useInfiniteQuery(enrolmentsQuery(of))
  if (list.isPending) return none === null ? null : <Waiting rows={2} height={44} />
  if (list.isError) return <Failed error={list.error} again={() => void list.refetch()} />
  const all = list.data.pages.flatMap((page) => page.enrolments)
  if (all.length === 0) return none === null ? null : <p className={css.muted}>{none}</p>
  const about = of.contactId === undefined ? 'contact' : 'sequence'
  return (
    <>
      <ul className={css.enrolments} aria-label={t('sequences.enrolments')}>
        {all.map((one) => (
          <EnrolmentRow key={one.id} enrolment={one} about={about} />
        ))}
      </ul>
      {list.hasNextPage && (
        <button type="button" className={css.more} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </button>
      )}
    </>
  )
}
