// Addresses as people write them: `Dora <dora@acme.example>` or only the address. Pure.
import type { Person } from '../../src/desk/conversations/conversations.api.ts'

export function asText({ name, address }: Person): string {
  return name ? `${name} <${address}>` : address
}

export function asPerson(text: string): Person {
  const named = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(text)
  return named ? { name: named[1] ?? '', address: (named[2] ?? '').trim() } : { name: '', address: text.trim() }
}

/** Only what is surely wrong; the server knows better. */
export function isAddress(text: string): boolean {
  return /^[^\s@<>,;]+@[^\s@<>,;]+\.?[^\s@<>,;]*$/.test(text)
}

/** How one calls somebody in a sentence. */
export function called({ name, address }: Person): string {
  return name || address
}
