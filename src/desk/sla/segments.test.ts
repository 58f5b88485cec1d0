import { expect, test } from 'vitest'
import { segmentsOf, type Moment } from './segments.ts'

const MINUTE = 60_000
/** `1 in`, `2 out ben`, `3 done`, `4 assigned ada to ben`: minutes, what, by whom. */
function told(...lines: string[]) {
  const moments = lines.map((line): Moment => {
    const [at = '', what = '', by = 'ben', , to] = line.split(' ')
    return { at: Number(at) * MINUTE, what: what as Moment['what'], by, ...(to && { to }) }
  })
  return segmentsOf(moments).map(({ reaction, responses, resolution }) => ({
    reaction: reaction && [reaction.ms / MINUTE, reaction.by],
    responses: responses.map((one) => one / MINUTE),
    resolution: resolution && [resolution.ms / MINUTE, resolution.by],
  }))
}

test.each([
  ['answered and done', ['1 in', '2 out', '2 done'], [1, 'ben']],
  ['begun by us', ['1 out', '2 in', '5 out', '5 done'], [3, 'ben']],
  ['thanks, and put aside', ['1 in', '2 out', '7 in', '9 done'], [1, 'ben']],
  ['a further mail, and snoozed', ['1 in', '2 out', '4 in', '9 done'], [1, 'ben']],
  ['answered by somebody else', ['1 in', '2 out cleo', '3 done ben'], [2, 'ben']],
  ['two rounds', ['1 in', '3 out', '4 in', '4 in', '9 out', '9 done'], [7, 'ben']],
])('a resolution is what it took until the last answer: %s', (_, lines, resolution) => {
  expect(told(...lines)[0]?.resolution).toEqual(resolution)
})

test('in at 9:00, given on at 9:05, answered 9:10, in at 9:20, answered and done 9:35', () => {
  const [segment] = told('0 in', '5 assigned ada to ben', '10 out', '20 in', '35 out', '35 done')

  expect(segment).toEqual({ reaction: [5, 'ada'], responses: [10, 15], resolution: [25, 'ben'] })
})

test('taken by oneself is no reaction, and what goes on has no resolution yet', () => {
  expect(told('0 in', '5 assigned ben to ben')).toEqual([{ reaction: null, responses: [], resolution: null }])
})
