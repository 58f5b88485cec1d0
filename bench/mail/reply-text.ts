// How well what was written is told from what was quoted, and who is found to have written a mail that was passed on.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { readForward } from '../../src/mail/forward.ts'
import { readHtmlReply } from '../../src/mail/reply-text/html-quotes.ts'
import { visibleReply } from '../../src/mail/reply-text/reply-text.ts'
import { forms, moreForms } from '../../test/reply-forms.ts'
import { forwardCases, replyCases } from '../../test/reply-mails.ts'
import { situations } from '../../test/reply-situations.ts'
import { absent, atLeast, corpus, type Goal } from './goal.ts'

const letters = (text: string): string => text.replace(/\s+/g, '')
const asText = (html: string): string =>
  readHtmlReply(
    html,
    () => true,
    () => false,
  ).own
const share = (right: number, all: number): number => Math.round((right / all) * 1000) / 10

export async function goals(): Promise<Goal[]> {
  return [...recorded(), ...programs(), ...tables()]
}

function recorded(): Goal[] {
  const file = corpus('replies/talon.json')
  const [plainly, inHtml] = ['plain replies recorded, of 66', 'HTML replies recorded, of 21']
  if (!file) return [absent(plainly, '≥ 64', 'replies/talon.json'), absent(inHtml, '≥ 20', 'replies/talon.json')]
  type Case = { kind: 'plain' | 'html'; msg: string; expected: string }
  const right = { plain: 0, html: 0 }
  for (const { kind, msg, expected } of JSON.parse(readFileSync(file, 'utf8')) as Case[]) {
    const isHtml = kind === 'html'
    const { reply } = visibleReply(isHtml ? { text: asText(msg), html: msg } : { text: msg, html: null })
    if (letters(reply) === letters(isHtml ? asText(expected) : expected)) right[kind]++
  }
  return [atLeast(plainly, 64, right.plain), atLeast(inHtml, 20, right.html)]
}

function programs(): Goal[] {
  const folder = corpus('replies/html')
  if (!folder) return [absent('HTML of nine programs', '≥ 9', 'replies/html')]
  const right = readdirSync(folder).filter((name) => {
    const html = readFileSync(path.join(folder, name), 'utf8')
    return letters(visibleReply({ text: asText(html), html }).reply) === 'Hi.Iamfine.Thanks,Alex'
  })
  return [atLeast('HTML of nine programs', 9, right.length)]
}

function tables(): Goal[] {
  const told = [forms, moreForms].map((some) => {
    const all = replyCases(some)
    return share(
      all.filter((one) => visibleReply({ text: one.text, html: null }).reply === one.reply).length,
      all.length,
    )
  })
  const passedOn = forwardCases([...forms, ...moreForms])
  const senders = passedOn.filter((one) => {
    const sender = readForward(one)?.sender
    return sender?.address === one.sender.address && sender.name === one.sender.name
  })
  const odd = situations.filter((one) => {
    const text = one.text || asText(one.html ?? '')
    const { html = null, subject = 'Re: Kettle', earlier = [] } = one
    return letters(visibleReply({ text, html, subject, earlier }).reply) === letters(one.reply)
  })
  return [
    atLeast('twenty languages, four programs', 95, told[0] ?? 0, ' %'),
    atLeast('eight more languages, four programs', 95, told[1] ?? 0, ' %'),
    atLeast('other programs and odd situations', 95, share(odd.length, situations.length), ' %'),
    atLeast('senders of what was passed on, 28 languages', 95, share(senders.length, passedOn.length), ' %'),
  ]
}
