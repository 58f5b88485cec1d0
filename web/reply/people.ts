// Addresses as people write them: `Dora <dora@acme.example>` or only the address. Pure.
import type { Person } from '../../src/desk/conversations/conversations.api.ts'

export function asText({ name, address }: Person): string {
  return name ? `${name} <${address}>` : address
}

export function asPerson(text: string): Person {
  const trimmed = text.trim()
  const open = trimmed.indexOf('<')
  const inside = trimmed.slice(open + 1, -1)
  if (open < 0 || !trimmed.endsWith('>') || inside === '' || /[<>]/.test(inside)) return { name: '', address: trimmed }
  return { name: trimmed.slice(0, open).trim().replace(/^"|"$/g, '').trim(), address: inside.trim() }
}

/** Only what is surely wrong; the server knows better. */
export function isAddress(text: string): boolean {
  return /^[^\s@<>,;]+@[^\s@<>,;]+\.?[^\s@<>,;]*$/.test(text)
}

/** How one calls somebody in a sentence. */
export function called({ name, address }: Person): string {
  return name || address
}
