import { expect, test } from 'vitest'
import { quoteForReply } from './quote.ts'

const ben = { name: 'Ben', address: 'support@desk.example' }
const message = { from: [ben], to: [], cc: [], subject: 'x', at: new Date('2026-03-02T09:00:00Z'), html: null }

test('a signature is not quoted, what stands below it is', () => {
  const text = 'It left.\n\n-- \nBen\nSupport\n\nOn Monday, Dora wrote:\n> Where is it?\n> -- \n> Dora'

  const quote = quoteForReply({ ...message, text })

  expect(quote.text.split('\n').slice(1)).toEqual(['> It left.', '>', '> On Monday, Dora wrote:', '>> Where is it?', '>> -- ', '>> Dora']) // prettier-ignore
  expect(quote.html).not.toContain('Support<br>')
})

test('dashes by which people part their words are no signature', () => {
  expect(quoteForReply({ ...message, text: 'One\n--\nTwo' }).text).toContain('> Two')
})

test('in HTML what the writer’s program marked as a signature goes, and nothing else', () => {
  const html =
    '<p>It left.</p><div class="moz-signature"><p>-- <br />Ben</p></div><p><a href="https://shop.example/">here</a></p>'

  const quote = quoteForReply({ ...message, text: 'x', html })

  expect(quote.html).toContain('<p>It left.</p><p><a href="https://shop.example/">here</a></p>')
})
