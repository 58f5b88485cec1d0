// Until reply-text is there: cuts at the first attribution line or signature mark, nothing more.

export function visibleReply({ text }: { text: string; html: string | null; earlier?: string[] }): {
  reply: string
  quoted: string
  signature: string
  replyEnd: number
  because: string
} {
  const mark = /^(?:-- |On .{5,200} wrote:|>)/m.exec(text)
  const end = mark?.index ?? text.length
  return { reply: text.slice(0, end).trim(), quoted: text.slice(end), signature: '', replyEnd: end, because: 'the first mark' }
}
