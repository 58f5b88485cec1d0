// What a conversation took, told in the segments that others measure by: from the customer's mail until it was put aside as done, with
// its reaction, its responses and its resolution. Pure; what promises count by is another thing (clock.ts).

export interface Moment {
  at: number
  /** `done`: archived, resolved or snoozed. `assigned`: to `to`. */
  what: 'in' | 'out' | 'assigned' | 'done'
  by: string
  to?: string
}

export interface Segment {
  /** When its first mail came in. */
  began: number
  /** Until somebody else than oneself is given it, or it is answered, or put aside after an answer. */
  reaction: { ms: number; by: string } | null
  /** Each from the oldest mail that nobody had answered until the answer. */
  responses: number[]
  /** Of a segment with an answer: all its responses, by whoever put it aside. */
  resolution: { ms: number; by: string } | null
}

/**
 * A mail that says thanks and is put aside without an answer adds nothing. Where somebody else answered than put it aside, the last
 * response lasts until then: only whoever has it can say that it is over.
 */
export function segmentsOf(moments: readonly Moment[]): Segment[] {
  const segments: Segment[] = []
  let answers: { from: number; at: number; by: string }[] = []
  let waitsSince: number | null = null
  let began: number | null = null
  let reaction: Segment['reaction'] = null
  const responses = () => answers.map(({ from, at }) => at - from)
  for (const { at, what, by, to } of moments) {
    if (what === 'in') {
      waitsSince ??= at
      began ??= at
      continue
    }
    if (began !== null && reaction === null && (what === 'out' || (what === 'assigned' && to !== by)))
      reaction = { ms: at - began, by }
    if (what === 'out' && waitsSince !== null) {
      answers.push({ from: waitsSince, at, by })
      waitsSince = null
    }
    if (what !== 'done') continue
    const last = answers.at(-1)
    if (last) {
      const own = last.by === by ? last.at : at
      const ms = responses()
        .slice(0, -1)
        .reduce((sum, one) => sum + one, own - last.from)
      segments.push({ began: began ?? last.from, reaction, responses: responses(), resolution: { ms, by } })
    }
    ;[answers, waitsSince, began, reaction] = [[], null, null, null]
  }
  if (began !== null) segments.push({ began, reaction, responses: responses(), resolution: null })
  return segments
}
