import { expect, test } from 'vitest'
import { asksToStop } from './asks-to-stop.ts'

test('who wants no more letters is understood in the languages that letters are written in, and who tells of it is not', () => {
  const asks = (text: string, subject = 'Re: Kettles') => asksToStop({ subject, text })

  for (const text of [
    'Unsubscribe',
    'STOP',
    'Hello,\n\nplease remove me from your list.\n\nDora',
    'Graag uitschrijven',
    'Bitte abmelden.',
    'Lütfen bana bir daha yazmayın',
    'Abunəlikdən çıxmaq istəyirəm',
  ])
    // prettier-ignore
    expect(asks(text), text).toBe(true)
  expect(asks('', 'unsubscribe')).toBe(true)
  for (const text of [
    'No, thank you.',
    'We could not stop laughing.',
    'Ik wil mij afmelden voor de cursus van maandag',
    'Ich möchte die zweite Lampe wieder abbestellen',
    `${'We wonder how customers of ours find the page on which they can unsubscribe from the letters. '.repeat(2)}Do you know?`,
    'a\nb\nc\nd\nunsubscribe',
  ])
    // prettier-ignore
    expect(asks(text), text).toBe(false)
})
