// The first words of a message, as the list shows them on one line.

const LONGEST = 160

export function snippetOf(text: string): string {
  const words = text
    .slice(0, LONGEST * 4)
    .replace(/\s+/g, ' ')
    .trim()
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words
}
