import { expect, test } from 'vitest'
import { Problem } from '../../kit/problem.ts'
import { createImageFetcher } from './image.ts'
import { createDestinations } from './destinations.ts'
import { createOutbound, type Answered, type Asked } from './outbound.ts'

const gif = Buffer.from('R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')
const ok = (body: Buffer | string): Answered => ({ status: 200, headers: {}, body: Buffer.from(body) })
const moved = (location: string): Answered => ({ status: 302, headers: { location }, body: Buffer.alloc(0) })

/** Told to nobody who looks, kept for who looks for a fault. */
const because = (text: RegExp) => ({
  code: 'image-unseen',
  cause: expect.objectContaining({ message: expect.stringMatching(text) }),
})

const ben = { person: 'ben', sender: 'a.example' }

/** A world of addresses, each of which takes `slow` milliseconds to answer, and what was asked of it. */
function world(answers: Record<string, Answered | Problem>, slow = 0) {
  const asked: Asked[] = []
  let now = 0
  const fetched = createImageFetcher(
    async (one) => {
      asked.push(one)
      now += slow
      const answered = answers[one.url] ?? { status: 404, headers: {}, body: Buffer.alloc(0) }
      if (answered instanceof Problem) throw answered
      return answered
    },
    { monotonic: () => now },
  )
  return { fetchImage: (url: string) => fetched(url, ben), asked }
}

test('an image is asked for with nothing of who looks, and is what its bytes say', async () => {
  const { fetchImage, asked } = world({ 'https://a.example/1': ok(gif) })

  expect(await fetchImage('https://a.example/1')).toEqual({ bytes: gif, type: 'image/gif' })

  expect(Object.keys(asked[0]?.headers ?? {})).toEqual(['accept'])
  expect(asked[0]).toMatchObject({ most: 10 * 1024 * 1024, within: 10_000 })
})

test('what is no picture is not handed on, whatever it is called: SVG, HTML, half of one', async () => {
  const texts = [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    '<html>',
    'GIF88a',
    '',
    'RIFF1234WAVE',
  ]
  for (const text of texts) {
    const { fetchImage } = world({ 'https://a.example/1': ok(text) })
    await expect(fetchImage('https://a.example/1'), text).rejects.toMatchObject({ code: 'image-unseen' })
  }
})

test('a way on is followed three steps far, each asked for like the first', async () => {
  const { fetchImage, asked } = world({
    'https://a.example/1': moved('/2'),
    'https://a.example/2': moved('//b.example/3'),
    'https://b.example/3': moved('https://c.example/4'),
    'https://c.example/4': ok(gif),
    'https://a.example/round': moved('/round'),
    'https://a.example/out': moved('http://['),
  })

  expect(await fetchImage('https://a.example/1')).toMatchObject({ type: 'image/gif' })
  expect(asked.map((one) => one.url)).toHaveLength(4)
  await expect(fetchImage('https://a.example/round')).rejects.toMatchObject(because(/circle/))
  expect(asked).toHaveLength(8)
  await expect(fetchImage('https://a.example/out')).rejects.toMatchObject(because(/nowhere/))
  await expect(fetchImage('https://a.example/gone')).rejects.toMatchObject(because(/404/))
})

test('a way on into a network around us leads nowhere', async () => {
  const inside = createOutbound(createDestinations({ privateHosts: [] }))
  const fetchImage = createImageFetcher(async (one) =>
    one.url === 'https://a.example/1' ? moved('http://127.0.0.1/secret') : await inside(one),
  )

  await expect(fetchImage('https://a.example/1', ben)).rejects.toMatchObject({
    code: 'image-unseen',
    cause: { code: 'host-private' },
  })
})

test('whoever looks is told the same of every image that is not shown: nothing of the network around us', async () => {
  const name = 'https://a.example/1'
  const ways: (Answered | Problem | Error)[] = [
    new Problem('invalid', 'host-private', 'a.example is in a private network.', { detail: { host: 'a.example' } }),
    new Problem('invalid', 'host-forbidden', 'a.example leads to no server.', { detail: { host: 'a.example' } }),
    new Problem('busy', 'outbound-slow', 'a.example took too long.'),
    new Error('getaddrinfo ENOTFOUND a.example'),
    { status: 404, headers: {}, body: Buffer.alloc(0) },
    ok('<svg>'),
    moved('http://['),
    moved('/1'),
  ]
  const told = ways.map(async (way) => {
    const fetchImage = createImageFetcher(async () => {
      if (way instanceof Error) throw way
      return way
    })
    const problem: unknown = await fetchImage(name, ben).catch((thrown: unknown) => thrown)
    return problem instanceof Problem ? [problem.kind, problem.code, problem.message, problem.detail] : problem
  })

  for (const one of await Promise.all(told))
    expect(one).toEqual(['missing', 'image-unseen', 'The image cannot be shown.', {}])
})

test('the way on and the image have the time of one image together', async () => {
  const ways = {
    'https://a.example/1': moved('/2'),
    'https://a.example/2': moved('/3'),
    'https://a.example/3': ok(gif),
  }
  const { fetchImage, asked } = world(ways, 4_000)
  expect(await fetchImage('https://a.example/1')).toMatchObject({ type: 'image/gif' })
  expect(asked.map((one) => one.within)).toEqual([10_000, 6_000, 2_000])

  const slower = world(ways, 6_000)
  await expect(slower.fetchImage('https://a.example/1')).rejects.toMatchObject(because(/too long/))
  expect(slower.asked).toHaveLength(2)
})

test('an image of a few bytes that unfolds to gigabytes is not handed on', async () => {
  const vast = Buffer.from(gif)
  vast.writeUInt16LE(50_000, 6)
  vast.writeUInt16LE(50_000, 8)
  const { fetchImage } = world({ 'https://a.example/1': ok(vast) })

  await expect(fetchImage('https://a.example/1')).rejects.toMatchObject(because(/no picture/))
})
