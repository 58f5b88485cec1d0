// What is being written: kept in memory only, one draft a conversation, until it is sent or thrown away.
import { queryOptions, skipToken, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Person } from '../../src/desk/conversations/conversations.api.ts'
import type { prepareReply, ReplyKind } from '../../src/flows/reply/reply.api.ts'
import type { OutputOf } from '../../src/kit/route.ts'
import { freshKey } from '../call.ts'
import type { Sending } from './sending.ts'
import { signedWords } from './signature.ts'

export type Start = OutputOf<typeof prepareReply>

export interface Uploaded {
  id: string
  name: string
  type: string
  size: number
  /** It was put into the words; taken out of them, it is not sent. */
  isPicture?: boolean
}

/** What the sheet of every letter holds, an answer's or a new one's. */
export interface Letter {
  to: Person[]
  cc: Person[]
  bcc: Person[]
  subject: string
  /** What is sent as rich text. */
  html: string
  /** The same as the editor keeps it: made from `text` where it is null. The editor never gets HTML, which it would parse. */
  doc: object | null
  text: string
  isPlain: boolean
  uploads: Uploaded[]
  /** The attempt to send it whose answer has not come. */
  sending: Sending | null
}

/** A letter that begins a conversation. */
export interface NewLetter extends Letter {
  /** Null takes the first inbox. */
  inboxId: string | null
  /** Closed it waits until somebody writes again. */
  isOpen: boolean
}

export interface Draft extends Letter {
  /** Another one for every start, so that the editor begins anew. */
  key: string
  start: Start
  /** The conversation's version it was written against. */
  version: number
  withQuote: boolean
  /** Attachments of the message answered that go along. */
  taken: string[]
}

const isSent = ({ html, isPlain }: Letter, { id, isPicture }: Uploaded) =>
  !isPicture || isPlain || html.includes(`cid:upload-${id}"`)

/** Plain text shows no pictures: they go beside it. */
export const filesBeside = (letter: Letter): Uploaded[] =>
  letter.uploads.filter((one) => !one.isPicture || letter.isPlain)

export const uploadIdsOf = (letter: Letter): string[] =>
  letter.uploads.filter((one) => isSent(letter, one)).map((one) => one.id)

/** What was called back, with what is known of it here. */
export const uploadsAgain = (back: readonly Uploaded[], was: Letter): Uploaded[] =>
  back.map((one) => ({ ...was.uploads.find(({ id }) => id === one.id), ...one }))

export const emptyLetter: Letter = {
  to: [],
  cc: [],
  bcc: [],
  subject: '',
  html: '',
  doc: null,
  text: '',
  isPlain: false,
  uploads: [],
  sending: null,
}

export function draftOf(start: Start, keep?: Draft): Draft {
  const words = keep ?? {
    ...signedWords(start.signature),
    isPlain: false,
    uploads: [],
    bcc: [],
  }
  return {
    key: freshKey(),
    start,
    version: start.version,
    to: start.to,
    cc: start.cc,
    bcc: words.bcc,
    subject: start.subject,
    html: words.html,
    doc: words.doc,
    text: words.text,
    isPlain: words.isPlain,
    uploads: words.uploads,
    sending: null,
    withQuote: true,
    taken: start.attachments.map((file) => file.id),
  }
}

const keyOf = (conversationId: string) => ['draft', conversationId]

export function setDraft(client: QueryClient, conversationId: string, draft: Draft | null): void {
  client.setQueryDefaults(['draft'], { gcTime: Infinity, staleTime: Infinity })
  client.setQueryData<Draft | null>(keyOf(conversationId), draft)
}

/** The letter of a new conversation is kept beside the drafts of those that have a number. */
const NEW = 'new'
const newLetterQuery = queryOptions<NewLetter | null>({
  queryKey: keyOf(NEW),
  queryFn: skipToken,
  gcTime: Infinity,
  staleTime: Infinity,
})

/** Null forgets it; a step builds on what is there, or on an empty sheet. */
export function setNewLetter(client: QueryClient, step: ((was: NewLetter) => NewLetter) | null): void {
  client.setQueryDefaults(['draft'], { gcTime: Infinity, staleTime: Infinity })
  client.setQueryData<NewLetter | null>(newLetterQuery.queryKey, (was) =>
    step ? step(was ?? { ...emptyLetter, inboxId: null, isOpen: false }) : null,
  )
}

export function useNewLetter(): NewLetter | null {
  return useQuery(newLetterQuery).data ?? null
}

/** Draws anew only when the sheet is opened or closed. */
export function useIsWriting(): boolean {
  return useQuery({ ...newLetterQuery, select: isOpen }).data ?? false
}

function isOpen(letter: NewLetter | null): boolean {
  return letter?.isOpen ?? false
}

export function useDraft(conversationId: string): [Draft | null, (draft: Draft | null) => void] {
  const client = useQueryClient()
  const { data } = useQuery<Draft | null>({
    queryKey: keyOf(conversationId),
    queryFn: skipToken,
    gcTime: Infinity,
    staleTime: Infinity,
  })
  const set = useCallback((draft: Draft | null) => setDraft(client, conversationId, draft), [client, conversationId])
  return [data ?? null, set]
}

interface Wish {
  conversationId: string
  kind: ReplyKind
  messageId?: string
}
const WISH = 'postroom-answer'

/** Asks the dock of an open conversation to begin an answer. */
export function startAnswer(wish: Wish): void {
  document.dispatchEvent(new CustomEvent<Wish>(WISH, { detail: wish }))
}

export function onAnswerWished(hear: (wish: Wish) => void): () => void {
  const listener = (event: Event) => hear((event as CustomEvent<Wish>).detail)
  document.addEventListener(WISH, listener)
  return () => document.removeEventListener(WISH, listener)
}
