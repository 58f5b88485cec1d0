// The classifier as a desk meets it: a few letters of a shop, in several languages, from the first day on.
import { expect, test } from 'vitest'
import type { Letter } from '../letter.ts'
import { bytesOf, modelFrom } from './bytes.ts'
import type { Category } from './category.ts'
import { explain } from './explain.ts'
import { createClassifier, type Model } from './model.ts'
import { createPatch, learnCategories, withCategories } from './patch.ts'
import { beginTraining, type Example } from './train.ts'

const categories: Category[] = [
  {
    id: 'refund',
    name: 'Refunds',
    description: 'Somebody wants money back for what they sent back.',
    keywords: ['refund'],
  },
  {
    id: 'delivery',
    name: 'Delivery',
    description: 'Where a parcel is and when it arrives.',
    keywords: ['parcel', 'courier'],
  },
  { id: 'account', name: 'Account access', description: 'Passwords and signing in.', keywords: ['password', 'login'] },
]
const sentences: Record<string, string[]> = {
  refund: [
    'I want my money back for the kettle',
    'please refund the broken lamp',
    'when do I get the refund for my return',
    'geld terug voor de ketel graag',
    'Rückerstattung für die Lampe bitte',
    'çaydan üçün pulumu geri istəyirəm',
    '我要退款 水壶坏了',
  ],
  delivery: [
    'where is my parcel',
    'the courier did not come with the parcel',
    'my delivery is late again',
    'waar blijft mijn pakket',
    'wo bleibt mein Paket',
    'bağlamam hələ gəlməyib',
    '我的包裹在哪里',
  ],
  account: [
    'I forgot my password',
    'cannot log in to my account',
    'the login page says wrong password',
    'wachtwoord vergeten',
    'Passwort vergessen, kein Login möglich',
    'şifrəmi unutmuşam, girə bilmirəm',
    '我忘记了密码 无法登录',
  ],
}
const letter = (text: string, subject = ''): Letter => ({ subject, text })

/** Each sentence several times, with what people write around it. */
function examples(times = 1): Example[] {
  const around = ['', ' Regards, Dora', 'Hello, ', ' Thanks in advance', ' today']
  return Object.entries(sentences).flatMap(([category, texts]) =>
    texts.flatMap((text) =>
      Array.from({ length: times }, (_, at) => ({
        subject: '',
        text: `${text}${around[at % around.length]}`,
        category,
      })),
    ),
  )
}

function trained(some: Example[], seed = 1, known = categories): Model {
  const training = beginTraining({ categories: known, seed })
  for (const example of some) training.learn(example)
  return training.finish()
}

const best = (model: Model, text: string): string | undefined =>
  createClassifier(model).classify(letter(text)).guesses[0]?.category

test('without an example it goes by names, descriptions and keywords', () => {
  const model = trained([])

  expect(best(model, 'Can I have a refund?')).toBe('refund')
  expect(best(model, 'the parcel is lost')).toBe('delivery')
  expect(best(model, 'forgot the password')).toBe('account')
})

test('it understands misspelt and inflected words, and scripts without blanks', () => {
  const model = trained(examples())

  expect(best(model, 'forgott my pasword')).toBe('account')
  expect(best(model, 'wachtwoorden kwijt')).toBe('account')
  expect(best(model, 'şifrəmizi dəyişmək')).toBe('account')
  expect(best(model, '包裹还没有到')).toBe('delivery')
})

test('confidences of all categories add up to one, the likeliest first', () => {
  const { guesses } = createClassifier(trained(examples())).classify(letter('where is the parcel'), 9)

  expect(guesses.map(({ category }) => category)).toHaveLength(3)
  expect(guesses.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1)
  expect(guesses[0]?.confidence).toBeGreaterThan(guesses[1]?.confidence ?? 1)
})

test('a subject alone is enough', () => {
  const model = trained(examples().map((one) => ({ ...one, subject: one.text })))

  const { guesses } = createClassifier(model).classify(letter('Hello', 'password forgotten'))

  expect(guesses[0]?.category).toBe('account')
})

test('a letter unlike all that were learned from is said to be', () => {
  const classifier = createClassifier(trained(examples(5)))

  expect(classifier.classify(letter('where is my parcel today')).isUnlike).toBe(false)
  expect(classifier.classify(letter('Ut enim veniam nostrud')).isUnlike).toBe(true)
})

test('what everybody writes around a request does not decide, however much of it there is', () => {
  const around = [
    'hope you had a pleasant weekend',
    'customers of yours for many years',
    'I am in the office until Friday',
  ]
  const mailed = examples(3).map((one, at) => ({
    ...one,
    text: `${around[at % 3]}. ${one.text}. ${around[Math.floor(at / 3) % 3]}`,
  }))
  // By chance one of these stands in the mail of one category more often than in that of others.
  const slanted = mailed.map((one) => (one.category === 'refund' ? { ...one, text: `${around[0]}. ${one.text}` } : one))
  const asked = letter(`${around[0]}. ${around[1]}. Parcel? ${around[2]}. ${around[0]}.`)

  const model = trained(slanted)

  expect(createClassifier(model).classify(asked).guesses[0]?.category).toBe('delivery')
  expect(explain(model, asked, 'delivery')[0]?.words).toContain('Parcel')
})

test('an empty letter, and one of a million characters, are answered', () => {
  const classifier = createClassifier(trained(examples()))

  expect(classifier.classify(letter('')).guesses).toHaveLength(3)
  expect(classifier.classify(letter('x'.repeat(1_000_000))).guesses).toHaveLength(3)
  expect(classifier.classify(letter('\u0000\ud800 \ufffd'.repeat(1_000))).guesses).toHaveLength(3)
})

test('it says which words decided, where they stand', () => {
  const asked = letter('Dear all, I forgot my password yesterday. Regards')

  const evidence = explain(trained(examples()), asked, 'account')

  expect(evidence[0]?.words).toContain('password')
  for (const { start, end, words } of evidence) expect(asked.text.slice(start, end)).toBe(words)
})

test('the same letters and the same seed give the same bytes', () => {
  const [one, other] = [trained(examples(2), 7), trained(examples(2), 7)]

  expect(Buffer.compare(bytesOf(one), bytesOf(other))).toBe(0)
})

test('a model survives being bytes', () => {
  const model = trained(examples(2))

  const read = modelFrom(bytesOf(model))

  expect(bytesOf(read)).toEqual(bytesOf(model))
  expect(createClassifier(read).classify(letter('parcel?'))).toEqual(
    createClassifier(model).classify(letter('parcel?')),
  )
})

test('bytes that were cut short, altered, or are of another version are refused', () => {
  const bytes = bytesOf(trained([]))
  const altered = bytes.slice()
  altered[200] = (altered[200] as number) ^ 1
  const other = bytes.slice()
  other[4] = 99

  for (const bad of [bytes.slice(0, -1), bytes.slice(0, 3), new Uint8Array(), altered, other])
    expect(() => modelFrom(bad)).toThrow(expect.objectContaining({ code: 'model-unreadable' }))
})

test('a correction holds at once, for that letter and for what is like it', () => {
  const model = trained(examples())
  const patch = createPatch(model)
  const classifier = createClassifier(model, patch.adjust)
  const asked = letter('the parcel came broken, what now')
  expect(classifier.classify(asked).guesses[0]?.category).toBe('delivery')

  patch.learn(asked, 'refund')

  expect(classifier.classify(asked).guesses[0]?.category).toBe('refund')
  expect(classifier.classify(letter('parcel came broken')).guesses[0]?.category).toBe('refund')
  expect(classifier.classify(letter('where is my parcel')).guesses[0]?.category).toBe('delivery')
})

test('a category added since is known by its name at once, and better after a correction', () => {
  const jobs = { id: 'jobs', name: 'Job applications', keywords: ['vacancy'] }
  const model = withCategories(trained(examples()), [jobs])
  const patch = createPatch(model)
  const classifier = createClassifier(model, patch.adjust)

  learnCategories(patch, [jobs])
  expect(classifier.classify(letter('about your vacancy')).guesses[0]?.category).toBe('jobs')
  patch.learn(letter('my curriculum vitae is attached'), 'jobs')

  expect(classifier.classify(letter('curriculum vitae enclosed')).guesses[0]?.category).toBe('jobs')
  expect(classifier.classify(letter('I forgot my password')).guesses[0]?.category).toBe('account')
})

test('what is said of a category that is gone teaches nothing', () => {
  const model = trained([...examples(), { subject: '', text: 'my parcel', category: 'gone' }])
  const patch = createPatch(model)

  patch.learn(letter('my parcel'), 'gone')

  expect(model.letters).toBe(examples().length)
  expect(best(model, 'my parcel')).toBe('delivery')
})

test('without a category there is nothing to train', () => {
  expect(() => beginTraining({ categories: [] })).toThrow(expect.objectContaining({ code: 'no-categories' }))
})
