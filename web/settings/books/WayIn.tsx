// How an address book is entered: an address with a password, or an account at a provider that somebody lets Postroom into.
import { PasswordInput, Select, TextInput } from '@mantine/core'
import type { AddressBook } from '../../../src/desk/books/books.api.ts'
import { useWords } from '../../words.ts'
import { Pair } from '../frame/Form.tsx'
import { GrantGuide } from '../mailboxes/GrantGuide.tsx'
import type { Values } from './values.ts'

const kinds = ['carddav', 'google', 'microsoft'] as const
const redirect = () => `${window.location.origin}/settings/books/consent`

interface WayInProps {
  values: Values
  change: (part: Partial<Values>) => void
  book: AddressBook | undefined
  at: (field: string) => string | null
}

export function WayIn({ values, change, book, at }: WayInProps) {
  const { t } = useWords()
  const isCardDav = values.kind === 'carddav'
  const named = (
    <TextInput
      label={t('book.name')}
      placeholder={t('book.nameExample')}
      value={values.name}
      error={at('name')}
      onChange={(event) => change({ name: event.currentTarget.value })}
    />
  )
  const kind = (
    <Select
      label={t('book.kind')}
      data={kinds.map((value) => ({ value, label: t(`book.kind.${value}`) }))}
      value={values.kind}
      disabled={book !== undefined}
      allowDeselect={false}
      onChange={(value) => change({ kind: value as Values['kind'] })}
    />
  )
  const user = (
    <TextInput
      label={t(isCardDav ? 'mailbox.username' : 'book.account')}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={values.username}
      error={at('username')}
      onChange={(event) => change({ username: event.currentTarget.value })}
    />
  )
  return (
    <>
      <Pair>
        {kind}
        {named}
      </Pair>
      {isCardDav ? (
        <>
          <TextInput
            label={t('book.url')}
            placeholder={t('book.urlExample')}
            type="url"
            autoCapitalize="none"
            spellCheck={false}
            value={values.url}
            error={at('url')}
            onChange={(event) => change({ url: event.currentTarget.value })}
          />
          <Pair>
            {user}
            <PasswordInput
              label={t('signIn.password')}
              description={t(book ? 'mailbox.secretKept' : 'mailbox.secretHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
              value={values.secret}
              error={at('secret')}
              onChange={(event) => change({ secret: event.currentTarget.value })}
            />
          </Pair>
        </>
      ) : (
        <>
          {book?.grant?.state !== 'granted' && (
            <GrantGuide provider={values.kind as 'google' | 'microsoft'} book={{ redirect: redirect() }} />
          )}
          <Pair>
            {user}
            <TextInput
              label={t('grant.clientId')}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={values.clientId}
              error={at('grant.clientId')}
              onChange={(event) => change({ clientId: event.currentTarget.value })}
            />
          </Pair>
          <PasswordInput
            label={t('grant.clientSecret')}
            description={t(book?.grant?.hasClientSecret ? 'mailbox.secretKept' : 'mailbox.secretHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('grant.show') }}
            value={values.clientSecret}
            error={at('grant.clientSecret')}
            onChange={(event) => change({ clientSecret: event.currentTarget.value })}
          />
        </>
      )}
    </>
  )
}
