// Twenty languages and eight more, four mail programs: how each writes the line or block above the mail answered or passed on.
import { describe, expect, test } from 'vitest'
import { forms, moreForms } from '../../../test/reply-forms.ts'
import { forwardCases, replyCases } from '../../../test/reply-mails.ts'
import { situations } from '../../../test/reply-situations.ts'
import { readForward } from '../forward.ts'
import { readHtmlReply } from './html-quotes.ts'
import { visibleReply } from './reply-text.ts'

/** One in twenty may be missed, as with a name of 95 letters broken in the middle. */
const MOST_MISSED = 0.05

const byProgram = Map.groupBy(
  replyCases([...forms, ...moreForms]),
  ({ language, client }) => `${client} in ${language}`,
)

test.each([...byProgram])('%s', (_program, cases) => {
  const missed = cases.filter(({ text, reply }) => visibleReply({ text, html: null }).reply !== reply)
  expect(missed.slice(Math.floor(cases.length * MOST_MISSED)).map((one) => one.name)).toEqual([])
})

const passedOn = Map.groupBy(forwardCases([...forms, ...moreForms]), (one) => one.language)

test.each([...passedOn])('forwards in %s', (_language, cases) => {
  for (const { text, subject, sender, name } of cases) {
    const found = readForward({ text, subject })
    expect(found, name).toMatchObject({ sender })
    expect(text.startsWith(found?.note ?? ' '), name).toBe(true)
    expect(visibleReply({ text, html: null, subject }).reply, name).toBe(text.trim())
  }
})

describe('other programs and odd situations', () => {
  const letters = (text: string): string => text.replace(/\s+/g, ' ').trim()
  const asText = (html: string): string =>
    readHtmlReply(
      html,
      () => true,
      () => false,
    ).own
  test.each(situations.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const text = one.text || asText(one.html ?? '')
    const found = visibleReply({
      text,
      html: one.html ?? null,
      subject: one.subject ?? 'Re: Kettle',
      earlier: one.earlier ?? [],
    })

    expect(letters(found.reply)).toBe(letters(one.reply))
    if (one.html) return
    const shown = text.slice(0, found.replyEnd)
    const pieces = found.folded.flatMap((from, at) => (at % 2 ? [] : [text.slice(from, found.folded[at + 1])]))
    expect(letters(pieces.reduce((rest, piece) => rest.replace(piece, ''), shown))).toBe(letters(one.reply))
  })
})
