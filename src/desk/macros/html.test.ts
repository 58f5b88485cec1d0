import { expect, test } from 'vitest'
import { htmlOf, htmlOfText } from './html.ts'

test('words become a letter with their looks, and nothing that stands in them becomes markup', () => {
  const text = (words: string, ...marks: { type: 'bold' }[]) => ({ type: 'text' as const, text: words, ...(marks.length > 0 && { marks }) }) // prettier-ignore
  const link = { type: 'link' as const, attrs: { href: 'https://acme.example/?a=1&b="2"' } }
  const paragraph = { type: 'paragraph' as const, content: [text('Dear <Dora>'), { type: 'hardBreak' as const }, text('now', { type: 'bold' }), { ...text('here'), marks: [link] }] } // prettier-ignore

  expect(
    htmlOf({
      type: 'doc',
      content: [
        paragraph,
        { type: 'orderedList', attrs: { start: 3 }, content: [{ type: 'listItem', content: [{ type: 'paragraph' }] }] },
      ],
    }),
  ).toBe(
    // prettier-ignore
    '<p>Dear &lt;Dora&gt;<br><strong>now</strong><a href="https://acme.example/?a=1&amp;b=&quot;2&quot;">here</a></p><ol start="3"><li><p></p></li></ol>',
  )
  expect(htmlOfText('-- \nBen <x>\n\nLeave')).toBe('<p>-- <br>Ben &lt;x&gt;</p><p>Leave</p>')
})
