// Two made one: which stays, and of each field where they differ whose value it keeps. It can be parted again.
import { Button, Modal } from '@mantine/core'
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CompanyRecord } from '../../src/desk/contacts/companies.api.ts'
import type { ContactCard } from '../../src/desk/contacts/contacts.api.ts'
import { mergeCompanies, mergeContacts, undoMerge } from '../../src/desk/contacts/merge.api.ts'
import { call } from '../call.ts'
import { useUsers } from '../session/session.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords, type WordKey } from '../words.ts'
import { languageName } from './language-names.ts'
import { companyQuery, contactQuery } from './queries.ts'
import { companyFields, contactFields } from './record-fields.ts'
import css from './records.module.css'

type Known = ContactCard | CompanyRecord
interface MergeDialogProps {
  noun: 'contact' | 'company'
  /** The first is offered as the one that stays. */
  ids: [string, string]
  close: () => void
}

export function MergeDialog({ noun, ids, close }: MergeDialogProps) {
  const { t } = useWords()
  const sides = useQueries({
    queries: ids.map(
      (id) => (noun === 'contact' ? contactQuery(id) : companyQuery(id)) as ReturnType<typeof contactQuery>,
    ),
  })
  const failed = sides.find((one) => one.isError)
  const [first, second] = sides.map((one) => one.data as Known | undefined)
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t('records.merge')}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      {failed ? (
        <Failed error={failed.error} again={() => sides.forEach((one) => void one.refetch())} />
      ) : first && second ? (
        <Choices noun={noun} sides={[first, second]} close={close} />
      ) : (
        <Waiting rows={5} height={36} />
      )}
    </Modal>
  )
}

interface Line {
  key: string
  word: WordKey
  shown: (value: unknown) => string
}

function Choices({ noun, sides, close }: { noun: 'contact' | 'company'; sides: [Known, Known]; close: () => void }) {
  const words = useWords()
  const { t, tOr, language } = words
  const { byId } = useUsers()
  const [stays, setStays] = useState(0)
  const [chosen, setChosen] = useState<Record<string, number>>({})
  const merge = useMerge(noun, close)
  const fields = noun === 'contact' ? contactFields(words, null) : companyFields(words)
  const plain = (value: unknown) => (typeof value === 'string' ? value : '')
  const told: Record<string, (value: unknown) => string> = {
    ownerId: (value) => byId.get(plain(value))?.name ?? '',
    stage: (value) => (value ? tOr(`records.stage.${plain(value)}`, plain(value)) : ''),
    language: (value) => (value ? languageName(plain(value), language) : ''),
  }
  const lines: Line[] = [
    { key: 'name', word: 'contact.name', shown: plain },
    ...(noun === 'contact' ? [{ key: 'companyId', word: 'contact.companyName' as const, shown: (value: unknown) => sides.map((one) => ('company' in one ? one.company : null)).find((one) => one?.id === value)?.name ?? '' }] : []), // prettier-ignore
    ...fields
      .filter(({ key }) => key !== 'notes')
      .map(({ key, word }) => ({ key, word, shown: (value: unknown) => (told[key] ?? plain)(value) })),
  ]
  const differing = lines.filter(({ key }) => valueOf(sides[0], key) !== valueOf(sides[1], key) && sides.some((one) => valueOf(one, key) !== null)) // prettier-ignore
  const sideOf = (key: string) => chosen[key] ?? (valueOf(sides[stays] as Known, key) === null ? 1 - stays : stays)
  const submit = () => {
    const values = Object.fromEntries(differing.map(({ key }) => [key, valueOf(sides[sideOf(key)] as Known, key)]))
    merge.mutate({ id: (sides[stays] as Known).id, otherId: (sides[1 - stays] as Known).id, values })
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <p className={css.muted}>{t('records.mergeHint')}</p>
      <div className={css.choice} role="radiogroup" aria-label={t('records.stays')}>
        <span>{t('records.stays')}</span>
        {sides.map((one, at) => (
          <label key={one.id}>
            <input type="radio" name="stays" checked={stays === at} onChange={() => setStays(at)} />
            <span>
              {one.name}
              <br />
              <span className={css.muted}>{('addresses' in one ? one.addresses : one.domains).join(', ')}</span>
            </span>
          </label>
        ))}
      </div>
      {differing.map(({ key, word, shown }) => (
        <div key={key} className={css.choice} role="radiogroup" aria-label={t(word)}>
          <span>{t(word)}</span>
          {sides.map((one, at) => (
            <label key={one.id}>
              <input
                type="radio"
                name={key}
                checked={sideOf(key) === at}
                onChange={() => setChosen((was) => ({ ...was, [key]: at }))}
              />
              <span>{shown(valueOf(one, key)) || t('records.nothing')}</span>
            </label>
          ))}
        </div>
      ))}
      <div className={css.buttons}>
        <Button variant="default" onClick={close}>
          {t('records.cancel')}
        </Button>
        <Button type="submit" loading={merge.isPending} data-autofocus>
          {t('records.mergeThem')}
        </Button>
      </div>
    </form>
  )
}

function valueOf(side: Known, key: string): string | null {
  if (key === 'companyId') return ('company' in side ? side.company?.id : null) ?? null
  const value = (side as unknown as Record<string, unknown>)[key]
  return typeof value === 'string' && value !== '' ? value : null
}

function useMerge(noun: 'contact' | 'company', close: () => void) {
  const { t } = useWords()
  const client = useQueryClient()
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ['contact'] })
    void client.invalidateQueries({ queryKey: ['company'] })
  }
  const part = useMutation({
    mutationFn: (id: string) => call(undoMerge, { id }),
    onSuccess: () => sayDone(t('records.saidParted')),
    onError: sayFailed,
    onSettled: refresh,
  })
  return useMutation({
    mutationFn: (asked: { id: string; otherId: string; values: Record<string, unknown> }) =>
      call(noun === 'contact' ? mergeContacts : (mergeCompanies as unknown as typeof mergeContacts), asked),
    onSuccess: ({ id, loserName }) => {
      close()
      sayDone(t('records.saidMerged', { name: loserName }), () => part.mutate(id))
    },
    onError: sayFailed,
    onSettled: refresh,
  })
}
