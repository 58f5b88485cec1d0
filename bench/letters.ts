// Support mail made from a seed, with what is true of it: which conversation each mail belongs to, what is a copy, what a
// machine wrote. For where no larger generator is at hand, and for the story that every kind is told by.
export type Kind = 'new' | 'reply' | 'dup' | 'bounce' | 'auto' | 'loop' | 'bulk'

export interface KnownLetter {
  seq: number
  kind: Kind
  /** Of replies: `refs`, `irt`, `newsubj` have headers to go by, `subjonly` has not. */
  style: string
  /** The conversation it belongs to; -1: none. */
  conv: number
  /** Of copies: of which; else -1. */
  ofSeq: number
  mid: string
  /** In From. */
  from: string
  rcpt: string
  envFrom: string
  raw: Buffer
}

const order = (
  'new, new, reply refs, new, reply irt, new, dup, new, reply newsubj, bounce, new, auto refs, ' +
  'reply subjonly, bulk, new, reply refs colleague, loop, new, auto bare, reply refs'
).split(', ')
const words =
  'order parcel invoice account password refund address delivery contract price colleague answer question Friday week system export report button page error message phone card amount customer number late wrong please thank help again still cannot open send change cancel arrive pay look need'.split(
    ' ',
  )
const subjects = [
  'Order # has not arrived',
  'Invoice # is wrong',
  'Refund for order #',
  'Error # when exporting',
  'Change of address, account #',
]
const people = ['Dora', 'Émile', 'Farid', 'Grażyna', 'Hugo', 'Inès', 'Jun', 'Katya', 'Lars', 'Mina']

interface Thread {
  subject: string
  from: string
  name: string
  rcpt: string
  mids: string[]
}

/** The same for the same numbers, but for `now`: the newest is a minute old, each other a minute older than the next. */
export function writeLetters(
  count: number,
  options: { seed?: number; now?: Date; domain?: string } = {},
): KnownLetter[] {
  const { seed = 1, now = new Date(), domain = 'desk.example' } = options
  const random = randomFrom(seed)
  const below = (bound: number) => Math.floor(random() * bound)
  const pick = <T>(all: readonly T[]): T => all[below(all.length)] as T
  const threads: Thread[] = []
  const letters: KnownLetter[] = []

  for (let seq = 0; seq < count; seq++) {
    const [kind = 'new', style = '', who = ''] = (seq < 4 ? 'new' : (order[seq % order.length] ?? 'new')).split(' ')
    const date = new Date(now.getTime() - (count - seq) * 60_000).toUTCString().replace('GMT', '+0000')
    const conv = below(threads.length)
    const thread = threads[conv]
    const mid = `${seed}.${seq}.${below(1e9).toString(36)}@acme.example`
    const base = { seq, kind: kind as Kind, style, conv: -1, ofSeq: -1, mid, envFrom: '' }
    const text = () => prose(20 + below(180))
    const add = (letter: Omit<KnownLetter, 'raw'>, fields: string[], body: string) => {
      const head = [
        `Message-ID: <${letter.mid}>`,
        `Date: ${date}`,
        `To: <${letter.rcpt}>`,
        ...fields,
        'MIME-Version: 1.0',
      ]
      letters.push({ ...letter, raw: Buffer.from(`${head.join('\r\n')}\r\n${body}`) })
    }

    if (kind === 'new' || !thread) {
      const name = pick(people)
      const from = `customer${below(Math.max(20, count / 3))}@${pick(['acme', 'globex', 'initech'])}.example`
      const subject = pick(subjects).replace('#', String(10_000 + seq))
      const rcpt = pick(['support', 'support', 'billing', 'sales']) + `@${domain}`
      threads.push({ subject, from, name, rcpt, mids: [mid] })
      add(
        { ...base, kind: 'new', conv: threads.length - 1, from, rcpt, envFrom: from },
        [fromField(name, from), `Subject: ${subject}`],
        shaped(text()),
      )
    } else if (kind === 'reply') {
      const from = who ? `colleague${below(1000)}@${thread.from.split('@')[1]}` : thread.from
      const last = thread.mids.at(-1)
      const named = style === 'subjonly' ? [] : [`In-Reply-To: <${last}>`]
      const line =
        style === 'refs' || style === 'newsubj'
          ? [
              `References: ${thread.mids
                .slice(-8)
                .map((one) => `<${one}>`)
                .join('\r\n ')}`,
            ]
          : []
      const subject = style === 'newsubj' ? `Now ${pick(words)} ${seq}` : `Re: ${thread.subject}`
      thread.mids.push(mid)
      add(
        { ...base, conv, from, rcpt: thread.rcpt, envFrom: from },
        [fromField(thread.name, from), `Subject: ${subject}`, ...named, ...line],
        shaped(text()),
      )
    } else if (kind === 'dup') {
      const of = pick(letters.slice(-200).filter((one) => one.kind === 'new' || one.kind === 'reply'))
      const raw = Buffer.concat([
        Buffer.from(`Received: from mx.example.net by mail.${domain} with ESMTP id ${seq}; ${date}\r\n`),
        of.raw,
      ])
      letters.push({ ...of, seq, kind: 'dup', ofSeq: of.seq, raw })
    } else if (kind === 'bounce') {
      add(
        { ...base, from: 'mailer-daemon@mx.example.net', rcpt: thread.rcpt },
        [
          'From: Mail Delivery System <mailer-daemon@mx.example.net>',
          'Subject: Undelivered Mail Returned to Sender',
          'Auto-Submitted: auto-replied',
        ],
        report(thread, seq, domain),
      )
    } else if (kind === 'auto') {
      const named = style === 'refs' ? [`In-Reply-To: <${thread.mids[0]}>`] : []
      add(
        { ...base, conv: style === 'refs' ? conv : -1, from: thread.from, rcpt: thread.rcpt },
        [
          fromField(thread.name, thread.from),
          `Subject: Out of office: ${thread.subject}`,
          'Auto-Submitted: auto-replied',
          ...named,
        ],
        plain('I am away until Monday.'),
      )
    } else if (kind === 'loop') {
      add(
        { ...base, from: thread.rcpt, rcpt: thread.rcpt, envFrom: thread.rcpt },
        [
          `From: Support <${thread.rcpt}>`,
          `Subject: Re: ${thread.subject}`,
          'Auto-Submitted: auto-generated',
          'Precedence: bulk',
        ],
        plain('We have received your request.'),
      )
    } else {
      add(
        {
          ...base,
          kind: 'bulk',
          from: 'news@list.example.org',
          rcpt: `support@${domain}`,
          envFrom: 'bounce@list.example.org',
        },
        [
          'From: "Weekly News" <news@list.example.org>',
          `Subject: News ${seq}`,
          'List-Id: <weekly.list.example.org>',
          'List-Unsubscribe: <https://list.example.org/u>',
          'Precedence: bulk',
        ],
        shaped(text()),
      )
    }
  }
  return letters

  function prose(length: number): string {
    const out: string[] = []
    for (let at = 0; at < length; at++) out.push(pick(words), at % 12 === 11 ? '.\r\n' : ' ')
    return out.join('')
  }

  function shaped(text: string): string {
    const shape = below(8)
    if (shape < 3) return plain(text)
    const parts = [
      plain(text),
      `Content-Type: text/html; charset=utf-8\r\n\r\n<p>${text.replaceAll('\r\n', '<br>\r\n')}</p>\r\n`,
    ]
    if (shape < 7) return multipart('alternative', parts)
    const bytes = Buffer.from(Array.from({ length: 6_000 + below(90_000) }, () => below(256)))
    const file = `Content-Type: application/pdf; name="document.pdf"\r\nContent-Disposition: attachment; filename="document.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`
    return multipart('mixed', [multipart('alternative', parts), file])
  }

  function multipart(subtype: string, parts: string[]): string {
    const edge = `=_${below(1e9).toString(36)}${below(1e9).toString(36)}`
    return `Content-Type: multipart/${subtype}; boundary="${edge}"\r\n\r\n${parts.map((part) => `--${edge}\r\n${part}\r\n`).join('')}--${edge}--\r\n`
  }

  function report(thread: Thread, seq: number, domain: string): string {
    const edge = `=_report${seq}`
    const parts = [
      plain(`<${thread.from}>: 550 5.1.1 User unknown`),
      `Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; ${thread.from}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n`,
      `Content-Type: message/rfc822\r\n\r\nFrom: <${thread.rcpt}>\r\nTo: <${thread.from}>\r\nSubject: Re: ${thread.subject}\r\nMessage-ID: <out.${seq}@${domain}>\r\nIn-Reply-To: <${thread.mids[0]}>\r\n\r\nThank you.\r\n`,
    ]
    return `Content-Type: multipart/report; report-type=delivery-status; boundary="${edge}"\r\n\r\n${parts.map((part) => `--${edge}\r\n${part}\r\n`).join('')}--${edge}--\r\n`
  }
}

const plain = (text: string) => `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`
const fromField = (name: string, address: string) =>
  `From: =?utf-8?B?${Buffer.from(name).toString('base64')}?= <${address}>`

/** mulberry32: small, quick, and good enough for letters. */
export function randomFrom(seed: number): () => number {
  let state = (seed * 0x9e3779b1) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
