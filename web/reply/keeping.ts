// Keeps what is written while it is written: a little after the last key, one save at a time, again until it succeeds. What a colleague
// wrote meanwhile is joined where both wrote in different paragraphs; otherwise the writer is shown both.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { readDraft, type Draft as Stored } from '../../src/desk/drafts/drafts.api.ts'
import { call } from '../call.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { wordsOf } from '../words.ts'
import { contentOf, isUnkept, writtenIn, type Letter } from './drafts.tsx'
import { join } from './join.ts'
import { draftsQuery, isGone, isOvertaken, keepNow, type Place } from './kept.ts'

/** Milliseconds after the last key, and at the latest after the first. */
const AFTER = 800
const AT_LATEST = 3_000
const AGAIN = 5_000

export type KeptState = 'kept' | 'unkept' | 'failed'

export interface Keeping {
  state: KeptState
  /** What somebody else made of it, where it cannot be joined. */
  clash: Stored | null
  /** Before it is sent: what is under way comes to its end, and where it is kept somewhere the rest is kept too. */
  ready: (how?: { isWanted?: boolean }) => Promise<void>
  /** Whatever is under way comes to its end, and what is left is kept. Throws what refused it. */
  settle: (how?: { isWanted?: boolean }) => Promise<void>
  /** For whoever is refused because somebody else saved: joins, or shows both. */
  overtaken: () => Promise<void>
  /** Ends a clash with these words, or with theirs. */
  take: (which: 'mine' | 'theirs' | 'both') => void
}

export function useKeeping<L extends Letter>(place: Place<L>, letter: L | null): Keeping {
  const here = useRef(place)
  const going = useRef<Promise<unknown> | null>(null)
  const first = useRef<number | null>(null)
  const [hasFailed, setFailed] = useState(false)
  const [clash, setClash] = useState<Stored | null>(null)
  useEffect(() => {
    here.current = place
  })

  const overtaken = useCallback(async () => {
    const { letter: read, change } = here.current
    const mine = read()
    if (!mine?.kept) return
    const theirs = await call(readDraft, { id: mine.kept.conversationId, draftId: mine.kept.id })
    const joined = joinedWith(mine, theirs)
    if (joined.clashes > 0) return setClash(theirs)
    change((was) => ({ ...was, ...joined.letter, revision: was.revision + 1 }))
    sayDone(wordsOf().t('draft.joined'))
  }, [])

  const once = useCallback(
    async (how: { isWanted?: boolean }) => {
      try {
        await keepNow(here.current, how)
        setFailed(false)
      } catch (error) {
        setFailed(true)
        if (isOvertaken(error)) await overtaken()
        else if (isGone(error)) {
          here.current.change((was) => ({ ...was, kept: null }))
          sayFailed(error)
        }
        throw error
      } finally {
        first.current = null
      }
    },
    [overtaken],
  )

  const settle = useCallback(
    async (how: { isWanted?: boolean } = {}) => {
      await going.current?.catch(() => undefined)
      going.current = once(how)
      await going.current
    },
    [once],
  )

  const ready = useCallback(
    async ({ isWanted = false } = {}) => {
      await going.current?.catch(() => undefined)
      if (isWanted || here.current.letter()?.kept) await settle({ isWanted })
    },
    [settle],
  )

  const isDirty = letter !== null && isUnkept(letter)
  const said = letter && JSON.stringify(contentOf(letter))
  useEffect(() => {
    if (!isDirty || clash) return
    first.current ??= Date.now()
    const wait = hasFailed ? AGAIN : Math.max(0, Math.min(AFTER, first.current + AT_LATEST - Date.now()))
    const timer = setTimeout(() => void settle().catch(() => undefined), wait)
    return () => clearTimeout(timer)
  }, [isDirty, said, clash, settle, hasFailed])

  // Leaving the page or the conversation waits for no timer.
  useEffect(() => {
    const flush = () => void keepNow(here.current).catch(() => undefined)
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      if (!going.current) return flush()
      void going.current.catch(() => undefined).then(flush)
    }
  }, [])

  const take = (which: 'mine' | 'theirs' | 'both') => {
    if (!clash) return
    const theirs = clash
    setClash(null)
    here.current.change((was) => {
      const kept = { conversationId: theirs.conversationId, id: theirs.id, version: theirs.version }
      const written = writtenIn(theirs)
      if (which === 'theirs') {
        const next = { ...was, ...written, revision: was.revision + 1 }
        return { ...next, base: contentOf(next) }
      }
      const base = contentOf({ ...was, ...written })
      if (which === 'mine') return { ...was, kept, base }
      return { ...was, ...joinedWith(was, theirs).letter, revision: was.revision + 1 }
    })
  }
  const state = !isDirty ? 'kept' : hasFailed ? 'failed' : 'unkept'
  return { state, clash, ready, settle, overtaken, take }
}

/** Paragraph by paragraph; of recipients, subject and files mine hold where I changed them. */
function joinedWith<L extends Letter>(mine: L, theirs: Stored): { letter: Partial<Letter>; clashes: number } {
  const written = writtenIn(theirs)
  const kept = written.kept
  const base = contentOf({ ...mine, ...written })
  const was = mine.base
  const changed = (name: 'to' | 'cc' | 'bcc' | 'subject') => JSON.stringify(mine[name]) !== JSON.stringify(was[name])
  const heads = {
    to: changed('to') ? mine.to : written.to,
    cc: changed('cc') ? mine.cc : written.cc,
    bcc: changed('bcc') ? mine.bcc : written.bcc,
    subject: changed('subject') ? mine.subject : written.subject,
    uploads: [...new Map([...written.uploads, ...mine.uploads].map((one) => [one.id, one])).values()],
  }
  const [a, b, c] = [nodesOf(was.doc), nodesOf(mine.doc), nodesOf(written.doc)]
  if (mine.isPlain || written.isPlain || !b || !c) {
    const { parts, clashes } = join(paragraphs(was.text), paragraphs(mine.text), paragraphs(written.text), (part) => part) // prettier-ignore
    return { letter: { ...heads, text: parts.join('\n\n'), doc: null, isPlain: mine.isPlain, kept, base }, clashes }
  }
  const { parts, clashes } = join(a ?? [], b, c, inOneOrder)
  // Text and HTML follow when the editor has taken it over.
  return { letter: { ...heads, doc: { type: 'doc', content: parts }, kept, base }, clashes }
}

const paragraphs = (text: string) => text.split(/\n{2,}/)

/** The database keeps the keys of an object in an order of its own. */
function inOneOrder(node: unknown): string {
  return JSON.stringify(node, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

function nodesOf(doc: object | null): unknown[] | null {
  const content = (doc as { content?: unknown } | null)?.content
  return Array.isArray(content) ? content : null
}

/** What a colleague saves shows at once where nothing is written here that is not kept. */
export function useTheirs(
  conversationId: string,
  letter: Letter | null,
  adopt: (stored: Stored) => void,
  gone: () => void,
): void {
  const client = useQueryClient()
  const { data } = useQuery(draftsQuery(conversationId))
  const latest = useRef({ adopt, gone })
  useEffect(() => {
    latest.current = { adopt, gone }
  })
  const kept = letter?.kept
  const isDirty = letter !== null && isUnkept(letter)
  useEffect(() => {
    if (!data || !kept || isDirty) return
    const stored = data.drafts.find((one) => one.id === kept.id)
    if (stored && stored.version > kept.version) return latest.current.adopt(stored)
    if (stored) return
    // The list may be older than the draft: only the server knows.
    let isStill = true
    call(readDraft, { id: kept.conversationId, draftId: kept.id }).then(
      () => void client.invalidateQueries({ queryKey: draftsQuery(conversationId).queryKey }),
      (error: unknown) => isStill && isGone(error) && latest.current.gone(),
    )
    return () => {
      isStill = false
    }
  }, [client, conversationId, data, kept, isDirty])
}
