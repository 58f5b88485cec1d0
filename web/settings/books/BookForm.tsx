// One address book: where it is, how to sign in, what comes and goes, and who has the last word on which field.
import { Button, MultiSelect, PasswordInput, Select, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  addAddressBook,
  changeAddressBook,
  pauseAddressBook,
  removeAddressBook,
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
import { Apart } from './Apart.tsx'
import css from './books.module.css'
import { BookState } from './BookState.tsx'
import { Directions } from './Directions.tsx'
import { booksQuery } from './queries.ts'
import { TryBook } from './TryBook.tsx'
import { valuesOf, type Values } from './values.ts'

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
    const { secret, ...rest } = values
    const url = rest.url.trim()
    const saved = book
      ? await changing.send({ id: book.id, ...rest, url, ...(secret && { secret }) })
      : await adding.send({ ...rest, url, secret })
    if (!saved) return
    sayDone(t('form.saved'))
    go('books')
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
      <Form
        saving={saving}
        submit={save}
        label={t(book ? 'form.save' : 'form.add')}
        isDirty={differs(values, first)}
        back="books"
      >
        <Pair>
          <TextInput
            label={t('book.name')}
            placeholder={t('book.nameExample')}
            value={values.name}
            error={saving.at('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('book.url')}
            placeholder={t('book.urlExample')}
            type="url"
            autoCapitalize="none"
            spellCheck={false}
            value={values.url}
            error={saving.at('url')}
            onChange={(event) => change({ url: event.currentTarget.value })}
          />
        </Pair>
        <Pair>
          <TextInput
            label={t('mailbox.username')}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={values.username}
            error={saving.at('username')}
            onChange={(event) => change({ username: event.currentTarget.value })}
          />
          <PasswordInput
            label={t('signIn.password')}
            description={t(book ? 'mailbox.secretKept' : 'mailbox.secretHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
            value={values.secret}
            error={saving.at('secret')}
            onChange={(event) => change({ secret: event.currentTarget.value })}
          />
        </Pair>
        <TryBook values={values} id={book?.id} choose={(url) => change({ url })} />
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
