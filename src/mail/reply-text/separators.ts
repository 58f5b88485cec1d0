// Where the text before ends without a quotation mark: "-----Original Message-----", and the block of From:, Sent:, To:, Subject:
// that Outlook and its like put above the mail answered.

import { aboveThisLine, fold, forwardedMessage, labels, originalMessage, wroteWords } from './languages.ts'
import type { Label } from './languages.ts'

const BLOCK_LINES = 14

/** A line with the words of an original or forwarded message, or of a desk that wants its answer above. */
export function separatorKind(line: string): 'original' | 'forwarded' | 'above' | null {
  const text = line.slice(0, 200).replace(/^[\s>*]+/, '')
  const bare = trimMarks(text)
  if (bare === '' || bare.length > 120) return null
  const words = fold(bare.replace(/[:：\s]+$/, ''))
  if (forwardedMessage.has(words)) return 'forwarded'
  if (saysAbove(words, bare.length < text.trim().length)) return 'above'
  if (/^\|-{3,}\+-{3,}>$/.test(text.trim())) return 'original' // Lotus Notes draws a table
  if (!/^[-_=+#*]{2}/.test(text)) return null
  if (originalMessage.has(words)) return 'original'
  // "---- Dora Field wrote ----"
  return /[-_=]{2}$/.test(text.trim()) && wroteWords.some((word) => words.endsWith(` ${word}`)) ? 'original' : null
}

/** In other languages than English only between marks: every line of a mail is asked. */
function saysAbove(words: string, isMarked: boolean): boolean {
  return words.includes('above this line') || (isMarked && aboveThisLine.some((phrase) => words.includes(phrase)))
}

/** "------ words in any language ------", which says something only above a header block. */
export function isFramed(line: string): boolean {
  const text = line.slice(0, 200).trim()
  return /^[-_=]{4}/.test(text) && /[-_=]{4}$/.test(text) && trimMarks(text).length < 60
}

export function trimMarks(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && /[-–—_=+#*\s|]/.test(text[from] ?? '')) from++
  while (to > from && /[-–—_=+#*\s|]/.test(text[to - 1] ?? '')) to--
  return text.slice(from, to)
}

/** Whether a header block begins in line `at`; the number of lines with labels and what lies between them, else 0. */
export function headerBlockAt(all: string[], at: number): number {
  return readHeaderBlock(all, at)?.lines ?? 0
}

/** The header block that begins in line `at`, label by label. */
export function readHeaderBlock(all: string[], at: number): { lines: number; fields: Map<Label, string> } | null {
  const first = labelOf(all[at] ?? '')
  if (!first || !['from', 'sent', 'subject', 'to'].includes(first.label)) return null
  const fields = new Map<Label, string>()
  if (first.label === 'from' && isOneLine(first.value)) return { lines: 1, fields: fields.set('from', first.value) }
  let end = at
  let between = 0
  for (let i = at; i < Math.min(all.length, at + BLOCK_LINES); i++) {
    const read = labelOf(all[i] ?? '')
    if (read && !fields.has(read.label)) {
      fields.set(read.label, read.value || (all[i + 1] ?? '').trim())
      end = i
      between = 0
    } else if (++between > 2) break
  }
  return isBlock(fields) ? { lines: end - at + 1, fields } : null
}

/** "From: Dora <dora@acme.example> Sent: Monday … To: …", all in one line. */
function isOneLine(value: string): boolean {
  if (!value.includes('@') || value.length > 350) return false
  const parts = value.split(/[:：]/).slice(0, -1)
  return parts.some((part) =>
    ['sent', 'to', 'subject'].includes(labels.get(fold(part.split(/[\s>\])]+/).at(-1) ?? '')) ?? ''),
  )
}

/** A travel plan has From and To, an invitation a Date: a mail's head has a sender with a date, a subject or an address. */
function isBlock(found: Map<Label, string>): boolean {
  const sent = /\d/.test(found.get('sent') ?? '')
  const hasAddress = (label: Label): boolean => (found.get(label) ?? '').includes('@')
  if (found.has('from'))
    return (
      (sent && (found.size > 2 || hasAddress('from'))) ||
      (found.has('subject') && found.has('to')) ||
      (hasAddress('from') && found.has('to'))
    )
  return sent && found.has('to') && (found.has('subject') || hasAddress('to'))
}

function labelOf(line: string): { label: Label; value: string } | null {
  const text = line.slice(0, 400).replace(/^[\s>*|•]+/, '')
  const colon = text.slice(0, 40).search(/[:：]/)
  if (colon < 1) return null
  const word = fold(
    text
      .slice(0, colon)
      .replace(/[*_\s\u00a0]+$/g, '')
      .replace(/\s+/g, ' '),
  )
  const label = labels.get(word)
  return label
    ? {
        label,
        value: text
          .slice(colon + 1)
          .replace(/^[\s*]+/, '')
          .trim(),
      }
    : null
}
