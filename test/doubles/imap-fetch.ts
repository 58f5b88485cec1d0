// What the IMAP double answers to a FETCH of one message, as far as clients of ours ask for it.
import type { Gmail } from './gmail.ts'
import { imapDate, type Folder, type Message } from './imap-folder.ts'

/** The answer, in the pieces in which it goes out. */
export function fetched(
  here: Folder,
  message: Message,
  items: string,
  { hasCondstore, gmail }: { hasCondstore: boolean; gmail: Gmail | null },
): (string | Buffer)[] {
  const said = [`UID ${message.uid}`]
  if (items.includes('FLAGS')) said.push(`FLAGS (${[...message.flags].join(' ')})`)
  if (items.includes('X-GM-MSGID') && message.mail) said.push(`X-GM-MSGID ${message.mail.id}`)
  if (items.includes('X-GM-LABELS') && gmail) said.push(`X-GM-LABELS (${gmail.labelsIn(here, message).join(' ')})`)
  if (items.includes('X-GM-THRID') && message.thread) said.push(`X-GM-THRID ${message.thread}`)
  if (items.includes('INTERNALDATE')) said.push(`INTERNALDATE "${imapDate(message.internalDate)}"`)
  if (items.includes('RFC822.SIZE')) said.push(`RFC822.SIZE ${message.announced ?? message.raw.length}`)
  if (items.includes('MODSEQ') && hasCondstore) said.push(`MODSEQ (${message.modseq})`)
  if (/BODY\[\]|RFC822(?!\.)/.test(items)) message.flags.add('\\Seen')
  const wantsText = /BODY(?:\.PEEK)?\[\]|RFC822(?!\.)/.test(items)
  const [, fields] = /BODY\.PEEK\[(HEADER\.FIELDS \(.*?\))\]/.exec(items) ?? []
  if (fields) {
    const wanted = fields.slice(fields.indexOf('(') + 1, -1).split(' ')
    const head = message.raw.toString('latin1').split('\r\n\r\n', 1)[0] ?? ''
    const lines = head
      .split(/\r\n(?![ \t])/)
      .filter((line) => wanted.includes(line.split(':', 1)[0]?.toUpperCase() ?? ''))
    const text = `${lines.join('\r\n')}\r\n\r\n`
    said.push(`BODY[${fields}] {${text.length}}\r\n${text}`)
  }
  const [, from, most] = /BODY\.PEEK\[\]<(\d+)\.(\d+)>/.exec(items) ?? []
  const text = from ? message.raw.subarray(Number(from), Number(from) + Number(most)) : message.raw
  if (wantsText) said.push(`BODY[]${from ? `<${from}>` : ''} {${text.length}}`)
  const answer = `* ${here.messages.indexOf(message) + 1} FETCH (${said.join(' ')}`
  return wantsText ? [`${answer}\r\n`, text, ')\r\n'] : [`${answer})\r\n`]
}
