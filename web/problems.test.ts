// Whatever the server may refuse somebody at a screen has its sentence in their language.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const SOURCE = path.join(import.meta.dirname, '../src')
/** Floors and doors whose refusals no page shows: files of the machine, mail protocols, the command line. */
const elsewhere = /^(?:store|mail|kit|config|main|doors\/(?:cli|smtp|lmtp|imap|worker|http\/dav))/
/** What only a program can do wrong, or whoever starts the process. */
const ofPrograms = new Set(
  `bad-json card-empty card-uid-taken card-group card-large card-missing card-name-taken card-unreadable card-version host-unknown idempotency-key
   idempotency-mismatch mail-empty no-such-route not-json port-denied port-in-use precondition-failed recipient-unknown settings-wrong
   wrong-type xml-broken`.split(/\s+/),
)

function known(): Set<string> {
  const folder = path.join(import.meta.dirname, 'locales/en')
  const keys = readdirSync(folder).flatMap((file) =>
    Object.keys(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as object),
  )
  return new Set(keys.flatMap((key) => /^problem\.(.+)$/.exec(key)?.[1] ?? []))
}

test('every refusal that a page can show has its words', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !elsewhere.test(file),
  )
  const codes = files.flatMap((file) => {
    const text = readFileSync(path.join(SOURCE, file), 'utf8')
    const named = text.matchAll(
      /(?:new Problem\(\s*'\w+',\s*|\b(?:unfit|wrong)\(\s*|refuseNamed\([^)]{0,80}code: )'([a-z]+(?:-[a-z]+)+)'/g,
    )
    return [...named].map((match) => match[1] ?? '')
  })
  const words = known()

  expect(codes.length).toBeGreaterThan(300)
  expect([...new Set(codes)].filter((code) => !words.has(code) && !ofPrograms.has(code)).toSorted()).toEqual([])
})
