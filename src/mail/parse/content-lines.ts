// The lines of which calendars and cards are made (RFC 5545 §3.1, RFC 6350 §3.3): unfolded, with their parameters, nested in
// components. Lenient: a component that is never closed ends with the text.

export interface ContentLine {
  /** In upper case, as those of the parameters. */
  name: string
  parameters: Map<string, string>
  /** As it was written: texts are still escaped. */
  value: string
}

export interface Component {
  /** In upper case. */
  name: string
  lines: ContentLine[]
  children: Component[]
}

const MOST_LINES = 20_000
const DEEPEST = 8

/** The outermost components, in order. What stands outside of any is nobody's. */
export function readComponents(text: string): Component[] {
  const found: Component[] = []
  const stack: Component[] = []
  let count = 0
  for (const line of unfolded(text)) {
    if (++count > MOST_LINES) break
    const read = readLine(line)
    if (!read) continue
    if (read.name === 'BEGIN') {
      const component = { name: read.value.trim().toUpperCase(), lines: [], children: [] }
      const parent = stack.at(-1)
      if (stack.length < DEEPEST) (parent?.children ?? found).push(component)
      stack.push(component)
    } else if (read.name === 'END') stack.pop()
    else stack.at(-1)?.lines.push(read)
  }
  return found
}

function* unfolded(text: string): Generator<string> {
  let held: string[] = []
  for (const line of text.split('\n')) {
    if (line.startsWith(' ') || line.startsWith('\t')) {
      held.push(line.slice(1))
      continue
    }
    if (held.length > 0) yield held.join('')
    held = [line]
  }
  yield held.join('')
}

function readLine(line: string): ContentLine | null {
  const colon = endOfName(line)
  if (colon === -1) return null
  const [name = '', ...rest] = cut(line.slice(0, colon))
  const parameters = new Map<string, string>()
  for (const one of rest) {
    const equals = one.indexOf('=')
    const key = (equals === -1 ? 'TYPE' : one.slice(0, equals)).trim().toUpperCase() // vCard 2.1 leaves TYPE= out
    const value = (equals === -1 ? one : one.slice(equals + 1)).replaceAll('"', '').trim()
    const known = parameters.get(key)
    parameters.set(key, known === undefined ? value : `${known},${value}`)
  }
  const own = name.slice(name.lastIndexOf('.') + 1) // `item1.EMAIL`: a group
  return { name: own.trim().toUpperCase(), parameters, value: line.slice(colon + 1) }
}

/** The first colon outside of quotes. */
function endOfName(line: string): number {
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') isQuoted = !isQuoted
    else if (line[at] === ':' && !isQuoted) return at
  }
  return line.indexOf(':')
}

function cut(text: string): string[] {
  if (!text.includes('"')) return text.split(';')
  const found: string[] = []
  let isQuoted = false
  let from = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === ';' && !isQuoted) {
      found.push(text.slice(from, at))
      from = at + 1
    }
  }
  found.push(text.slice(from))
  return found
}

export const lineOf = (component: Component, name: string): ContentLine | undefined =>
  component.lines.find((line) => line.name === name)

/** RFC 5545 §3.3.11. */
export const unescaped = (value: string): string =>
  value.replace(/\\(.)/gs, (_whole, one: string) => (one === 'n' || one === 'N' ? '\n' : one))

/** The same the other way, for a line to be written. */
export const escaped = (text: string): string =>
  text
    .replace(/[\\;,]/g, (one) => `\\${one}`)
    .replace(/\r\n?|\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ')
