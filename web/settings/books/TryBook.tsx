// Entering an address book with what the form says now, without keeping anything. Where the address is only its server, the books that lie
// there are offered.
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { testAddressBook } from '../../../src/desk/books/books.api.ts'
import type { OutputOf } from '../../../src/kit/route.ts'
import { call } from '../../call.ts'
import { sayWhy } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import css from './books.module.css'
import type { Values } from './values.ts'

export function TryBook({
  values,
  id,
  choose,
}: {
  values: Values
  id: string | undefined
  choose: (url: string) => void
}) {
  const words = useWords()
  const { t } = words
  const { kind, url, username, secret } = values
  const given = kind === 'carddav' ? { ...(url && { url: url.trim() }), ...(username && { username }), ...(secret && { secret }) } : {} // prettier-ignore
  const tried = useMutation({
    mutationFn: () => call(testAddressBook, { ...(id && { id }), ...given }),
  })
  const tone = tried.isError || tried.data?.isOk === false ? 'red' : tried.data ? 'green' : undefined
  return (
    <div className={css.try}>
      <Button variant="default" loading={tried.isPending} onClick={() => tried.mutate()}>
        {t('mailbox.try')}
      </Button>
      <div role="status" className={css.outcome} data-tone={tone}>
        {tried.isError && <p>{sayWhy(tried.error, words)}</p>}
        {tried.data && <Outcome outcome={tried.data} choose={choose} />}
      </div>
    </div>
  )
}

function Outcome({ outcome, choose }: { outcome: OutputOf<typeof testAddressBook>; choose: (url: string) => void }) {
  const { t, tOr } = useWords()
  const { book, trouble, error, found } = outcome
  if (book)
    return (
      <>
        <p>{t(book.isWritable ? 'book.tryOk' : 'book.tryReadOnly', { name: book.name || book.url })}</p>
        {!book.tellsChanges && <p className={css.muted}>{t('book.tryWhole')}</p>}
      </>
    )
  return (
    <>
      <p>
        {trouble === 'told' || !trouble ? error : tOr(`book.trouble.${trouble}`, error ?? '', { error: error ?? '' })}
      </p>
      {found.length > 0 && (
        <ul className={css.found}>
          {found.map((one) => (
            <li key={one.url}>
              <Button variant="default" size="compact-sm" onClick={() => choose(one.url)}>
                {t('book.take', { name: one.name || one.url })}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
