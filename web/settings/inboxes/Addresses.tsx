// The addresses of an inbox in order: the first is the one that answers come from.
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../../words.ts'
import { focusNext } from '../frame/focus.ts'
import { Handle, lands } from '../frame/Handle.tsx'
import { moved, useReorder } from '../frame/reorder.ts'
import css from './addresses.module.css'

export function Addresses({
  addresses,
  at: mistakeAt,
  wrong,
  change,
}: {
  addresses: string[]
  at: (place: number) => string | null
  wrong: string | null
  change: (addresses: string[]) => void
}) {
  const { t } = useWords()
  const [hasFresh, setFresh] = useState(false)
  const [said, setSaid] = useState('')
  const order = useReorder(addresses.length, (from, to) => {
    change(moved(addresses, from, to))
    setSaid(t('form.moved', { name: addresses[from] ?? '', place: to + 1, count: addresses.length }))
  })
  return (
    <fieldset className={css.set}>
      <legend className={css.legend}>{t('inboxes.addresses')}</legend>
      <p className={css.hint}>{t('inboxes.addressesHint')}</p>
      <ul className={css.list} data-order>
        {addresses.map((address, at) => (
          <li key={at} className={css.line} data-lands={lands(order, at)}>
            {addresses.length > 1 && <Handle order={order} at={at} name={address} count={addresses.length} />}
            <TextInput
              className={css.input}
              type="email"
              aria-label={at === 0 ? t('inboxes.addressFirst') : t('inboxes.addressNth', { place: at + 1 })}
              placeholder={t('setUp.inboxAddressExample')}
              autoFocus={hasFresh && at === addresses.length - 1}
              value={address}
              error={mistakeAt(at)}
              onChange={(event) =>
                change(addresses.map((one, place) => (place === at ? event.currentTarget.value : one)))
              }
            />
            {at === 0 && <span className={css.first}>{t('inboxes.addressIsFirst')}</span>}
            {addresses.length > 1 && (
              <ActionIcon
                size={36}
                aria-label={t('form.removeThis', { name: address || String(at + 1) })}
                onClick={(event) => {
                  focusNext(event.currentTarget, 'fieldset', '[data-add]')
                  change(addresses.filter((_, place) => place !== at))
                }}
              >
                <IconX size={18} stroke={1.5} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {wrong && (
        <p role="alert" className={css.wrong}>
          {wrong}
        </p>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        data-add
        onClick={() => {
          setFresh(true)
          change([...addresses, ''])
        }}
      >
        {t('inboxes.addressAdd')}
      </Button>
      <p role="status" className="visually-hidden">
        {said}
      </p>
    </fieldset>
  )
}
