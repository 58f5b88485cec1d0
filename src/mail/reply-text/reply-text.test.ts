import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cpuMs } from '../../../test/cpu.ts'
import { readHtmlReply } from './html-quotes.ts'
import { visibleReply } from './reply-text.ts'

const of = (text: string, html: string | null = null, earlier?: string[]) => visibleReply({ text, html, earlier })

describe('plain text', () => {
  test.each([
    ['without a quotation', 'Hello,\n\nmy kettle leaks.\n\nDora', 'Hello,\n\nmy kettle leaks.\n\nDora'],
    ['answered below', 'On 4 May 2026 at 10:12, Ben wrote:\n> How is it?\n\nIt leaks.', 'It leaks.'],
    ['answered above and below', 'Yes.\n\nOn 4 May 2026 at 10:12, Ben wrote:\n> How is it?\n\nDora', 'Yes.\n\nDora'],
    ['answered line by line', '> Is it hot?\nYes.\n> Does it leak?\nNo.', '> Is it hot?\nYes.\n> Does it leak?\nNo.'],
    ['quoted without a line above', 'Yes.\n\n> Is it hot?\n> Does it leak?\n', 'Yes.'],
    [
      'attribution in the same line',
      'Thanks! On Wed, Apr 4, 2026 at 3:59 PM, ben@desk.example wrote:\n> Hi',
      'Thanks!',
    ],
    [
      'a sent-from line below the quotation',
      'Yes.\n\nOn 4 May 2026 at 10:12, Ben wrote:\n> Hot?\n\nSent from my iPhone',
      'Yes.',
    ],
    [
      'a broken link in the quotation',
      'Yes.\n\nOn 4 May 2026, Ben wrote at 10:12:\n\n> See (https://desk.example/\nticket=1)\n> there\n',
      'Yes.',
    ],
    [
      'a forward',
      'FYI\n\n---------- Forwarded message ---------\nFrom: Eve <eve@acme.example>\nDate: Mon, May 4, 2026\nSubject: Kettle\nTo: Dora\n\nText',
      'FYI\n\n---------- Forwarded message ---------\nFrom: Eve <eve@acme.example>\nDate: Mon, May 4, 2026\nSubject: Kettle\nTo: Dora\n\nText',
    ],
    [
      'quotes with initials',
      'Hello Ben,\n\nThursday, May 4, 2026, 11:33:18 PM, you wrote:\n\nBF> Is it hot?\n\nYes.',
      'Hello Ben,\n\nYes.',
    ],
    ['a head in one line', 'Yes.\n\nFrom: Ben <ben@desk.example> Sent: Monday To: Dora\nHow is it?', 'Yes.'],
    ['a Windows line end', 'Yes.\r\n\r\nOn 4 May 2026 at 10:12, Ben wrote:\r\n> Hot?\r\n', 'Yes.'],
    ['an old client’s dashes', 'Yes.\n\n---- Ben Field wrote ----\n\nHot?', 'Yes.'],
    [
      'what looks quoted from its first line',
      'On 4 May 2026 at 10:12, Ben wrote:\n\nHot?',
      'On 4 May 2026 at 10:12, Ben wrote:\n\nHot?',
    ],
  ])('%s', (_what, text, reply) => {
    expect(of(text).reply).toBe(reply)
  })

  test.each([
    ['a travel plan', 'From: Baku\nTo: Utrecht\nPrice: 300\n\nIs that right?'],
    ['an invitation', 'Please come:\n\nDate: Monday 4 May 2026\nTime: 10:12\nAddress: Kettle Street 1\n\nBring it.'],
    ['a contact form', 'From: Dora Field <dora@acme.example>\nSubject: Kettle\nDate: 04.05.2026\n\nMy kettle leaks.'],
    ['a sentence with a date and a colon', 'We met on 4 May 2026 and agreed on this:\n\nA new kettle.'],
    ['a sentence with wrote', 'On Monday I wrote: the kettle leaks.\nIt still does.'],
    ['an address and a colon', 'My address is dora@acme.example:\nplease use it.'],
    ['a digest', 'Questions:\n\nFrom: Eve <eve@acme.example>\nSubject: Kettles\n\nWhich one?'],
    ['a table of dates', 'Orders of 4 May 2026\n-----------\ndora@acme.example\n\nPlease check these:\nkettle'],
    ['a rule', 'Above.\n\n-----------------\n\nBelow.'],
    ['an arrow', 'Visit us\n>>> >>> https://acme.example <<<\nor call'],
  ])('%s is not taken for a quotation', (_what, text) => {
    expect(of(text)).toMatchObject({ reply: text, quoted: '', replyEnd: text.length })
  })

  test('the range ends where the writer’s last word ends, and nothing is lost', () => {
    const text = 'Yes.\r\n\r\nOn 4 May 2026 at 10:12, Ben wrote:\r\n> Hot?\r\n'
    const { replyEnd, quoted } = of(text)
    expect(text.slice(0, replyEnd)).toBe('Yes.')
    expect(quoted).toContain('Hot?')
    expect(of('')).toMatchObject({ reply: '', replyEnd: 0 })
  })
})

test('of a forward everything is shown, of an answer to one only the answer', () => {
  const text = 'See below.\n\n-----Original Message-----\nFrom: Eve\n\nIt leaks.'
  expect(visibleReply({ text, html: null, subject: 'FW: Kettle' }).reply).toBe(text)
  expect(visibleReply({ text, html: null, subject: 'Re: FW: Kettle' }).reply).toBe('See below.')
})

describe('the conversation’s earlier messages', () => {
  const sent = 'Dear Dora,\nthe new kettle was sent to you yesterday and will arrive soon.\nBen'

  test('show where the quotation begins, in any language and without any mark', () => {
    const text =
      'Agad ko itong susubukan.\n\nSi Ben <ben@desk.example> :\nDear Dora, the new kettle was\nsent to you yesterday and will arrive soon. Ben'
    expect(of(text, null, [sent])).toMatchObject({
      reply: 'Agad ko itong susubukan.',
      because: expect.stringContaining('begins again'),
    })
    expect(
      of('Thanks!\n\nDear Dora,\nthe new kettle was sent to you yesterday and will arrive soon.', null, [sent]).reply,
    ).toBe('Thanks!')
  })

  test('do not hide a mail that repeats one from its beginning, nor react to a few words', () => {
    expect(of(sent, null, [sent]).reply).toBe(sent)
    expect(of('Yes.\nThanks, Dora', null, ['Thanks, Dora']).reply).toBe('Yes.\nThanks, Dora')
  })
})

describe('HTML', () => {
  test.each([
    [
      'Gmail',
      '<div dir="ltr">It boils.</div><br><div class="gmail_quote"><div class="gmail_attr">ဘန်:<br></div><blockquote class="gmail_quote" style="x">Does it?</blockquote></div>',
    ],
    [
      'Outlook on the web',
      '<div>It boils.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Нэг:</b> Ben</div><div>Does it?</div>',
    ],
    [
      'Outlook',
      '<div class="WordSection1"><p class="MsoNormal">It boils.</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>X:</b> Ben</p></div></div><p>Does it?</p></div>',
    ],
    ['Outlook for Mac', '<div>It boils.</div><span id="OLK_SRC_BODY_SECTION"><div>Does it?</div></span>'],
    [
      'Apple Mail',
      '<div>It boils.</div><br><div><blockquote type="cite"><div>On 4 May 2026, at 10:12, Ben &lt;ben@desk.example&gt; wrote:</div><div>Does it?</div></blockquote></div>',
    ],
    [
      'Thunderbird',
      '<p>It boils.</p><div class="moz-cite-prefix">Ben:<br></div><blockquote type="cite" cite="mid:x"><p>Does it?</p></blockquote>',
    ],
    ['Yahoo', '<div>It boils.</div><div id="yahoo_quoted_123" class="yahoo_quoted"><div>Does it?</div></div>'],
    ['Proton', '<div>It boils.</div><div class="protonmail_quote">Ben<blockquote>Does it?</blockquote></div>'],
    ['a bare blockquote', '<div>It boils.</div><blockquote>Does it?</blockquote>'],
    [
      'a line above a styled blockquote',
      '<div>It boils.</div><div>On 4 May 2026 at 10:12, Ben wrote:</div><blockquote style="margin:0 0 0 40px">Does it?</blockquote>',
    ],
    [
      'a header block in words',
      '<div>It boils.</div><hr><b>Von:</b> Ben &lt;ben@desk.example&gt;<br><b>Gesendet:</b> 4.5.2026<br><b>An:</b> Dora<br><b>Betreff:</b> x<br><br>Does it?',
    ],
    [
      'a style sheet and comments',
      '<html><head><style>p{color:red}</style></head><body><!-- <blockquote> --><p>It boils.</p><blockquote type=cite>Does it?</blockquote></body></html>',
    ],
  ])('%s', (_what, html) => {
    expect(of('', html).reply).toBe('It boils.')
    const text = 'It boils.\n\nBen\n\nDoes it?'
    if (of('', html).because.startsWith('its HTML')) expect(text.slice(0, of(text, html).replyEnd)).toBe('It boils.')
  })

  test.each([
    [
      'an indented paragraph',
      '<div>See:</div><blockquote style="margin:0 0 0 40px">It boils.</blockquote><div>Dora</div>',
      'See:\nIt boils.\nDora',
    ],
    [
      'a forward',
      '<div>FYI</div><div class="gmail_quote">---------- Forwarded message ---------<br>From: Eve<br>It boils.</div>',
      'FYI\n---------- Forwarded message ---------\nFrom: Eve\nIt boils.',
    ],
  ])('%s stays', (_what, html, reply) => {
    expect(of(reply, html).reply).toBe(reply)
  })

  test('text below the quotation is the writer’s again', () => {
    const html = '<div class="moz-cite-prefix">Ben:</div><blockquote type="cite">Does it?</blockquote><p>It boils.</p>'
    expect(of('Ben:\n> Does it?\n\nIt boils.', html)).toMatchObject({
      reply: 'It boils.',
      replyEnd: 'Ben:\n> Does it?\n\nIt boils.'.length,
    })
  })
})

describe('signatures', () => {
  test.each([
    ['It boils.\n\n-- \nDora Field\n+31 30 123', '-- \nDora Field\n+31 30 123'],
    ['It boils.\n\nKind regards,\nDora', 'Kind regards,\nDora'],
    ['Es kocht.\n\nMit freundlichen Grüßen\nDora Feld\nAcme GmbH', 'Mit freundlichen Grüßen\nDora Feld\nAcme GmbH'],
    ['Qaynayır.\n\nHörmətlə,\nDora', 'Hörmətlə,\nDora'],
    ['沸腾了。\n\n此致敬礼\n朵拉', '此致敬礼\n朵拉'],
    ['It boils.\n\nSent from my iPhone', 'Sent from my iPhone'],
    ['Kaynıyor.\n\niPhone’umdan gönderildi', 'iPhone’umdan gönderildi'],
    ['It boils.', ''],
    [
      'Kind regards,\nbut this is a longer paragraph that goes on about the kettle and is no signature, as its length already shows.',
      '',
    ],
  ])('%j ends in %j', (text, signature) => {
    expect(of(text)).toMatchObject({ reply: text, signature })
  })
})

describe('nothing an attacker sends takes long', () => {
  const floods = [
    '>',
    '> ',
    '\n',
    'On 4 May 2026 ',
    '4@',
    'From: a@b.example\n',
    '1:\n',
    '<',
    '<a ',
    '<blockquote>',
    '<div class="gmail_quote">',
    '&#',
    '"',
    '-- \n',
    ' wrote',
    '-',
    'a@b 10:12\n',
    'Date: 1\n',
    '((',
    '<!--',
    '\u00e9',
  ]
  test.each(floods)('%j, many times', (flood) => {
    const text = flood.repeat(Math.ceil(400_000 / flood.length))
    const before = cpuMs()
    of(text)
    of(text, text, [text])
    expect(cpuMs() - before).toBeLessThan(4000)
  })
})

const corpus = `${process.env.POSTROOM_CORPORA ?? '../shared/corpora'}/replies`
const letters = (text: string): string => text.replace(/\s+/g, '')
const plain = (html: string): string =>
  readHtmlReply(
    html,
    () => true,
    () => false,
  ).own
// Development set; a floor, not a goal.
test.skipIf(!existsSync(corpus))('of the recorded replies, nearly all are cut where they should be', () => {
  type Case = { kind: 'plain' | 'html'; msg: string; expected: string }
  const right = { plain: 0, html: 0 }
  for (const { kind, msg, expected } of JSON.parse(readFileSync(`${corpus}/talon.json`, 'utf8')) as Case[]) {
    const { reply } = kind === 'html' ? of(plain(msg), msg) : of(msg)
    if (letters(reply) === letters(kind === 'html' ? plain(expected) : expected)) right[kind]++
  }
  expect(right.plain).toBeGreaterThanOrEqual(64)
  expect(right.html).toBeGreaterThanOrEqual(20)
  for (const file of readdirSync(`${corpus}/html`)) {
    const html = readFileSync(`${corpus}/html/${file}`, 'utf8')
    expect(letters(of(plain(html), html).reply)).toBe('Hi.Iamfine.Thanks,Alex')
  }
})
