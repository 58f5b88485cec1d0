// Which rules could hold at all: looked up by what each of them needs, so that the time it takes grows with what a mail has and not with
// the number of rules. What is let through is still asked; what is not would have said no.
import { buildAutomaton, type Automaton } from './automaton.ts'
import type { Evidence, Text } from './evidence.ts'
import { textsOf } from '../fields/marks.ts'
import { fold } from './fold.ts'
import { headerOfPlace, keys, wordsOfPlace, type Need } from './needs.ts'

export interface Sieve {
  /** For one message at a time: the last sifting is over when the next begins. */
  sift(evidence: Evidence): Sifting
}

export interface Sifting {
  /** The place of the first rule from here on that could hold; the number of rules where there is none. */
  next(from: number): number
  /** The conversation is no longer as it was: rules may need just what it has now. */
  turned(): void
}

/** `needs` of each rule, in their order. */
export function buildSieve(needs: readonly (Need | null)[]): Sieve {
  const always = bitsFor(needs.length)
  const facts = new Map<string, number[]>()
  const states = new Map<string, number[]>()
  const texts = new Map<string, Map<string, number[]>>()
  for (const [rule, need] of needs.entries()) {
    if (need === null) setBit(always, rule)
    for (const atom of need?.anyOf ?? []) {
      if (atom.is === 'text') note(within(texts, atom.place), atom.text, rule)
      else note(atom.is === 'fact' ? facts : states, atom.key, rule)
    }
  }
  const places = [...texts].map(([place, words]) => readyPlace(place, words))
  const wholes = new Set([...facts.keys()].flatMap((key) => key.match(/^whole:(.+?):/)?.[1] ?? []))
  const bits = bitsFor(needs.length)
  let stamp = 0

  return {
    sift: (evidence) => {
      bits.set(always)
      stamp++
      for (const { textsOf, automaton, rules } of places)
        for (const text of textsOf(evidence)) automaton.scan(text, stamp, (word) => setBits(bits, rules[word]))
      if (facts.size > 0) {
        for (const key of factsIn(evidence)) setBits(bits, facts.get(key))
        for (const place of wholes)
          for (const text of readAt(place)(evidence)) setBits(bits, facts.get(keys.whole(place, text)))
      }
      const turned = () => {
        if (states.size > 0) for (const key of statesIn(evidence)) setBits(bits, states.get(key))
      }
      turned()
      return { next: (from) => nextBit(bits, from, needs.length), turned }
    },
  }
}

interface Place {
  textsOf: (evidence: Evidence) => string[]
  automaton: Automaton
  /** By the automaton's number of the word. */
  rules: number[][]
}

function readyPlace(place: string, words: Map<string, number[]>): Place {
  return { textsOf: readAt(place), automaton: buildAutomaton([...words.keys()]), rules: [...words.values()] }
}

/** The texts of a place, in the form in which they are compared. */
function readAt(place: string): (evidence: Evidence) => string[] {
  const ofWords = wordsOfPlace(place)
  if (ofWords !== null) {
    const texts = textsAt(ofWords)
    return (evidence) => texts(evidence).map((text) => text.words())
  }
  if (place === 'file') return ({ facts }) => facts.attachments.map((file) => fold(file.name))
  const texts = textsAt(place)
  return (evidence) => texts(evidence).map((text) => text.folded())
}

function textsAt(place: string): (evidence: Evidence) => Text[] {
  const header = headerOfPlace(place)
  if (header !== null) return (evidence) => evidence.header(header)
  switch (place) {
    case 'sender':
      return ({ sender }) => sender
    case 'recipient':
      return ({ recipients }) => recipients
    case 'subject':
      return ({ subject }) => subject
    case 'body':
      return ({ body }) => body
    default:
      throw new Error(`expected a place of texts: ${place}`)
  }
}

/** What a message has of which plain facts tell. */
function factsIn({ facts }: Evidence): string[] {
  const { senderDomain, language, kind, authentication, isNew, attachments, headers } = facts
  const found = [keys.domain(senderDomain), keys.kind(kind), keys.proof(authentication), keys.isNew(isNew)]
  for (let at = 0; ; at = senderDomain.indexOf('.', at) + 1) {
    found.push(keys.belowDomain(senderDomain.slice(at)))
    if (!senderDomain.includes('.', at)) break
  }
  if (language !== null) {
    const parts = language.toLowerCase().split('-')
    for (let length = 1; length <= parts.length; length++) found.push(keys.language(parts.slice(0, length).join('-')))
  }
  if (attachments.length > 0) found.push(keys.attachment)
  for (const { type } of attachments) {
    const lower = type.toLowerCase()
    found.push(keys.type(lower), keys.type(`${lower.slice(0, lower.indexOf('/') + 1)}*`))
  }
  for (const [name] of headers) found.push(keys.header(name))
  return found
}

function statesIn({ situation }: Evidence): string[] {
  const { inboxId, status, priority, categoryId, tags, assigneeId, teamId, statusId, fields } = situation
  const found = [keys.inbox(inboxId), keys.status(status), keys.priority(priority)]
  found.push(keys.assignee(assigneeId), keys.team(teamId))
  if (categoryId !== null) found.push(keys.category(categoryId))
  for (const tag of tags) found.push(keys.tag(fold(tag)))
  if (statusId) found.push(keys.customStatus(statusId))
  for (const [key, value] of Object.entries(fields ?? {}))
    for (const text of textsOf(value)) found.push(keys.custom(key, fold(text)))
  return found
}

function within(texts: Map<string, Map<string, number[]>>, place: string): Map<string, number[]> {
  const known = texts.get(place) ?? new Map<string, number[]>()
  texts.set(place, known)
  return known
}

function note(map: Map<string, number[]>, key: string, rule: number): void {
  const known = map.get(key)
  if (known) known.push(rule)
  else map.set(key, [rule])
}

const bitsFor = (count: number) => new Uint32Array(Math.ceil(count / 32))

function setBit(bits: Uint32Array, at: number): void {
  bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31))
}

function setBits(bits: Uint32Array, all: readonly number[] | undefined): void {
  if (all) for (const at of all) setBit(bits, at)
}

function nextBit(bits: Uint32Array, from: number, count: number): number {
  if (from >= count) return count
  let word = from >>> 5
  let rest = (bits[word] ?? 0) & (-1 << (from & 31))
  while (rest === 0) {
    if (++word >= bits.length) return count
    rest = bits[word] ?? 0
  }
  return word * 32 + 31 - Math.clz32(rest & -rest)
}
