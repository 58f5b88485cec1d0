// What the classifier is told of a mail, and what it says of it.

export interface Letter {
  subject: string
  /** What is new in this mail: without quotation and signature, where these are known. */
  text: string
}

/** A stretch of a letter, as characters of its subject or text: `letter[of].slice(start, end)`. */
export interface Span {
  of: 'subject' | 'text'
  start: number
  end: number
}

export interface Evidence extends Span {
  /** As it stands there. */
  words: string
  /** How much it counted, as a share of all that spoke for the value: 0 to 1. */
  weight: number
}

/** What was found in a message: a value, how sure that is, and why. */
export interface Reading<Value> {
  value: Value
  /** 0 to 1: of a trained classifier a calibrated probability, of a table of words how often such words mean it. */
  confidence: number
  evidence: Evidence[]
  /** For people, in a few words; nothing where the evidence says it all. */
  because?: string
}

export function spanned(letter: Letter, span: Span, weight: number): Evidence {
  return { ...span, words: letter[span.of].slice(span.start, span.end), weight }
}
