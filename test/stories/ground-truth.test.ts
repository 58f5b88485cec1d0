// Mail whose truth is known, over SMTP into a new desk: in order and shuffled. Our own sixty letters always; the large
// generator's two thousand where its folder is beside the checkout.
import { expect, test } from 'vitest'
import { generatedCorpus, hasGenerator } from '../../bench/corpus.ts'
import { randomFrom, writeLetters, type KnownLetter } from '../../bench/letters.ts'
import { fileAll, type Findings } from './ground-truth.ts'

const headed = ['refs', 'irt', 'newsubj']

function expectTruth(found: Findings): void {
  process.stdout.write(`   ${JSON.stringify({ ...found, wrongReasons: found.wrongReasons.slice(0, 3) })}\n`)
  expect(found.lost).toEqual([])
  for (const tally of [...headed.map((style) => found.replies[style]), found.fromElsewhere])
    expect((tally?.right ?? 0) + (tally?.withParent ?? 0)).toBe(tally?.all)
  expect(found.copies.merged).toBe(found.copies.all)
  expect(found.mixed).toBe(0)
  expect([found.accepted, found.filed, found.waiting]).toEqual([found.letters, found.letters, 0])
  expect(Object.keys(found.answered).filter((kind) => kind !== 'new' && kind !== 'reply')).toEqual([])
  expect(found.answered.new).toBeGreaterThan(5)
  expect(found.mostToOne).toBe(1)
  expect(found.wrongReasons).toEqual([])
}

/** Where every question came before its answers nothing stands between them. */
function expectInOrder(found: Findings): void {
  expectTruth(found)
  for (const style of headed) expect(found.replies[style]).toMatchObject({ withParent: 0 })
  expect(found.fromElsewhere).toMatchObject({ withParent: 0 })
}

const sixty = () => writeLetters(60, { seed: 5 })

test('sixty letters of every kind, in order: answers find their question, copies are one, machines get no answer', async () => {
  const found = await fileAll(sixty())

  expectInOrder(found)
  expect(found.fromElsewhere.all).toBeGreaterThan(0)
  expect(found.replies.subjonly?.right).toBe(found.replies.subjonly?.all)
})

test('the same sixty in a wild order end in the same conversations', async () => {
  expectTruth(await fileAll(shuffled(sixty(), 11)))
})

test.skipIf(!hasGenerator)(
  'two thousand generated mails in order: all with headers find their conversation, none is lost',
  async () => {
    expectInOrder(await fileAll(await generatedCorpus(2000, 1)))
  },
)

test.skipIf(!hasGenerator)('two thousand generated mails shuffled: the same', async () => {
  expectTruth(await fileAll(shuffled(await generatedCorpus(2000, 1), 3)))
})

test.runIf(!hasGenerator)(
  '(the large generator is not beside this checkout: its two thousand mails were not sent)',
  () => {
    expect(sixty()).toHaveLength(60)
  },
)

function shuffled(letters: KnownLetter[], seed: number): KnownLetter[] {
  const random = randomFrom(seed)
  return letters
    .map((letter) => ({ letter, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map((one) => one.letter)
}
