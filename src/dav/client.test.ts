import { expect, test } from 'vitest'
import { openBook, type Send } from './client.ts'
import { documentOf, tag } from './xml.ts'

const access = { url: 'https://cards.example/ada/', username: 'ada', password: 'secret' }
type Answer = { status: number; headers?: Record<string, string>; body?: string }

/** A server that gives these answers one after another, the last for ever. */
function answering(...answers: Answer[]) {
  const asked: Parameters<Send>[0][] = []
  const send: Send = async (one) => {
    const { status, headers = {}, body = '' } = answers[Math.min(asked.length, answers.length - 1)] as Answer
    asked.push(one)
    return { status, headers, body: Buffer.from(body) }
  }
  return { book: openBook(send, access), asked }
}

const card = (href: string, etag = '"1"') =>
  tag('d:response', tag('d:href', href) + tag('d:propstat', tag('d:prop', tag('d:getetag', etag)) + tag('d:status', 'HTTP/1.1 200 OK'))) // prettier-ignore
const many = (...inside: string[]): Answer => ({ status: 207, body: documentOf('d:multistatus', inside.join('')) })
const cut = tag('d:response', tag('d:href', '/ada/') + tag('d:status', 'HTTP/1.1 507 Insufficient Storage'))

test('the password goes to no other server, by whichever way one is sent there', async () => {
  for (const location of [
    'https://evil.example/',
    'http://cards.example/ada/',
    'https://cards.example:8443/',
    '//evil.example/',
  ]) {
    const { book, asked } = answering({ status: 301, headers: { location } })

    await expect(book.look()).rejects.toMatchObject({ code: 'dav-elsewhere' })
    expect(asked).toHaveLength(1)
  }
})

test('a redirect on the same server is followed, but not for ever', async () => {
  const { book, asked } = answering({ status: 308, headers: { location: '/other/' } })

  await expect(book.look()).rejects.toMatchObject({ code: 'dav-turns' })
  expect(asked.length).toBeLessThan(10)
  expect(asked.every((one) => one.isSecret && one.most > 0 && one.within > 0)).toBe(true)
})

test('what changed is what lies on this server, the last word about each counts, and pieces are joined', async () => {
  const first = many(
    card('/ada/1.vcf'),
    card('https://evil.example/2.vcf'),
    card('/ada/'),
    cut,
    tag('d:sync-token', 'b'),
  )
  const gone = tag('d:response', tag('d:href', '/ada/1.vcf') + tag('d:status', 'HTTP/1.1 404 Not Found'))
  const { book } = answering(first, many(gone, card('/ada/%C3%A9.vcf', '"2"'), tag('d:sync-token', 'c')))

  expect(await book.changes('a')).toEqual({
    changed: [{ href: '/ada/%C3%A9.vcf', etag: '"2"' }],
    gone: ['/ada/1.vcf'],
    token: 'c',
    isWhole: false,
  })
})

test('a server that forgets its tokens, or stands still in its pieces, is asked for everything', async () => {
  const book = tag('d:resourcetype', tag('d:collection') + tag('card:addressbook')) + tag('d:sync-token', 'now')
  const own = tag('d:response', tag('d:href', '/ada/') + tag('d:propstat', tag('d:prop', book) + tag('d:status', 'HTTP/1.1 200 OK'))) // prettier-ignore
  const whole = { changed: [{ href: '/ada/1.vcf', etag: '"1"' }], gone: [], token: 'now', isWhole: true }

  expect(await answering({ status: 403 }, many(own), many(own, card('/ada/1.vcf'))).book.changes('old')).toEqual(whole)
  const still = many(card('/ada/9.vcf'), cut, tag('d:sync-token', 'old'))
  expect(await answering(still, many(own), many(own, card('/ada/1.vcf'))).book.changes('old')).toEqual(whole)
})

test('an answer that is not what was asked for is a refusal in words', async () => {
  const codes = await Promise.all(
    [{ status: 200, body: '<html>' }, { status: 207, body: '<!DOCTYPE a><a/>' }, { status: 401 }, { status: 503 }].map(
      async (answer) =>
        (await answering(answer)
          .book.look()
          .catch((thrown: unknown) => thrown)) as { code: string },
    ),
  )

  expect(codes.map((one) => one.code)).toEqual(['dav-not', 'xml-broken', 'dav-password', 'dav-busy'])
})

test('what a server names beside the book, on another server by two slashes, or by a tag that is none, is no card of it', async () => {
  const strange = [card('/other/1.vcf'), card('/adamant/2.vcf'), card('//evil.example/3.vcf'), card('/ada/4.vcf', '"a\r\nb"'), card('/ada/5.vcf', `"${'x'.repeat(5_000)}"`)] // prettier-ignore
  const gone = tag('d:response', tag('d:href', '/other/9.vcf') + tag('d:status', 'HTTP/1.1 404 Not Found'))
  const { book } = answering(many(...strange, gone, card('/%61da/1.vcf'), tag('d:sync-token', 'b')))

  expect(await book.changes('a')).toMatchObject({ changed: [{ href: '/%61da/1.vcf' }], gone: [] })
})

test('a book that hands out cards for ever is left', async () => {
  let asked = 0
  const page = tag('d:response', tag('d:href', '/ada/1.vcf')).repeat(20_000)
  const send: Send = async () => {
    const token = tag('d:sync-token', `${++asked}`)
    return { status: 207, headers: {}, body: Buffer.from(documentOf('d:multistatus', page + cut + token)) }
  }

  await expect(openBook(send, access).changes('a')).rejects.toMatchObject({ code: 'dav-many' })
  expect(asked).toBeLessThan(50)
})
