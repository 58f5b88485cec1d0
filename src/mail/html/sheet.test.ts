// What a mail's style sheets say stands on its elements afterwards, as far as it is harmless; of the sheets nothing is left.
import { expect, test } from 'vitest'
import { sanitizeMailHtml } from './sanitize.ts'

const clean = (css: string, body: string) => sanitizeMailHtml(`<style>${css}</style>${body}`).html

test('rules of tags, classes and ids, one within another, are written onto what they are about', () => {
  const css = `td{padding:4px} .big{font-size:24px} #top .big, p.none{color:red} div > b{color:blue} i b{color:green} *{margin:0}`

  expect(clean(css, '<table id="top"><tr><td><span class="x big">1</span></td></tr></table>')).toBe(
    '<table style="margin:0"><tr style="margin:0"><td style="margin:0;padding:4px"><span style="margin:0;font-size:24px;color:red">1</span></td></tr></table>',
  )
  expect(clean(css, '<div><b>1</b><i><u><b>2</b></u></i></div>')).toContain('<b style="margin:0;color:blue">1</b>')
  expect(clean(css, '<div><b>1</b><i><u><b>2</b></u></i></div>')).toContain('<b style="margin:0;color:green">2</b>')
  expect(clean('body{background-color:#eee}', '<body><p>1</p></body>')).toBe(
    '<div style="background-color:#eee"><p>1</p></div>',
  )
})

test('what is nearer counts more: names before tags, later before earlier, the element itself before all, unless one insists', () => {
  const on = (css: string, attributes: string) => clean(css, `<p ${attributes}>1</p>`)

  expect(on('.a{color:red} p{color:blue} p{color:green}', '')).toBe('<p style="color:green">1</p>')
  expect(on('.a{color:red} p{color:blue}', 'class="a"')).toBe('<p style="color:red">1</p>')
  expect(on('p{color:blue}', 'style="color:red"')).toBe('<p style="color:red">1</p>')
  expect(on('p{display:none!important}', 'style="display:block"')).toBe(
    '<p style="display:none!important;display:block">1</p>',
  )
  expect(on('p{color:red!important} .a{color:blue}', 'class="a"')).toBe('<p style="color:red!important">1</p>')
  expect(on('p{padding-left:9px} .a{padding:0}', 'class="a"')).toBe('<p style="padding-left:9px;padding:0">1</p>')
})

test('what hangs on a window, a pointer or a place among others goes, and what only other programs read', () => {
  const css = `@media (max-width:600px){p{color:red}} @media print{p{color:red}} @font-face{font-family:x;src:url(x)} @import "https://evil.example/x.css";
    p:hover{color:red} p::before{content:"x"} p[title]{color:red} p+p{color:red} p~p{color:red} @supports (color:red){p{color:red}}
    @media screen{p{margin:0}} /* p{color:red} */ p{padding:0}`

  expect(clean(css, '<p>1</p>')).toBe('<p style="margin:0;padding:0">1</p>')
  expect(sanitizeMailHtml('<!--[if mso]><style>p{color:red}</style><![endif]--><style media="print">p{color:red}</style><p>1</p>').html).toBe('<p>1</p>') // prettier-ignore
  expect(sanitizeMailHtml('<!--[if !mso]><!--><style><!-- p{color:red} --></style><!--<![endif]--><p>1</p>').html).toBe('<p style="color:red">1</p>') // prettier-ignore
})

test('a sheet says nothing that a style attribute may not: it fetches, covers and moves nothing', () => {
  const hostile = [
    'p{background:url(https://evil.example/x)}',
    'p{position:fixed;top:0;left:0;z-index:9}',
    'p{width:100vw;height:100vh}',
    'p{behavior:url(x);-moz-binding:url(x)}',
    'p{--x:url(x);color:var(--x)}',
    'p{content:"x";animation:x;transition:all;transform:scale(9);filter:blur(1px);cursor:none}',
    'p{color:\\72 ed;width:expression(alert(1))}',
    'p{background-image:image-set("https://evil.example/x" 1x)}',
    'p{color:red}</style><script>alert(1)</script><style>',
    'p{font-family:"</style><img src=x onerror=alert(1)>"}',
    '*{}}}{{p{',
    'p{color:red" onclick="alert(1)}',
  ]

  for (const css of hostile) {
    const html = clean(css, '<p class="leads-to quoted">1</p>')
    expect(html.replace('color:red', ''), css).not.toMatch(
      /url|fixed|evil|script|on\w+=|class|<style|expression|vw|content|\\|background-/i,
    )
  }
})

test('of thousands of rules and elements no more is made than a mail may have', () => {
  const many = Array.from({ length: 6_000 }, (_, at) => `td{padding:${at}px} .c${at}{color:red}`).join('')
  const cells = `<table><tr>${'<td class="a b c">x</td>'.repeat(10_000)}</tr></table>`

  const html = clean(many + 'td,'.repeat(20_000) + '{'.repeat(20_000), cells)

  expect(html.length).toBeLessThan(1_500_000)
  expect(html.match(/<td/g)).toHaveLength(10_000)
  expect(clean(`${'p '.repeat(20_000)}{color:red}${'/*'.repeat(20_000)}`, '<p>1</p>')).toBe('<p>1</p>')
})
