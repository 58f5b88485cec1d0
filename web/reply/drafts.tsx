// What is being written here: the copy that is typed into, one a conversation. Where it is kept is keeping.ts's business.
import { queryOptions, skipToken, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Person } from '../../src/desk/conversations/conversations.api.ts'
import type { Draft as Stored } from '../../src/desk/drafts/drafts.api.ts'
import type { prepareReply, ReplyKind } from '../../src/flows/reply/reply.api.ts'
import type { OutputOf } from '../../src/kit/route.ts'
import { freshKey } from '../call.ts'
import type { Sending } from './sending.ts'
import { asHtml } from './plain.ts'
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
  /** Where it is kept; null: nowhere yet. */
  kept: { conversationId: string; id: string; version: number } | null
  /** What it said when it was kept last, or began: what has been written since is told by it. */
  base: Content
  /** Grows when words come from elsewhere: then the editor takes them over. */
  revision: number
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
  /** Whether it was begun here and now, so that the writer is in it. */
  isFocused: boolean
  /** Another one for every start, so that the editor begins anew. */
  key: string
  start: Start
  /** The conversation's version it was written against. */
  version: number
  withQuote: boolean
  /** Attachments of the message answered that go along. */
  taken: string[]
}

/** What is kept of it. */
export type Content = Pick<
  Stored,
  'to' | 'cc' | 'bcc' | 'subject' | 'text' | 'html' | 'doc' | 'withQuote' | 'attachmentIds'
> & { uploadIds: string[] }

export function contentOf(letter: Letter & Partial<Pick<Draft, 'withQuote' | 'taken'>>): Content {
  const { to, cc, bcc, subject, text, html, doc, isPlain, withQuote = false, taken = [] } = letter
  return {
    to,
    cc,
    bcc,
    subject,
    text,
    html: isPlain ? null : html,
    doc: isPlain ? null : (doc as Content['doc']),
    withQuote,
    attachmentIds: taken,
    uploadIds: uploadIdsOf(letter),
  }
}

/** Whether something was written that is not kept. Not by `doc`, which says the same as the HTML in an order of its own. */
export function isUnkept(letter: Letter): boolean {
  return JSON.stringify({ ...contentOf(letter), doc: null }) !== JSON.stringify({ ...letter.base, doc: null })
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
  kept: null,
  base: { to: [], cc: [], bcc: [], subject: '', text: '', html: '', doc: null, withQuote: false, attachmentIds: [], uploadIds: [] }, // prettier-ignore
  revision: 0,
  sending: null,
}

/** As it was kept; `start`: what its answer starts from. */
export function writtenIn(
  stored: Stored,
): Pick<Letter, 'to' | 'cc' | 'bcc' | 'subject' | 'text' | 'html' | 'doc' | 'isPlain' | 'uploads' | 'kept'> {
  const { id, conversationId, version, to, cc, bcc, subject, text, html, doc, uploads } = stored
  return {
    to,
    cc,
    bcc,
    subject,
    text,
    html: html ?? asHtml(text),
    doc,
    isPlain: html === null,
    uploads: uploads.map((one) => ({ ...one, isPicture: html?.includes(`cid:upload-${one.id}"`) ?? false })),
    kept: { conversationId, id, version },
  }
}

export function draftFrom(stored: Stored, start: Start, was?: Draft): Draft {
  const draft: Draft = {
    ...emptyLetter,
    isFocused: was?.isFocused ?? false,
    key: was?.key ?? freshKey(),
    start,
    version: Math.max(stored.writtenAgainst, was?.version ?? 0),
    withQuote: stored.withQuote,
    taken: stored.attachmentIds,
    ...writtenIn(stored),
    revision: (was?.revision ?? 0) + 1,
  }
  return { ...draft, base: contentOf(draft) }
}

export function draftOf(start: Start, keep?: Draft): Draft {
  const words = keep ?? { ...emptyLetter, ...signedWords(start.signature) }
  const draft: Draft = {
    isFocused: true,
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
    kept: words.kept,
    base: words.base,
    revision: words.revision,
    sending: null,
    withQuote: true,
    taken: start.attachments.map((file) => file.id),
  }
  return keep ? draft : { ...draft, base: contentOf(draft) }
}

const keyOf = (conversationId: string) => ['writing', conversationId]

export function setDraft(client: QueryClient, conversationId: string, draft: Draft | null): void {
  client.setQueryDefaults(['writing'], { gcTime: Infinity, staleTime: Infinity })
  client.setQueryData<Draft | null>(keyOf(conversationId), draft)
}

export function writingIn(client: QueryClient, conversationId: string): Draft | null {
  return client.getQueryData<Draft | null>(keyOf(conversationId)) ?? null
}

/** The letter of a new conversation is kept beside the drafts of those that have a number. */
const NEW = 'new'
const newLetterQuery = queryOptions<NewLetter | null>({
  queryKey: keyOf(NEW),
  queryFn: skipToken,
  gcTime: Infinity,
  staleTime: Infinity,
})

export const emptyNewLetter: NewLetter = { ...emptyLetter, inboxId: null, isOpen: false }

/** Null forgets it; a step builds on what is there, or on an empty sheet. */
export function setNewLetter(client: QueryClient, step: ((was: NewLetter) => NewLetter) | null): void {
  client.setQueryDefaults(['writing'], { gcTime: Infinity, staleTime: Infinity })
  client.setQueryData<NewLetter | null>(newLetterQuery.queryKey, (was) => (step ? step(was ?? emptyNewLetter) : null))
}

export function newLetterIn(client: QueryClient): NewLetter | null {
  return client.getQueryData(newLetterQuery.queryKey) ?? null
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
