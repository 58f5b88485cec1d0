// What the palette has: what can be done here and now and with what, where one can go, and what is found of what was typed.
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { listContacts } from '../../src/desk/contacts/contacts.api.ts'
import { listConversations } from '../../src/desk/conversations/lists.api.ts'
import { call } from '../call.ts'
import { macrosQuery } from '../macros/queries.ts'
import { useHere, useInboxes } from '../session/session.ts'
import { sections } from '../settings/sections.ts'
import { useKeys, useRegistry } from '../shell/actions.tsx'
import { wordOf } from '../shell/commands.ts'
import { keysOf } from '../shell/keys.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useViews } from '../views/queries.ts'
import { searchOf } from '../views/SavedViews.tsx'
import { useWords, type WordKey } from '../words.ts'
import type { Rankable } from './rank.ts'

export interface Entry extends Rankable {
  /** What sort of thing it is; said beside it. */
  kind: WordKey
  keys?: string | undefined
  run: () => void
}

/** Of each sort that the server finds. */
const FOUND = 5
const SOON_MS = 180

/** What stands there already, before anything is typed. */
export function useEntries(): { actions: Entry[]; choices: Entry[]; places: Entry[] } {
  const { t } = useWords()
  const keys = useKeys()
  const registry = useRegistry()
  const navigate = useNavigate()
  const { may } = useHere()
  const views = useViews()
  const { inboxes } = useInboxes()
  useQuery({ ...macrosQuery(), enabled: may('macro.read') }) // its choices are read from what is known
  const [offered] = useState(() => registry.all().filter((action) => action.id !== 'action.palette'))
  const actions = offered.map((action): Entry => ({
    id: action.id,
    label: t(action.label ?? wordOf(action.id)),
    kind: action.id.startsWith('action.go') ? 'palette.place' : 'palette.action',
    keys: keysOf(action.id, keys)[0],
    run: () => action.run(),
  }))
  const choices = offered.flatMap((action) => {
    const name = t(action.label ?? wordOf(action.id))
    return (action.choices?.() ?? []).map((choice): Entry => ({
      id: `${action.id} ${choice.label}`,
      label: t('palette.choice', { name, choice: choice.label }),
      also: choice.label,
      kind: 'palette.action',
      weight: -0.05,
      run: choice.run,
    }))
  })
  const places = [
    ...views.map((view): Entry => ({
      id: `view ${view.id}`,
      label: view.name,
      kind: view.board ? 'palette.board' : 'palette.view',
      run: () =>
        view.board
          ? void navigate({ to: '/boards/$id', params: { id: view.id } })
          : void navigate({ to: '/inbox/$view', params: { view: 'all' }, search: searchOf(view) }),
    })),
    ...inboxes.map((inbox): Entry => ({
      id: `inbox ${inbox.id}`,
      label: inbox.name,
      kind: 'palette.inbox',
      run: () => void navigate({ to: '/inbox/$view', params: { view: 'open' }, search: { inboxId: inbox.id } }),
    })),
    ...sections
      .filter((section) => section.may === null || may(section.may))
      .map((section): Entry => ({
        id: `settings ${section.slug}`,
        label: t(section.label),
        kind: 'palette.settings',
        weight: -0.1,
        run: () => void navigate({ to: '/settings/$', params: { _splat: section.slug } }),
      })),
  ]
  return { actions, choices, places }
}

/** What the server has to be asked for; the ways to search come at once, what is found a little later. */
export function useFound(typed: string): Entry[] {
  const { t } = useWords()
  const navigate = useNavigate()
  const { may } = useHere()
  const text = typed.trim()
  const [asked] = useDebouncedValue(text, SOON_MS)
  const isWorthIt = asked.length > 2 && asked === text
  const contacts = useQuery({
    queryKey: ['contact', 'palette', asked],
    queryFn: ({ signal }) => call(listContacts, { q: asked, limit: FOUND }, { signal }),
    enabled: isWorthIt && may('contact.read'),
    retry: false,
  })
  const conversations = useQuery({
    queryKey: ['conversation', 'palette', asked],
    queryFn: ({ signal }) => call(listConversations, { view: 'all', q: asked, limit: FOUND }, { signal }),
    enabled: isWorthIt,
    retry: false,
  })
  return useMemo(() => {
    if (text === '') return []
    const open = (id: string) => void navigate({ to: '/inbox/$view/$id', params: { view: 'all', id }, search: {} })
    const number = /^#?(\d{1,18})$/.exec(text)?.[1]
    const byNumber = async () => {
      try {
        const { conversations: [one] } = await call(listConversations, { view: 'all', q: `#${number}`, limit: 1 }) // prettier-ignore
        if (one) open(one.id)
        else sayDone(t('palette.noNumber', { number }))
      } catch (error) {
        sayFailed(error)
      }
    }
    const entries: Entry[] = []
    if (number)
      entries.push({
        id: 'number',
        label: t('palette.number', { number }),
        also: text,
        kind: 'palette.conversation',
        weight: 1,
        run: () => void byNumber(),
      })
    entries.push({
      id: 'search',
      label: t('palette.searchFor', { text }),
      also: text,
      kind: 'palette.searching',
      weight: -0.9,
      run: () => void navigate({ to: '/inbox/$view', params: { view: 'all' }, search: { q: text } }),
    })
    if (asked !== text) return entries
    for (const one of contacts.data?.contacts ?? [])
      entries.push({
        id: `contact ${one.id}`,
        label: one.name || (one.addresses[0] ?? ''),
        also: `${text} ${one.addresses.join(' ')}`,
        kind: 'palette.contact',
        weight: -0.35,
        run: () => void navigate({ to: '/customers', search: { id: one.id } }),
      })
    for (const one of conversations.data?.conversations ?? [])
      entries.push({
        id: `conversation ${one.id}`,
        label: `#${one.number} ${one.subject || t('conversation.noSubject')}`,
        also: text,
        kind: 'palette.conversation',
        weight: -0.5,
        run: () => open(one.id),
      })
    return entries
  }, [text, asked, contacts.data, conversations.data, navigate, t])
}
