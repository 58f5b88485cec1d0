// Address books elsewhere that contacts are kept in step with, how they are, and what in them waits for somebody's word.
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { AddressBook } from '../../../src/desk/books/books.api.ts'
import { inboxesQuery, useHere } from '../../session/session.ts'
import { useNow } from '../../shell/now.ts'
import { Empty, Waiting } from '../../shell/states.tsx'
import { ago, exactly } from '../../when.ts'
import { learnWords, useWords } from '../../words.ts'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import type { SectionProps } from '../sections.ts'
import { BookConsent } from './BookConsent.tsx'
import { BookForm } from './BookForm.tsx'
import { BookState } from './BookState.tsx'
import { Conflicts } from './Conflicts.tsx'
import { OwnBook } from './OwnBook.tsx'
import { booksQuery } from './queries.ts'

export function Books({ path: [id] }: SectionProps) {
  const { tOr, language } = useWords()
  const here = useHere()
  const isLearnt = tOr('book.hint', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('books') // the language was changed while this page was open
  }, [isLearnt, language])
  if (!isLearnt) return <Waiting />
  if (id === 'consent') return <BookConsent />
  if (id === 'conflicts' || !here.may('addressBook.configure')) return <Conflicts />
  return <Configured id={id} />
}

function Configured({ id }: { id: string | undefined }) {
  const { t } = useWords()
  const books = useQuery(booksQuery)
  const inboxes = useQuery(inboxesQuery)
  if (id !== undefined)
    return (
      <Loaded of={books}>
        {(all) => {
          const one = all.find((each) => each.id === id)
          if (!one && id !== 'new') return <Empty title={t('state.notThere')} />
          return <Loaded of={inboxes}>{(known) => <BookForm key={id} book={one} inboxes={known} />}</Loaded>
        }}
      </Loaded>
    )
  const undecided = (books.data ?? []).reduce((sum, one) => sum + one.conflicts, 0)
  return (
    <Page
      title={t('settings.books')}
      hint={t('book.hint')}
      actions={
        <>
          <LinkButton page="calendars" variant="default">
            {t('settings.calendars')}
          </LinkButton>
          <LinkButton page="books/conflicts" variant="default">
            {t('book.conflictsCount', { count: undecided })}
          </LinkButton>
          <LinkButton page="books/new">{t('book.add')}</LinkButton>
        </>
      }
    >
      <Loaded of={books}>
        {(all) => (
          <Rows label={t('settings.books')} none={t('book.none')}>
            {all.map((one) => (
              <BookRow key={one.id} book={one} />
            ))}
          </Rows>
        )}
      </Loaded>
      <OwnBook />
    </Page>
  )
}

function BookRow({ book }: { book: AddressBook }) {
  const { t, tOr, language } = useWords()
  const now = useNow()
  const { cards, conflicts, trouble, error, agreedAt } = book
  return (
    <Row
      page={`books/${book.id}`}
      isFaded={book.state === 'paused'}
      name={book.name}
      about={
        <>
          {t('book.inStep', { count: cards.linked, apart: cards.detached + cards.others + cards.refused })}
          {trouble && (
            <>
              <br />
              {trouble === 'told' ? error : tOr(`book.trouble.${trouble}`, error ?? '', { error: error ?? '' })}
            </>
          )}
        </>
      }
      side={
        <>
          {conflicts > 0 && <State tone="amber">{t('book.undecided', { count: conflicts })}</State>}
          {agreedAt && (
            <time dateTime={agreedAt} title={exactly(agreedAt, language)}>
              {ago(agreedAt, now, language)}
            </time>
          )}
          <BookState book={book} />
        </>
      }
    />
  )
}
