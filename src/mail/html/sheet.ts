// The style sheets of a mail, for writing what they say onto the elements it is about: nothing is left of them but `style` attributes,
// which are cleaned like any other. Only plain rules of tags, classes and ids, one within another; what hangs on the size of a window
// goes. Everything is bounded: a sheet that is too much is followed as far as the bound.
import { cleanStyle } from './css.ts'

const MOST_TEXT = 200_000
const MOST_SELECTORS = 2_000
/** Compounds in a selector. */
const MOST_STEPS = 5
/** Comparisons of an element with a selector, for the whole mail. */
const MOST_LOOKS = 400_000
/** Characters that the sheets add to the mail. */
const MOST_WRITTEN = 400_000

export interface Element {
  tag: string
  id: string
  classes: readonly string[]
}

/** What the sheets say of an element, by property; later elements of a mail may get nothing where the bounds are reached. */
export type Sheet = (element: Element, ancestors: readonly Element[]) => Map<string, string>

interface Step {
  tag: string | null
  ids: string[]
  classes: string[]
  /** Its parent has to be what stands before it; else any of those it lies in. */
  isChild: boolean
}

interface Rule {
  /** Rightmost first. */
  steps: Step[]
  weight: number
  order: number
  declarations: [property: string, value: string][]
}

/** Null where a mail has none that says anything. */
export function readSheet(html: string): Sheet | null {
  if (!/<style\b/i.test(html)) return null
  const rules = rulesOf(textOf(html))
  if (rules.length === 0) return null
  const byKey = Map.groupBy(rules, ({ steps: [last] }) => keyOf(last as Step))
  let looks = 0
  let written = 0
  return (element, ancestors) => {
    const keys = [`#${element.id}`, ...element.classes.map((one) => `.${one}`), element.tag, '*']
    const said: Rule[] = []
    for (const key of new Set(keys))
      for (const rule of byKey.get(key) ?? [])
        if (++looks <= MOST_LOOKS && matches(rule, element, ancestors)) said.push(rule)
    const style = new Map<string, string>()
    if (said.length === 0 || written > MOST_WRITTEN) return style
    for (const { declarations } of said.toSorted((a, b) => a.weight - b.weight || a.order - b.order))
      for (const [property, value] of declarations) {
        if (isImportant(style.get(property)) && !isImportant(value)) continue
        style.delete(property) // so that it stands behind what it may take back
        style.set(property, value)
      }
    for (const [property, value] of style) written += property.length + value.length + 2
    return style
  }
}

const isImportant = (value: string | undefined): boolean => value !== undefined && /!\s*important\s*$/i.test(value)

/** Cleaned styles of an element itself count more, unless the sheet insists. */
export function beneath(said: ReadonlyMap<string, string>, own: string): string {
  const mine = new Map(declared(own))
  const others = [...said].filter(([property, value]) => {
    const ours = mine.get(property)
    return ours === undefined || (isImportant(value) && !isImportant(ours))
  })
  return [...others.map(([property, value]) => `${property}:${value}`), ...(own === '' ? [] : [own])].join(';')
}

const keyOf = ({ tag, ids, classes }: Step): string =>
  ids[0] !== undefined ? `#${ids[0]}` : classes[0] !== undefined ? `.${classes[0]}` : (tag ?? '*')

function matches({ steps }: Rule, element: Element, ancestors: readonly Element[]): boolean {
  const [last, ...before] = steps
  if (!last || !isOne(last, element)) return false
  let at = ancestors.length - 1
  let isChild = last.isChild
  for (const step of before) {
    while (at >= 0 && !isOne(step, ancestors[at] as Element)) {
      if (isChild) return false
      at--
    }
    if (at < 0) return false
    at--
    isChild = step.isChild
  }
  return true
}

const isOne = (step: Step, { tag, id, classes }: Element): boolean =>
  (step.tag === null || step.tag === tag) &&
  step.ids.every((one) => one === id) &&
  step.classes.every((one) => classes.includes(one))

/** What stands in the mail's `style` elements; what is in comments only Outlook reads. */
function textOf(html: string): string {
  let text = ''
  for (let at = html.indexOf('<'); at >= 0 && text.length < MOST_TEXT; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 2)
      if (end < 0) break
      at = end + 3
    } else if (/^<style[\s/>]/i.test(html.slice(at, at + 7))) {
      const from = html.indexOf('>', at) + 1
      const end = indexOfEnd(html, from)
      if (from === 0 || end < 0) break
      const media = /\smedia\s?=\s?["']?([^"'>]*)/i.exec(html.slice(at, Math.min(from, at + 500)))?.[1] ?? ''
      if (isOfEveryWindow(media)) text += `${html.slice(from, Math.min(end, from + MOST_TEXT))}\n`
      at = end
    } else at++
  }
  return text.replace(/<!--|-->/g, ' ')
}

function indexOfEnd(html: string, from: number): number {
  const end = /<\/style/gi
  end.lastIndex = from
  return end.exec(html)?.index ?? -1
}

const isOfEveryWindow = (media: string): boolean => /^(?:(?:only )?(?:all|screen))?$/i.test(media.trim())

function rulesOf(text: string): Rule[] {
  const css = withoutComments(text)
  const rules: Rule[] = []
  for (let at = 0, count = 0; count < MOST_SELECTORS;) {
    const open = css.indexOf('{', at)
    if (open < 0) break
    const before = css.slice(at, open)
    const prelude = before.slice(Math.max(before.lastIndexOf(';'), before.lastIndexOf('}')) + 1).trim()
    if (prelude.startsWith('@')) {
      at = isOfEveryWindow(/^@media\b(.*)$/is.exec(prelude)?.[1] ?? 'none') ? open + 1 : endOfBlock(css, open)
      continue
    }
    const close = css.indexOf('}', open)
    if (close < 0) break
    at = close + 1
    const declarations = declared(cleanStyle(css.slice(open + 1, close)))
    if (declarations.length === 0) continue
    for (const selector of prelude.slice(0, 5_000).split(',')) {
      count++
      const steps = stepsOf(selector)
      if (steps) rules.push({ steps, weight: weightOf(steps), order: rules.length, declarations })
    }
  }
  return rules
}

function withoutComments(text: string): string {
  let css = ''
  for (let at = 0; at < text.length;) {
    const from = text.indexOf('/*', at)
    if (from < 0) return css + text.slice(at)
    css += `${text.slice(at, from)} `
    const end = text.indexOf('*/', from + 2)
    if (end < 0) return css
    at = end + 2
  }
  return css
}

/** Behind the bracket that closes the one at `open`. */
function endOfBlock(css: string, open: number): number {
  let depth = 0
  for (const { 0: bracket, index } of css.slice(open).matchAll(/[{}]/g)) {
    depth += bracket === '{' ? 1 : -1
    if (depth === 0) return open + index + 1
  }
  return css.length
}

/** As `cleanStyle` writes them. */
function declared(style: string): [property: string, value: string][] {
  const all = style.split(';').filter(Boolean)
  return all.map((one) => [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1)])
}

const COMPOUND = /^([a-z][a-z0-9]{0,15}|\*)?((?:[.#][\p{L}_-][\p{L}\p{N}_-]{0,99}){0,4})$/iu

/** Rightmost first; null where it is more than tags, classes and ids. */
function stepsOf(selector: string): Step[] | null {
  const parts = selector.trim().replaceAll('>', ' > ').split(/\s+/)
  if (parts.length > 2 * MOST_STEPS) return null
  const steps: Step[] = []
  let isChild = false
  for (const part of parts) {
    if (part === '>') {
      if (isChild || steps.length === 0) return null
      isChild = true
      continue
    }
    const found = part === '' ? null : COMPOUND.exec(part)
    if (!found) return null
    const [, tag = '*', names = ''] = found
    const marks = names.match(/[.#][^.#]+/g) ?? []
    const named = (mark: string) => marks.filter((one) => one.startsWith(mark)).map((one) => one.slice(1))
    steps.push({ tag: tag === '*' ? null : tag.toLowerCase(), ids: named('#'), classes: named('.'), isChild })
    isChild = false
  }
  return isChild || steps.length === 0 ? null : steps.toReversed()
}

const weightOf = (steps: readonly Step[]): number =>
  steps.reduce((sum, { tag, ids, classes }) => sum + ids.length * 10_000 + classes.length * 100 + (tag ? 1 : 0), 0)
