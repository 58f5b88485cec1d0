// The readings beside the category: whether near-duplicates of made-up letters are found again, what is read in mails that people would
// write, and what reading costs.
import { randomFrom } from '../../src/ai/classifier/random.ts'
import { bandsOf, likeness, type Signature, signatureOf } from '../../src/ai/readings/duplicates.ts'
import { atLeast, atMost, type Goal } from '../mail/goal.ts'
import { createReader } from '../../src/ai/readings/readings.ts'
import { cpuMs, longMails } from './sets.ts'
import { voices } from './voices.ts'

const LETTERS = 600

/** Letters with some words changed are found again by their bands, among all the others. */
export function duplicateGoals(): Goal[] {
  const letters = longMails(LETTERS).map(({ text }) => text.split(' ').slice(0, 150))
  const signed = (words: string[]): Signature => signatureOf({ subject: '', text: words.join(' ') }) as Signature
  const byBand = new Map<number, number[]>()
  for (const [index, words] of letters.entries())
    for (const band of bandsOf(signed(words))) byBand.set(band, [...(byBand.get(band) ?? []), index])
  const random = randomFrom(2)
  const recall = (changed: number): number => {
    const found = letters.filter((words, index) => {
      const other = words.map((word) => (random() < changed ? `other${Math.floor(random() * 1_000)}` : word))
      return bandsOf(signed(other)).some((band) => byBand.get(band)?.includes(index))
    })
    return Math.round((found.length / letters.length) * 1000) / 10
  }
  const same = likeness(signed(letters[0] ?? []), signed(letters[0] ?? []))
  if (same !== 1) throw new Error('a letter is like itself')
  return [
    atLeast('near-duplicates found, 5 % of words changed', 98, recall(0.05), ' %'),
    atLeast('near-duplicates found, 10 % of words changed', 85, recall(0.1), ' %'),
  ]
}

/** What all readings of a mail cost together. */
export function readingGoals(): Goal[] {
  const read = createReader(['[A-Z]{2}-[0-9]{6}'])
  const mails = longMails(400)
  const around = { headers: [], calendar: { today: '2026-03-05' } }
  for (const mail of mails.slice(0, 200)) read(mail, around)
  const before = cpuMs()
  for (const mail of mails.slice(200)) read(mail, around)
  return [atMost('all readings of a mail of 400 words: CPU', 3, Math.round((cpuMs() - before) / 2) / 100, ' ms')]
}

/** Below this an intent is a hint. */
const SAID_FROM = 0.7

export function voiceGoals(): Goal[] {
  const read = createReader()
  const heard = voices().map((voice) => {
    const letter = { subject: '', text: voice.text }
    const { intents, feeling, needsReply } = read(letter, { headers: [], calendar: { today: '2026-03-05' } })
    const intent = intents.find(({ confidence }) => confidence >= SAID_FROM)?.value
    return { ...voice, intent, isFlagged: feeling.value === 'frustrated', isToBeAnswered: needsReply.value }
  })
  const share = (some: typeof heard, isRight: (one: (typeof heard)[number]) => boolean): number =>
    Math.round((some.filter(isRight).length / some.length) * 1000) / 10
  const [said, wanting] = [
    heard.filter(({ intent }) => intent !== undefined),
    heard.filter(({ wants }) => wants[0] !== '-'),
  ]
  const isRight = ({ intent, wants }: (typeof heard)[number]): boolean => wants.includes(intent ?? '')
  const [cross, flagged] = [
    heard.filter(({ isFrustrated }) => isFrustrated),
    heard.filter(({ isFlagged }) => isFlagged),
  ]
  const of = 'mails in eight languages,'
  return [
    atLeast(`${of} intents said: right`, 90, share(said, isRight), ' %'),
    atLeast(`${of} intents: found`, 40, share(wanting, isRight), ' %'),
    atLeast(
      `${of} frustration said: right`,
      85,
      share(flagged, ({ isFrustrated }) => isFrustrated),
      ' %',
    ),
    atLeast(
      `${of} frustration: found`,
      50,
      share(cross, ({ isFlagged }) => isFlagged),
      ' %',
    ),
    atLeast(
      `${of} whether a reply is needed: right`,
      90,
      share(heard, (one) => one.needsReply === one.isToBeAnswered),
      ' %',
    ),
  ]
}
