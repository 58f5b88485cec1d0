// Drafts as the server has them: of a conversation, and one's own wherever they lie.
import { queryOptions, type QueryClient } from '@tanstack/react-query'
import {
  beginDraft,
  beginLetter,
  listDrafts,
  listOwnDrafts,
  saveDraft,
  type Draft as Stored,
  type DraftList,
} from '../../src/desk/drafts/drafts.api.ts'
import { call, Refusal } from '../call.ts'
import { isOwed } from './sending.ts'
import {
  contentOf,
  isUnkept,
  newLetterIn,
  setDraft,
  setNewLetter,
  writingIn,
  type Draft,
  type Letter,
  type NewLetter,
} from './drafts.tsx'

export function draftsQuery(conversationId: string) {
  return queryOptions({
    queryKey: ['draft', 'of', conversationId],
    queryFn: ({ signal }) => call(listDrafts, { id: conversationId }, { signal }),
  })
}

export function ownDraftsQuery(list: DraftList) {
  return queryOptions({
    queryKey: ['draft', 'own', list],
    queryFn: ({ signal }) => call(listOwnDrafts, { list }, { signal }),
  })
}

/** Somebody else has saved since. */
export function isOvertaken(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code === 'draft-changed'
}

/** It was sent or thrown away. */
export function isGone(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code === 'draft-missing'
}

/** What is written somewhere, and how it is kept there. */
export interface Place<L extends Letter> {
  letter: () => L | null
  change: (step: (was: L) => L) => void
  keep: (letter: L) => Promise<Stored>
}

export function answerPlace(client: QueryClient, conversationId: string): Place<Draft> {
  return {
    letter: () => writingIn(client, conversationId),
    change: (step) => {
      const now = writingIn(client, conversationId)
      if (now) setDraft(client, conversationId, step(now))
    },
    keep: (draft) => {
      const { kind, messageId } = draft.start
      const common = { ...contentOf(draft), kind, ...(messageId ? { messageId } : {}), writtenAgainst: draft.version }
      return draft.kept
        ? call(saveDraft, { ...common, id: draft.kept.conversationId, draftId: draft.kept.id, version: draft.kept.version }) // prettier-ignore
        : call(beginDraft, { ...common, id: conversationId }, { key: draft.key })
    },
  }
}

/** `inboxId`: where it leaves from when nothing is chosen. */
export function letterPlace(client: QueryClient, inboxId: string): Place<NewLetter> {
  return {
    letter: () => newLetterIn(client),
    change: (step) => setNewLetter(client, step),
    keep: (letter) => {
      const common = { ...contentOf(letter), inboxId: letter.inboxId ?? inboxId }
      return letter.kept
        ? call(saveDraft, { ...common, id: letter.kept.id, draftId: letter.kept.id, version: letter.kept.version })
        : call(beginLetter, common)
    },
  }
}

/** Once. `isWanted`: also where nothing has been written yet, so that there is something to go by. */
export async function keepNow<L extends Letter>(place: Place<L>, { isWanted = false } = {}): Promise<void> {
  const letter = place.letter()
  // Or a letter that has left would lie among the drafts again, and be sent twice.
  if (!letter || isOwed(letter.sending, letter) || (!isUnkept(letter) && !(isWanted && letter.kept === null))) return
  const base = contentOf(letter)
  const { conversationId, id, version } = await place.keep(letter)
  place.change((was) => (was.revision === letter.revision ? { ...was, base, kept: { conversationId, id, version } } : was)) // prettier-ignore
}
