// Sentences of the lower floors have their codes: whoever changes one there is told here.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { heard } from './heard.ts'

test('a sentence is heard with what it is filled with', () => {
  expect(heard('it refers to a message of the conversation')).toEqual([{ code: 'filedReference' }])
  expect(heard('neither SPF (softfail) nor DKIM (null) proves acme.example, whose DMARC asks for it')).toEqual([
    { code: 'senderDmarcFailed', spf: 'softfail', dkim: 'null', domain: 'acme.example' },
  ])
  expect(heard('its subject is known, but not from this sender')).toEqual([{ code: 'filedNewSender' }])
})

test('several sentences in one are heard one by one, and what nobody knows is not made up', () => {
  expect(heard('it refers to a message of the conversation; its sender is new to that conversation')).toEqual([
    { code: 'filedReference' },
    { code: 'filedStranger' },
  ])
  expect(heard('mail 3 in a row without an answer, written in capitals')).toEqual([
    { code: 'readUnanswered', count: '3' },
    { code: 'readCapitals' },
  ])
  expect(heard('it refers to a message of the conversation, or so')).toEqual([])
  expect(heard('')).toEqual([])
})

const said = (file: string): string => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8')

test('whatever says why a mail was filed, read or believed is known', () => {
  const threading = [...said('mail/threading.ts').matchAll(/(?:join\(\w+|none\()[,\s]*'([^']+)'/g)]
  const automatic = [...said('mail/automatic.ts').matchAll(/because: '([^']+)', holds|because: '([^']+)',$/gm)]
  const read = ['ai/readings/origin.ts', 'ai/readings/needs-reply.ts', 'ai/readings/feeling.ts'].flatMap((file) => [
    ...said(file).matchAll(/(?:because: |sign\(\s*'\w+',\s*[\d.]+,\s*)'([^']+)'/g),
  ])
  const proven = [...said('mail/authenticity.ts').matchAll(/no\('([^']+)'\)/g)]

  for (const some of [threading, automatic, read, proven]) expect(some.length).toBeGreaterThan(2)
  for (const [, one, other] of [...threading, ...automatic, ...read, ...proven])
    expect(heard(one ?? other ?? ''), one ?? other).not.toEqual([])
})
