// XML as WebDAV speaks it (RFC 4918 §14), read strictly and within bounds: no document type, no entities but the five of XML itself,
// so that nothing unfolds and nothing is fetched (requirement S3); and written.
import { Problem } from '../kit/problem.ts'

export interface Element {
  /** With our prefix where the namespace is one of those below (`d:href`), else `{namespace}name`. */
  name: string
  attributes: ReadonlyMap<string, string>
  children: Element[]
  /** Its own text, all pieces together. */
  text: string
}

const prefixes: Readonly<Record<string, string>> = {
  'DAV:': 'd',
  'urn:ietf:params:xml:ns:carddav': 'card', // RFC 6352
  'urn:ietf:params:xml:ns:caldav': 'cal', // RFC 4791
  'http://calendarserver.org/ns/': 'cs',
}
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const MOST = { depth: 32, elements: 500_000, attributes: 32, name: 200, spaces: 64 }

type Names = ReadonlyMap<string, string>
interface Open {
  element: Element
  /** As it was written, prefix and all: it is closed by the same. */
  tag: string
  names: Names
}

/** A Problem, `invalid`, for whatever is not one whole, plain document. */
export function readXml(text: string): Element {
  const root: Element = { name: '', attributes: new Map(), children: [], text: '' }
  const stack: Open[] = [{ element: root, tag: '', names: new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]) }]
  let count = 0
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    const open = text.indexOf('<', at)
    const end = open === -1 ? text.length : open
    const top = stack.at(-1) as Open
    if (end > at) addText(top, decoded(text.slice(at, end)), stack.length === 1)
    if (open === -1) break
    if (text.startsWith('<!--', open)) at = after(text, '-->', open + 4)
    else if (text.startsWith('<![CDATA[', open)) {
      at = after(text, ']]>', open + 9)
      addText(top, text.slice(open + 9, at - 3), stack.length === 1)
    } else if (text.startsWith('<?', open)) at = after(text, '?>', open + 2)
    else if (text.startsWith('<!', open)) throw broken('It has a document type.')
    else if (text.startsWith('</', open)) {
      at = after(text, '>', open + 2)
      const tag = text.slice(open + 2, at - 1).trim()
      if (stack.length === 1 || tag !== top.tag) throw broken('Its elements are not closed in order.')
      stack.pop()
    } else {
      at = endOfTag(text, open + 1)
      const isEmpty = text[at - 2] === '/'
      if (++count > MOST.elements || stack.length > MOST.depth) throw broken('It has too many elements.')
      const begun = opened(text.slice(open + 1, at - (isEmpty ? 2 : 1)), top.names)
      top.element.children.push(begun.element)
      if (!isEmpty) stack.push(begun)
    }
  }
  const [first, second] = root.children
  if (stack.length > 1 || !first || second) throw broken('It does not end as it should.')
  return first
}

function after(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  if (at === -1) throw broken('It does not end as it should.')
  return at + what.length
}

/** Behind the bracket that ends a tag; one in an attribute's value does not. */
function endOfTag(text: string, from: number): number {
  let quote = ''
  for (let at = from; at < text.length; at++) {
    const one = text[at] as string
    if (quote !== '') quote = one === quote ? '' : quote
    else if (one === '"' || one === "'") quote = one
    else if (one === '>') return at + 1
    else if (one === '<') break
  }
  throw broken('It does not end as it should.')
}

function addText({ element }: Open, text: string, isOutside: boolean): void {
  if (!isOutside) element.text += text
  else if (text.trim() !== '') throw broken('It has text outside of its elements.')
}

function opened(inside: string, outer: Names): Open {
  const [, tag = ''] = /^([^\s/<>&"'=]+)/.exec(inside) ?? []
  if (tag === '' || tag.length > MOST.name) throw broken('It has an element without a name.')
  const given = attributesIn(inside.slice(tag.length))
  const attributes = new Map<string, string>()
  const spaces: [string, string][] = []
  for (const [name, value] of given) {
    if (name === 'xmlns') spaces.push(['', value])
    else if (name.startsWith('xmlns:')) spaces.push([name.slice(6), value])
    else attributes.set(name, value)
  }
  const names = spaces.length === 0 ? outer : new Map([...outer, ...spaces])
  if (names.size > MOST.spaces) throw broken('It has too many name spaces.')
  return { element: { name: nameOf(tag, names), attributes, children: [], text: '' }, tag, names }
}

function attributesIn(text: string): [string, string][] {
  const found: [string, string][] = []
  let at = 0
  for (;;) {
    while (at < text.length && /\s/.test(text[at] as string)) at++
    if (at === text.length) return found
    const equals = text.indexOf('=', at)
    const name = text.slice(at, equals).trim()
    let open = equals + 1
    while (open < text.length && /\s/.test(text[open] as string)) open++
    const quote = text[open]
    if (equals === -1 || !/^[^\s"'<>/]{1,200}$/.test(name) || (quote !== '"' && quote !== "'"))
      throw broken('It has an attribute that is none.')
    const close = text.indexOf(quote, open + 1)
    if (close === -1 || found.length === MOST.attributes || found.some(([known]) => known === name))
      throw broken('It has an attribute that is none.')
    found.push([name, decoded(text.slice(open + 1, close))])
    at = close + 1
  }
}

function nameOf(tag: string, names: Names): string {
  const colon = tag.indexOf(':')
  const space = names.get(colon === -1 ? '' : tag.slice(0, colon))
  if (colon !== -1 && space === undefined) throw broken('It uses a name space that it does not name.')
  const local = tag.slice(colon + 1)
  const prefix = prefixes[space ?? '']
  if (prefix !== undefined) return `${prefix}:${local}`
  return space ? `{${space}}${local}` : local
}

function decoded(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;&]{0,12})(;?)/g, (_whole, name: string, end: string) => {
    const known = end === ';' ? (entities[name] ?? characterOf(name)) : undefined
    if (known === undefined) throw broken('It names what it does not hold.')
    return known
  })
}

function characterOf(name: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? []
  const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16)
  const isCharacter = code === 9 || code === 10 || code === 13 || (code >= 32 && code <= 0x10_ffff)
  return isCharacter && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined
}

const broken = (why: string): Problem => new Problem('invalid', 'xml-broken', `That is no XML to be read here. ${why}`)

export const childOf = (element: Element | undefined, name: string): Element | undefined =>
  element?.children.find((one) => one.name === name)

export const childrenOf = (element: Element | undefined, name: string): Element[] =>
  element?.children.filter((one) => one.name === name) ?? []

/** The element at the end of this way down; the first at each step. */
export const at = (element: Element | undefined, ...names: string[]): Element | undefined =>
  names.reduce<Element | undefined>((found, name) => childOf(found, name), element)

const HEAD = `<?xml version="1.0" encoding="utf-8"?>\n`
const spaces = Object.entries(prefixes)
  .map(([space, prefix]) => `xmlns:${prefix}="${space}"`)
  .join(' ')

/** A document whose outermost element is `name`; `inside` is XML already (`tag`, `textOf`). */
export const documentOf = (name: string, inside: string): string => `${HEAD}<${name} ${spaces}>${inside}</${name}>`

export const tag = (name: string, inside = ''): string =>
  inside === '' ? `<${name}/>` : `<${name}>${inside}</${name}>`

/** What XML 1.0 cannot say at all is left out. */
export const textOf = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>\r]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' })[one] ?? one)
