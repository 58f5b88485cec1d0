// What narrows the list, as quiet controls that show when they do; and lists saved under a name.
import { ActionIcon } from '@mantine/core'
import { IconDeviceFloppy, IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { type ContactFilters, Lack } from '../../src/desk/contacts/contacts.api.ts'
import { CompanySize, Stage } from '../../src/desk/contacts/record.api.ts'
import { addSavedList, deleteSavedList } from '../../src/desk/contacts/saved-lists.api.ts'
import { call } from '../call.ts'
import { useFields } from '../fields/queries.ts'
import { useUsers } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { savedListsQuery, tagsQuery } from './queries.ts'
import type { CustomersSearch } from './search.ts'
import css from './records.module.css'

type Noun = 'contact' | 'company'
/** As the address has it. */
export type Search = Partial<Record<'q' | 'id' | 'ownerId' | 'stage' | 'tag' | 'lacks' | 'quietDays' | 'companyId' | 'size' | 'field' | 'order', string>> & { noun?: Noun | undefined } // prettier-ignore

const kept = {
  contact: ['ownerId', 'stage', 'tag', 'lacks', 'quietDays', 'companyId', 'field', 'order'],
  company: ['ownerId', 'stage', 'tag', 'size', 'field', 'order'],
} as const

export function filtersOf(search: Search, noun: Noun, q?: string): ContactFilters & Record<string, never> {
  const given = kept[noun].flatMap((key) => (search[key] ? [[key, search[key]] as const] : []))
  return { ...(q && { q }), ...Object.fromEntries(given) } as never
}

export function Filters({ noun, search }: { noun: Noun; search: Search }) {
  const { t } = useWords()
  const { users } = useUsers()
  const { data: tags = [] } = useQuery(tagsQuery)
  const choices = useFields().filter((one) => one.noun === noun && one.type === 'choice' && !one.isArchived)
  const navigate = useNavigate()
  const set = (key: keyof Search, value: string) =>
    void navigate({
      to: '/customers',
      search: (was) => ({ ...(was as CustomersSearch), [key]: value || undefined, id: undefined }),
    })
  const one = (key: keyof Search, label: string, options: ReactNode) => (
    <select
      key={key}
      aria-label={label}
      value={search[key] ?? ''}
      data-set={search[key] ? true : undefined}
      onChange={(event) => set(key, event.currentTarget.value)}
    >
      <option value="">{label}</option>
      {options}
    </select>
  )
  const isSet = kept[noun].some((key) => search[key])
  return (
    <div className={css.tools} role="group" aria-label={t('records.narrow')}>
      <SavedLists noun={noun} search={search} isSet={isSet || Boolean(search.q)} />
      {one(
        'ownerId',
        t('records.owner'),
        <>
          <option value="none">{t('field.nobody')}</option>
          {users.map((user) => (
            <option key={user.id} value={user.id}>
              {user.name}
            </option>
          ))}
        </>,
      )}
      {one(
        'stage',
        t('records.stage'),
        Stage.options.map((stage) => (
          <option key={stage} value={stage}>
            {t(`records.stage.${stage}`)}
          </option>
        )),
      )}
      {tags.length > 0 &&
        one(
          'tag',
          t('records.tag'),
          tags.map((tag) => <option key={tag}>{tag}</option>),
        )}
      {noun === 'contact' &&
        one(
          'lacks',
          t('records.lacking'),
          Lack.options.map((lack) => (
            <option key={lack} value={lack}>
              {t(`records.lack.${lack}`)}
            </option>
          )),
        )}
      {noun === 'company' &&
        one(
          'size',
          t('records.size'),
          CompanySize.options.map((size) => <option key={size}>{size}</option>),
        )}
      {choices.length > 0 &&
        one(
          'field',
          t('records.own'),
          choices.map((field) => (
            <optgroup key={field.key} label={field.name}>
              {field.choices.map((choice) => (
                <option key={choice.key} value={`${field.key}=${choice.key}`}>
                  {choice.name}
                </option>
              ))}
            </optgroup>
          )),
        )}
      {one('order', t('records.newestFirst'), <option value="name">{t('records.byName')}</option>)}
      {isSet && (
        <ActionIcon
          size={32}
          aria-label={t('records.widen')}
          onClick={() => void navigate({ to: '/customers', search: { ...(noun === 'company' && { noun }), ...(search.q && { q: search.q }) } })} // prettier-ignore
        >
          <IconX size={16} stroke={1.5} aria-hidden />
        </ActionIcon>
      )}
    </div>
  )
}

function SavedLists({ noun, search, isSet }: { noun: Noun; search: Search; isSet: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState<string | null>(null)
  const { data = [] } = useQuery(savedListsQuery)
  const lists = data.filter((one) => one.noun === noun)
  const refresh = () => void client.invalidateQueries({ queryKey: ['savedList'] })
  const filters = { ...filtersOf(search, noun), ...(search.q && { q: search.q }) }
  const wanted = new URLSearchParams(filters as Record<string, string>)
  const same = (one: Record<string, unknown>) => {
    const had = new URLSearchParams(one as Record<string, string>)
    return had.size === wanted.size && [...had].every(([key, value]) => wanted.get(key) === value)
  }
  const current = lists.find((one) => same(one.filters))
  const remove = useMutation({
    mutationFn: (id: string) => call(deleteSavedList, { id }),
    onError: sayFailed,
    onSettled: refresh,
  })
  const add = useMutation({
    mutationFn: (wanted: string) => call(addSavedList, { noun, name: wanted, filters }),
    onSuccess: (made) => {
      setName(null)
      sayDone(t('records.saidSaved', { name: made.name }), () => remove.mutate(made.id))
    },
    onError: sayFailed,
    onSettled: refresh,
  })
  if (name !== null)
    return (
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim()) add.mutate(name.trim())
        }}
      >
        <input
          className={css.saving}
          aria-label={t('records.listName')}
          placeholder={t('records.listName')}
          autoFocus
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && setName(null)}
          onBlur={() => name.trim() === '' && setName(null)}
        />
      </form>
    )
  return (
    <>
      {lists.length > 0 && (
        <select
          aria-label={t('records.lists')}
          value={current?.id ?? ''}
          data-set={current ? true : undefined}
          onChange={(event) => {
            const chosen = lists.find((one) => one.id === event.currentTarget.value)
            const asText = Object.fromEntries(Object.entries(chosen?.filters ?? {}).map(([key, value]) => [key, String(value)])) // prettier-ignore
            void navigate({ to: '/customers', search: { ...(noun === 'company' && { noun }), ...asText } })
          }}
        >
          <option value="">{t('records.lists')}</option>
          {lists.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      )}
      {isSet && !current && (
        <Tip label={t('records.saveList')}>
          <ActionIcon size={32} aria-label={t('records.saveList')} onClick={() => setName('')}>
            <IconDeviceFloppy size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
      {current?.mayChange && (
        <Tip label={t('records.deleteList')}>
          <ActionIcon size={32} aria-label={t('records.deleteList')} onClick={() => remove.mutate(current.id)}>
            <IconX size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
    </>
  )
}
