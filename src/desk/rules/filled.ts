// Texts of rules with places for what is known of the conversation: {{contact.name}}. What is not known leaves its place empty.

export const variables = [
  'contact.name',
  'conversation.number',
  'inbox.name',
  'assignee.name',
  'category.name',
] as const
export type Variable = (typeof variables)[number]
export type Values = Readonly<Record<Variable, string>>

const PLACE = /\{\{([^{}]{0,60})\}\}/g

export function filled(text: string, values: Values): string {
  return text.replace(PLACE, (_, name: string) => values[name.trim() as Variable] ?? '')
}

export function unknownVariables(text: string): string[] {
  const known: readonly string[] = variables
  return [...text.matchAll(PLACE)].map((found) => (found[1] ?? '').trim()).filter((name) => !known.includes(name))
}

export const hasVariables = (text: string) => text.includes('{{')
