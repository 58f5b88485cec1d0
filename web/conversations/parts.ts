// The text of a mail in pieces: what its writer wrote, and what it quotes, in their order.

interface Part {
  at: number
  text: string
  isQuoted: boolean
}

/** `folded`: stretches before `replyEnd` that are quoted, start and end by turns. Pieces of blanks are left out. */
export function partsOf(text: string, replyEnd: number, folded: number[]): Part[] {
  const edges = [0, ...folded.filter((at) => at <= replyEnd), replyEnd, text.length]
  return edges.slice(1).flatMap((to, n) => {
    const at = edges[n] ?? 0
    const part = text
      .slice(at, to)
      .replace(/^(?:[ \t]{0,20}\n)+/, '')
      .trimEnd()
    return part === '' ? [] : [{ at, text: part, isQuoted: n % 2 === 1 }]
  })
}
