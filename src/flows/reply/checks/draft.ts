// What is looked at, and what is known around it. The writer's own words are told from the mail answered below them and from the
// signature; offsets stay those of the text, because what is not looked at is blanked and not cut out.
import type { CheckName, CheckRules } from '../../../desk/checks/checks.api.ts'
import type { Person } from '../../../desk/conversations/conversations.api.ts'
import type { ImpostorSign } from '../../../mail/impostor/impostor.ts'
import type { Language } from '../../../mail/language.ts'
import { visibleReply } from '../../../mail/reply-text/reply-text.ts'
import { separatorKind } from '../../../mail/reply-text/separators.ts'
import { signatureStart } from '../../../mail/reply-text/signature.ts'
import { type Word, wordsOf } from '../../../ai/words.ts'
import type { ReplyKind } from '../reply.api.ts'
import type { Finding } from './judge.api.ts'

export interface Draft {
  kind: ReplyKind | 'first'
  to: readonly Person[]
  cc: readonly Person[]
  bcc: readonly Person[]
  subject: string
  text: string
  html: string | null
  /** How many files go along. */
  files: number
  /** What will stand below the words and is not in `text` yet. */
  quoted?: string
}

/** Nothing of it is asked of the network, and nothing of it is kept. */
export interface Around {
  rules: CheckRules
  /** The day it is for who writes, `2026-03-02`. */
  today: string
  /** Addresses that the desk receives for, plus-parts and tokens included. */
  isOwn: (address: string) => boolean
  /** Normalised: colleagues, and whom mail was exchanged with before, of the recipients. */
  colleagues: ReadonlySet<string>
  known: ReadonlySet<string>
  signsOf: (person: Person) => ImpostorSign[]
  /** Normalised; those who take part in the conversation. Empty for a first word. */
  participants: ReadonlySet<string>
  /** What is answered; null for a first word and where nothing came in. */
  answered: Answered | null
  /** The languages of the conversation's mails. */
  languages: ReadonlySet<string>
  /** Nothing was written to this customer here yet. */
  isFirstAnswer: boolean
  /** Whose names may stand below it: the writer, the inbox, its signature. */
  signers: readonly string[]
  /** Hosts under which this desk is reached by its people. */
  ownHosts: ReadonlySet<string>
  /** Its table is loaded with the first draft that is judged, not with the process. */
  detect: (text: string) => Language
}

export interface Answered {
  sender: Person
  /** Its writer's own words, and all of it. */
  text: string
  whole: string
  language: string | null
  /** None of the desk's addresses stands in To or Cc. */
  wasBcc: boolean
}

/** A finding before its weight and its sentence. */
export interface Found {
  check: CheckName
  code?: string
  values?: Record<string, string>
  where?: Finding['where']
  start?: number
  end?: number
  mend?: Finding['mend']
}

/** The draft with what all checks ask of it. */
export interface Read extends Draft {
  /** Of the same length as `text`: blanks where it is quoted. */
  own: string
  /** `own` without the signature. */
  body: string
  /** Where the signature begins; the end of `own` where there is none. */
  bodyEnd: number
  words: readonly Word[]
  /** ISO 639-1; null where too little is written. */
  language: string | null
  /** Languages whose phrases are looked for: that of the words, or those of the conversation; English beside them. */
  speaks: readonly string[]
}

const MOST_WORDS = 5_000
/** Below this many letters, and below this surety, the conversation's language is the better guess. */
const LETTERS = 40
const SURE = 0.35

/** Which of the two it is can be told from a page, and hardly from a sentence. */
const KIN: Readonly<Record<string, readonly string[]>> = {
  da: ['no'],
  no: ['da'],
  nb: ['no', 'da'],
  cs: ['sk'],
  sk: ['cs'],
}

export function readDraft(draft: Draft, { languages, detect }: Pick<Around, 'languages' | 'detect'>): Read {
  const own = ownOf(draft)
  const bodyEnd = signatureAt(own)
  const body = own.slice(0, bodyEnd)
  const told = detect(body)
  const letters = body.match(/\p{L}/gu)?.length ?? 0
  const language = letters >= LETTERS && told.confidence >= SURE ? told.language : null
  const spoken = language === null ? [...languages] : [language, ...(KIN[language] ?? [])]
  const speaks = [...new Set([...spoken, 'en'])]
  return { ...draft, own, body, bodyEnd, words: wordsOf(body, MOST_WORDS), language, speaks }
}

/** A forward's own words end where the mail passed on begins; an answer's where it is quoted, also between the lines. */
function ownOf({ kind, text }: Draft): string {
  if (kind === 'forward') {
    let at = 0
    for (const line of text.split('\n')) {
      if (separatorKind(line) === 'forwarded') return text.slice(0, at)
      at += line.length + 1
    }
    return text
  }
  if (!/(?:^|\n)[ \t]*>|wrote:|----/.test(text)) return text
  const { replyEnd, folded } = visibleReply({ text, html: null })
  let own = text.slice(0, replyEnd)
  for (let at = 0; at + 1 < folded.length; at += 2) {
    const [from = 0, to = 0] = [folded[at], folded[at + 1]]
    own = own.slice(0, from) + own.slice(from, to).replace(/[^\n]/g, ' ') + own.slice(to)
  }
  return own
}

function signatureAt(own: string): number {
  const dashes = /(?:^|\n)-- ?(?=\n|$)/.exec(own)
  return Math.min(dashes?.index ?? own.length, signatureStart(own))
}
