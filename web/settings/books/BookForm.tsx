// One address book: where it is, how to sign in, what comes and goes, and who has the last word on which field.
import { Button, MultiSelect, Select } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  addAddressBook,
  changeAddressBook,
  pauseAddressBook,
  removeAddressBook,
  startBookConsent,
  syncAddressBook,
  type AddressBook,
} from '../../../src/desk/books/books.api.ts'
import type { Inbox } from '../../../src/desk/inboxes/inboxes.api.ts'
import { call } from '../../call.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Form, Pair, differs } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { GrantState } from '../mailboxes/GrantState.tsx'
import { Apart } from './Apart.tsx'
import css from './books.module.css'
import { BookState } from './BookState.tsx'
import { Directions } from './Directions.tsx'
import { booksQuery } from './queries.ts'
import { TryBook } from './TryBook.tsx'
import { valuesOf, type Values } from './values.ts'
import { WayIn } from './WayIn.tsx'

const options = {
  refresh: [booksQuery.queryKey],
  fieldOf: { 'url-invalid': 'url', 'book-password': 'secret', 'inbox-missing': 'inboxIds' },
}

export function BookForm({ book, inboxes }: { book: AddressBook | undefined; inboxes: Inbox[] }) {
  const { t } = useWords()
  const go = useGo()
  const client = useQueryClient()
  const adding = useSaving(addAddressBook, options)
  const changing = useSaving(changeAddressBook, options)
  const saving = book ? changing : adding
  const [first] = useState(() => valuesOf(book))
  const [values, setValues] = useState(first)
  const change = (part: Partial<Values>) => setValues((was) => ({ ...was, ...part }))
  const isPaused = book?.state === 'paused'
  const refresh = () => client.invalidateQueries({ queryKey: booksQuery.queryKey })

  async function save() {
    const { secret, kind, clientId, clientSecret, url, ...rest } = values
    const way =
      kind === 'carddav'
        ? { url: url.trim(), ...(secret && { secret }) }
        : { grant: { clientId, ...(clientSecret && { clientSecret }) } }
    const saved = book
      ? await changing.send({ id: book.id, ...rest, ...way })
      : await adding.send({ ...rest, kind, ...way })
    if (!saved) return
    sayDone(t('form.saved'))
    // Somebody has to sign in there next.
    go(saved.grant && saved.grant.state !== 'granted' ? `books/${saved.id}` : 'books')
  }
  const act = (work: Promise<unknown>, done: string) =>
    work
      .then(() => sayDone(done))
      .catch(sayFailed)
      .finally(() => void refresh())

  return (
    <Page
      title={book?.name ?? t('book.add')}
      back="books"
      actions={
        book && (
          <>
            <Button
              variant="default"
              onClick={() => void act(call(syncAddressBook, { id: book.id }), t('book.looking'))}
            >
              {t('book.lookNow')}
            </Button>
            <Button
              variant="default"
              onClick={() =>
                void act(
                  call(pauseAddressBook, { id: book.id, isPaused: !isPaused }),
                  t(isPaused ? 'mailbox.resumed' : 'mailbox.paused'),
                )
              }
            >
              {t(isPaused ? 'mailbox.resume' : 'mailbox.pause')}
            </Button>
            <Sure
              label={t('form.remove')}
              title={t('mailbox.removeTitle', { name: book.name })}
              run={async () => {
                await call(removeAddressBook, { id: book.id })
                await refresh()
                sayDone(t('mailbox.removed'))
                go('books')
              }}
            >
              <p>{t('book.removeHint')}</p>
            </Sure>
          </>
        )
      }
    >
      {book && <HowItIs book={book} refresh={refresh} />}
      {book?.grant && <GrantState id={book.id} grant={book.grant} begin={(id) => call(startBookConsent, { id })} />}
      <Form
        saving={saving}
        submit={save}
        label={t(book ? 'form.save' : 'form.add')}
        isDirty={differs(values, first)}
        back="books"
      >
        <WayIn {...{ values, change, book }} at={saving.at} />
        {(values.kind === 'carddav' || book?.grant?.state === 'granted') && (
          <TryBook values={values} id={book?.id} choose={(url) => change({ url })} />
        )}
        <Pair>
          <Choice field="incoming" among={['all', 'known']} {...{ values, change }} />
          <Choice field="outgoing" among={['linked', 'all', 'nothing']} {...{ values, change }} />
        </Pair>
        <Pair>
          <Choice field="onCardGone" among={['detach', 'restore']} {...{ values, change }} />
          <Choice field="onContactGone" among={['keep', 'delete']} {...{ values, change }} />
        </Pair>
        <MultiSelect
          label={t('book.inboxIds')}
          description={t('book.inboxIdsHint')}
          placeholder={values.inboxIds.length === 0 ? t('book.everybody') : undefined}
          data={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
          value={values.inboxIds}
          error={saving.at('inboxIds')}
          onChange={(inboxIds) => change({ inboxIds })}
        />
        <Directions values={values.directions} change={(directions) => change({ directions })} />
      </Form>
      {book && <Apart id={book.id} />}
    </Page>
  )
}

function HowItIs({ book, refresh }: { book: AddressBook; refresh: () => Promise<void> }) {
  const { t, tOr } = useWords()
  const { state, trouble, error, isWritable } = book
  return (
    <>
      <p className={css.state}>
        <BookState book={book} /> {t(`book.state.${state}.hint`)}
        {trouble && (
          <span className={css.error}>
            {trouble === 'told' ? error : tOr(`book.trouble.${trouble}`, error ?? '', { error: error ?? '' })}
          </span>
        )}
        {isWritable === false && <span className={css.note}>{t('book.readOnly')}</span>}
      </p>
      {trouble === 'vanished' && (
        <Sure
          label={t('book.letGo')}
          title={t('book.letGoTitle')}
          run={async () => {
            await call(syncAddressBook, { id: book.id, isSure: true })
            await refresh()
          }}
        >
          <p>{t('book.letGoHint')}</p>
        </Sure>
      )}
    </>
  )
}

type ChoiceField = 'incoming' | 'outgoing' | 'onCardGone' | 'onContactGone'

function Choice<F extends ChoiceField>({
  field,
  among,
  values,
  change,
}: {
  field: F
  among: Values[F][]
  values: Values
  change: (part: Partial<Values>) => void
}) {
  const { t } = useWords()
  return (
    <Select
      label={t(`book.${field}`)}
      data={among.map((value) => ({ value, label: t(`book.${field}.${value}` as 'book.incoming.all') }))}
      value={values[field]}
      allowDeselect={false}
      onChange={(value) => value && change({ [field]: value } as Partial<Values>)}
    />
  )
}
