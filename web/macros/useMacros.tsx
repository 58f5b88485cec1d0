// Canned replies in a letter: the list on `;`, three that probably fit with a key each, and quiet chips for what will be done on sending.
import { useQuery, useQueryClient, skipToken } from '@tanstack/react-query'
import type { Editor } from '@tiptap/react'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { FilledMacro, MacroAction, MacroRow } from '../../src/desk/macros/macros.api.ts'
import { call } from '../call.ts'
import { fillMacro } from '../../src/desk/macros/macros.api.ts'
import type { Hand } from '../reply/hand.ts'
import { useActions } from '../shell/actions.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { insertable, isEdited, isGone, wordsIn } from './body.ts'
import { Chips } from './Chips.tsx'
import { macrosQuery, macroWish, suggestionsQuery } from './queries.ts'
import { Suggestions } from './Suggestions.tsx'

const Picker = lazy(() => import('./Picker.tsx').then((part) => ({ default: part.Picker })))

/** One that stands in a letter. */
export interface Used {
  id: string
  title: string
  words: string[]
  actions: MacroAction[]
}

interface Letter {
  /** Under which what was used is remembered with the draft. */
  key: string
  /** Null: a letter that begins a conversation. */
  conversationId: string | null
  inboxId: string
  /** The mail that is answered, whose words tell what probably fits. */
  messageId: string | null
  isPlain: boolean
  text: string
  setText: (text: string) => void
}

export interface Macros {
  hand: Hand
  /** Below the words. */
  strip: ReactNode
  /** For the request that sends the letter. */
  asked: () => { id: string; isEdited: boolean; actions: MacroAction[] }[]
  /** Sent: answers what brings it back where the letter is called back. */
  forget: () => () => void
}

export function useMacros({ key, conversationId, inboxId, messageId, isPlain, text, setText }: Letter): Macros {
  const { t } = useWords()
  const client = useQueryClient()
  const editor = useRef<Editor | null>(null)
  const [isOpen, setOpen] = useState(false)
  const queryKey = useMemo(() => ['macros-used', key], [key])
  const { data: used = [] } = useQuery<Used[]>({ queryKey, queryFn: skipToken, gcTime: Infinity, staleTime: Infinity })
  const remember = useCallback((next: Used[]) => client.setQueryData(queryKey, next), [client, queryKey])
  const place = useMemo(() => (conversationId === null ? { inboxId } : { conversationId }), [conversationId, inboxId])
  const suggested = useQuery({
    ...suggestionsQuery(conversationId ?? '', messageId ?? ''),
    enabled: conversationId !== null && messageId !== null,
  })
  const isUsed = used.length > 0
  const suggestions = useMemo(() => (isUsed ? [] : (suggested.data ?? [])), [isUsed, suggested.data])

  const put = (
    macro: { id: string; title: string; actions: MacroAction[] },
    filled: FilledMacro,
    withActions: boolean,
  ) => {
    if (editor.current && !isPlain) editor.current.chain().focus().insertContent(insertable(filled.body)).run()
    else setText(joined(text, filled.text))
    const others = used.filter((one) => one.id !== macro.id)
    remember([...others, { id: macro.id, title: macro.title, words: wordsIn(filled.body.content), actions: withActions ? macro.actions : [] }]) // prettier-ignore
    if (filled.unfilled.length > 0) sayDone(t('macro.unfilled', { names: filled.unfilled.join(', ') }))
  }
  const suggest = async (id: string, withActions: boolean) => {
    try {
      const [{ macros }, filled] = await Promise.all([
        client.ensureQueryData(macrosQuery()),
        call(fillMacro, { id, ...place }),
      ])
      const macro = macros.find((one) => one.id === id)
      if (macro) put(macro, filled, withActions)
    } catch (error) {
      sayFailed(error)
    }
  }
  const latest = useRef(suggest)
  useEffect(() => {
    latest.current = suggest
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const digit = /^Digit([1-3])$/.exec(event.code)?.[1]
      if (!event.altKey || event.ctrlKey || event.metaKey || digit === undefined) return
      const one = suggestions[Number(digit) - 1]
      if (!one) return
      event.preventDefault()
      void latest.current(one.macroId, event.shiftKey)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [suggestions])
  useActions([
    {
      id: 'action.macro',
      run: () => setOpen(true),
      choices: () =>
        (client.getQueryData(macrosQuery().queryKey)?.macros ?? []).map((one) => ({
          label: one.title,
          run: () => void suggest(one.id, false),
        })),
    },
  ])
  // One that was chosen before the letter was begun.
  const wish = useMemo(() => macroWish(conversationId), [conversationId])
  const takeWish = useCallback(() => {
    const id = client.getQueryData<string>(wish)
    if (!id) return
    client.removeQueries({ queryKey: wish })
    void latest.current(id, false)
  }, [client, wish])
  useEffect(() => {
    if (isPlain) takeWish()
  }, [isPlain, takeWish])

  const hand = useMemo<Hand>(
    () => ({
      take: (given) => {
        editor.current = given
        if (given) takeWish()
      },
      onSemicolon: () => setOpen(true),
    }),
    [takeWish],
  )
  const back = () => {
    setOpen(false)
    setTimeout(() => editor.current?.commands.focus()) // after the list has given the focus back
  }
  return {
    hand,
    asked: () =>
      used
        .filter(({ words, actions }) => actions.length > 0 || !isGone(words, text))
        .map(({ id, words, actions }) => ({ id, actions, isEdited: isEdited(words, text) })),
    forget: () => {
      const was = used
      client.removeQueries({ queryKey })
      return () => remember(was)
    },
    strip: (
      <>
        <Suggestions
          all={suggestions}
          take={(id, withActions) => void suggest(id, withActions)}
          open={() => setOpen(true)}
        />
        <Chips used={used} change={remember} />
        {isOpen && (
          <Suspense fallback={null}>
            <Picker
              place={place}
              inboxId={inboxId}
              close={back}
              semicolon={() => {
                back()
                if (isPlain) setText(`${text};`)
                else setTimeout(() => editor.current?.chain().focus().insertContent({ type: 'text', text: ';' }).run())
              }}
              take={(macro: MacroRow, filled, { withActions }) => {
                setOpen(false)
                setTimeout(() => put(macro, filled, withActions))
              }}
            />
          </Suspense>
        )}
      </>
    ),
  }
}

const SIGNED = '\n\n-- \n'

/** Into plain text: below what is written, above the signature. */
function joined(text: string, words: string): string {
  const at = text.indexOf(SIGNED)
  const [written, rest] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)]
  return `${written.trim() === '' ? '' : `${written.trimEnd()}\n\n`}${words}${rest}`
}
