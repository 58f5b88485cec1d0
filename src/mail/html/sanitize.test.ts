import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { cpuMs } from '../../../test/cpu.ts'
import { sanitizeMailHtml } from './sanitize.ts'

const clean = (html: string): string => sanitizeMailHtml(html).html

/** The only forms the sanitiser may write, so that anything else in its output is a hole: plain text, or a tag of known shape. */
const CANONICAL = /^(?:[^<>]|<\/?[a-z][a-z0-9]*(?: [a-z][a-z-]*(?:="[^"<>]*")?)*(?: \/)?>)*$/
const ELEMENTS =
  /<(?:script|style|svg|math|iframe|object|embed|form|input|button|link|meta|base|template|video|audio)\b/
const ATTRIBUTE = / ([a-z-]+)="([^"]*)"/g

/** What could still run or fetch in the sanitiser's output, read back as a browser would; null when nothing can. */
function holes(html: string): string | null {
  if (!CANONICAL.test(html)) return 'unexpected form'
  for (const [tag] of html.matchAll(/<[^>]*>/g)) {
    if (ELEMENTS.test(tag)) return tag
    for (const [, name = '', value = ''] of tag.matchAll(ATTRIBUTE)) {
      if (/^on|^(?:srcset|background|formaction|ping|id|name)$/.test(name)) return tag
      if (
        /^(?:href|src)$/.test(name) &&
        !/^(?:https?:\/\/|mailto:|tel:|cid:|data:image\/(?:png|jpe?g|gif|webp);)/i.test(value)
      )
        return tag
      if (name === 'src' && /^https?:/i.test(value)) return tag
      if (name === 'style' && /url|expression|\\|@|binding|behavior/i.test(value)) return tag
    }
  }
  return null
}

test('scripts, handlers, style sheets, forms, SVG and MathML are gone, and what people wrote stays', () => {
  const html = clean(
    `<style>p{color:red}</style><script>alert(1)</script><p onclick="x()">Dear <b>Ada</b>,</p><form action="/x"><input name=a>Go</form>
     <svg><a xlink:href="javascript:1">drawn</a></svg><math><mi>x</mi></math>`,
  )

  expect(html.replace(/\s+/g, ' ').trim()).toBe('<p style="color:red">Dear <b>Ada</b>,</p>Go')
  expect(holes(html)).toBeNull()
})

test('remote images wait until somebody asks, embedded ones stay', () => {
  const { html, remoteImages } = sanitizeMailHtml(
    '<img src="https://track.example/p.gif?u=1" width=1><img src="//cdn.example/a.png"><img src="cid:logo@acme"><img src="logo.png" alt="x">',
  )

  expect(remoteImages).toBe(2)
  expect(html).toBe(
    '<img data-remote-src="https://track.example/p.gif?u=1" width="1" /><img data-remote-src="https://cdn.example/a.png" />' +
      '<img src="cid:logo@acme" /><img alt="x" />',
  )
})

test('a colleague’s own HTML keeps its remote images', () => {
  const { html, remoteImages } = sanitizeMailHtml('<img src="https://desk.example/logo.png">', { remoteImages: 'kept' })

  expect(html).toBe('<img src="https://desk.example/logo.png" />')
  expect(remoteImages).toBe(0)
})

test('links open elsewhere, and lead nowhere when they are relative or run something', () => {
  expect(clean('<a href="https://acme.example/a b">x</a>')).toBe(
    '<a href="https://acme.example/a%20b" target="_blank" rel="noopener noreferrer nofollow">x</a>',
  )
  for (const bad of [
    '/admin',
    'x.html',
    '#top',
    '?q',
    'java\nscript:alert(1)',
    ' jav&#x09;ascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
  ]) {
    expect(clean(`<a href="${bad}">x</a>`)).toBe('<a>x</a>')
  }
})

test('styles keep colours and measures, and lose what fetches, covers or computes', () => {
  const style = (css: string): string => /style="([^"]*)"/.exec(clean(`<p style="${css}">x</p>`))?.[1] ?? ''

  expect(style("color: rgb(1, 2, 3); font-family: 'Segoe UI', Arial")).toBe(
    "color:rgb(1, 2, 3);font-family:'Segoe UI', Arial",
  )
  expect(style('color:#333333;background:#000000;border:1px solid #123456')).toBe(
    'color:#333333;background:#000000;border:1px solid #123456',
  )
  expect(style('background: url(https://x.example/a.png); width: 10px')).toBe('width:10px')
  expect(style('background: u\\72l(//x.example/a); position: fixed; top: 0')).toBe('')
  expect(style('width: expression(alert(1)); color: var(--x); height: calc(1px)')).toBe('')
  expect(style('color: red /* */; behavior: url(#x); -moz-binding: url(x)')).toBe('')
})

test('the body’s own colours survive as a division', () => {
  expect(clean('<html><body bgcolor="#eee" style="color:#333"><p>x</p></body></html>')).toBe(
    '<div bgcolor="#eee" style="color:#333"><p>x</p></div>',
  )
})

test('cleaning twice is cleaning once', () => {
  const once = sanitizeMailHtml(
    '<p title="a &amp; &quot;b&quot;">1 &lt; 2 &amp;amp; <img src=http://x.example/a?b&c><a href="http://x.example/?a=1&amp;b=2">',
  )

  expect(sanitizeMailHtml(once.html)).toEqual(once)
})

test('a megabyte of openings is answered in time', () => {
  const started = cpuMs()
  for (const piece of ['<div>', '<', '<a href="', '<b style="', '</div>', '<table><tr><td>', '&lt', '<svg>'])
    clean(piece.repeat(1_000_000 / piece.length))

  expect(cpuMs() - started).toBeLessThan(8_000)
})

const corpus = path.join(process.env.POSTROOM_CORPORA ?? path.resolve('../shared/corpora'), 'html/dompurify-expect.mjs')

test.skipIf(!existsSync(corpus))(
  'no payload of a public collection leaves anything that runs (needs the corpora)',
  async () => {
    const { default: payloads } = (await import(pathToFileURL(corpus).href)) as { default: { payload: string }[] }

    const broken = payloads
      .map(({ payload }) => ({ payload, hole: holes(clean(payload)) }))
      .filter(({ hole }) => hole !== null)

    expect(payloads.length).toBeGreaterThan(200)
    expect(broken).toEqual([])
  },
)

test('nothing is as tall as its window, which it would grow for ever', () => {
  for (const height of ['110vh', '50dvh', '33554400px', '100cqh'])
    expect(sanitizeMailHtml(`<div style="height:${height};color:red">x</div>`).html).not.toContain('height')
  expect(sanitizeMailHtml('<div style="height:1200px">x</div>').html).toContain('height:1200px')
})
