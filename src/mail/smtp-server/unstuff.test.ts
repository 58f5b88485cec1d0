import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import { expect, test } from 'vitest'
import { cpuMs } from '../../../test/cpu.ts'
import fc from 'fast-check'
import { unstuffInOnePass } from './unstuff.ts'

/** The text of the message, or null when it has not ended, and the commands that came after it. */
async function read(parser: SMTPStream, chunks: readonly Buffer[]) {
  const commands: string[] = []
  const text: Buffer[] = []
  let hasEnded = false
  parser.oncommand = (line, next) => {
    commands.push(line.toString('latin1'))
    next?.()
  }
  const stream = parser.startDataMode()
  stream.on('data', (chunk: Buffer) => text.push(chunk))
  stream.on('end', () => {
    hasEnded = true
    parser.continue()
  })
  for (const chunk of chunks) {
    parser.write(chunk)
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (let turns = 0; turns < 40; turns++) await new Promise((resolve) => setImmediate(resolve))
  return { text: Buffer.concat(text).toString('latin1'), hasEnded, commands }
}

function cut(text: string, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0, i = 0; at < text.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    chunks.push(Buffer.from(text.slice(at, at + size), 'latin1'))
    at += size
  }
  return chunks
}

test('it reads whatever is sent, cut wherever it is cut, as the package does', async () => {
  const token = fc.constantFrom('.', '..', '\r\n', '\n', '\r', 'x', '\r\n.', '\r\n..', '\n.', '.\r\n', '\0')
  const message = fc.array(token, { maxLength: 14 }).map((tokens) => `${tokens.join('')}\r\n.\r\nNOOP\r\n`)
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 })

  await fc.assert(
    fc.asyncProperty(message, sizes, async (sent, pieces) => {
      const chunks = cut(sent, pieces)

      const [ours, theirs] = await Promise.all([
        read(unstuffInOnePass(new SMTPStream()), chunks),
        read(new SMTPStream(), chunks),
      ])

      expect(ours).toEqual(theirs)
    }),
    { numRuns: 400 },
  )
})

test('many dots cost no more than other text', async () => {
  const parser = unstuffInOnePass(new SMTPStream())
  const start = cpuMs()

  const { text } = await read(parser, [Buffer.from(`${'..\r\n'.repeat(500_000)}.\r\n`)])

  expect(text.length).toBe(1_500_000)
  expect(cpuMs() - start).toBeLessThan(1_000)
})
