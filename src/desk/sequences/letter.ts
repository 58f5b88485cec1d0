// A letter of a sequence for one contact: in their language, with what is known put in, signed by whoever it goes in the name of.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { signatureFor } from '../inboxes/signatures.ts'
import { filledBody, textOf, variantFor } from '../macros/body.ts'
import { htmlOf, htmlOfText } from '../macros/html.ts'
import { ownFieldValues } from '../variables/own-fields.ts'
import { valuesFor } from '../variables/values.ts'
import { fill, type Values } from '../variables/variables.ts'
import type { SequenceStep, StepVariant } from './sequences.api.ts'

export interface Letter {
  /** Empty: as the letter before. */
  subject: string
  text: string
  html: string
  language: string
  unfilled: string[]
}

interface Writing {
  inboxId: Id
  contactId: Id
  senderId: Id
  /** In which they like to be written to; null: nobody knows. */
  language: string | null
  /** Stands below it all, in their language. */
  foot?: (language: string) => string
  /** What was looked up for one letter is not looked up again for the next. */
  kept?: Kept
}

/** Of one contact; the signature of whoever writes to them. */
export interface Kept {
  values: Map<string, Values>
  signature?: string
}

export async function letterOf(tx: Tx, step: SequenceStep, writing: Writing): Promise<Letter> {
  const { inboxId, contactId, senderId, kept = { values: new Map<string, Values>() } } = writing
  const variant = variantFor(step.variants, [writing.language]) as StepVariant | undefined
  if (!variant) throw new Problem('invalid', 'macro-empty', 'Write what the letter says.')
  const { language } = variant
  const about = { conversationId: null, contactId, inboxId, userId: senderId, language }
  const values =
    kept.values.get(language) ??
    new Map([...(await ownFieldValues(tx, { of: { contactId }, inboxId, language })), ...(await valuesFor(tx, about))])
  kept.values.set(language, values)
  const { body, unfilled } = filledBody(variant.body, values)
  const subject = fill(variant.subject, values)
  const signature = kept.signature ?? (await signatureFor(tx, { inboxId, userId: senderId, conversationId: null }))
  kept.signature = signature
  const foot = writing.foot?.(language) ?? ''
  const below = [...(signature.trim() ? [`-- \n${signature.trim()}`] : []), ...(foot ? [foot] : [])] // RFC 3676 §4.3
  return {
    subject: subject.text,
    text: [textOf(body), ...below].join('\n\n'),
    html: htmlOf(body) + below.map(htmlOfText).join(''),
    language,
    unfilled: [...new Set([...subject.unfilled, ...unfilled])],
  }
}

/** What of a conversation nobody knows before there is one is filled in no letter. */
export async function unfilledIn(tx: Tx, steps: readonly SequenceStep[], writing: Writing): Promise<string[]> {
  const all = new Set<string>()
  const kept = writing.kept ?? { values: new Map<string, Values>() }
  for (const step of steps) for (const name of (await letterOf(tx, step, { ...writing, kept })).unfilled) all.add(name)
  return [...all]
}
