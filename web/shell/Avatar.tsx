// Initials on a colour that comes from the name, so that a person looks the same everywhere.
import css from './avatar.module.css'

export function initials(name: string): string {
  const words = name
    .replace(/@.*$/, '')
    .split(/[\s._-]+/)
    .filter(Boolean)
  const [first = '?'] = words
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return firstLetter(first) + firstLetter(last)
}

function firstLetter(word: string): string {
  return String.fromCodePoint(word.codePointAt(0) ?? 32)
    .trim()
    .toLocaleUpperCase()
}

/** One of twelve hues. */
export function hueOf(name: string): number {
  let sum = 7
  for (const letter of name.toLowerCase()) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997
  return (sum % 12) * 30
}

/** Decoration: the name itself stands beside it or in a label. */
export function Avatar({ name, size = 32 }: { name: string; size?: number }) {
  return (
    <span
      aria-hidden
      className={css.avatar}
      data-initials={initials(name)}
      style={{ '--hue': hueOf(name), '--size': `${size}px` } as React.CSSProperties}
    />
  )
}
