// Which keys a command has for somebody: their own, else those of their preset. And which two would fight for one key. Pure.
import type { Keys } from '../../src/desk/users/users.api.ts'
import { type CommandId, commandIds, commands, type Place } from './commands.ts'

export const PLAIN: Keys = { preset: 'postroom', own: {} }

export function keysOf(id: CommandId, { preset, own }: Keys): readonly string[] {
  const { keys, gmail, isFixed } = commands[id]
  if (isFixed) return keys
  return own[id] ?? (preset === 'gmail' ? (gmail ?? keys) : keys)
}

const SCREEN: Partial<Record<Place, string>> = { list: 'inbox', answer: 'inbox', sort: 'inbox' }

function areTogether(a: Place, b: Place): boolean {
  if (a === 'writing' || b === 'writing') return a === b
  return a === 'everywhere' || b === 'everywhere' || (SCREEN[a] ?? a) === (SCREEN[b] ?? b)
}

/** The same, or the one is how the other begins: then only the shorter would ever be heard. */
export function clash(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `)
}

/** The other commands that have one of these keys where `id` works. */
export function rivals(id: CommandId, wanted: readonly string[], keys: Keys): CommandId[] {
  return commandIds.filter(
    (other) =>
      other !== id &&
      areTogether(commands[id].at, commands[other].at) &&
      keysOf(other, keys).some((theirs) => wanted.some((one) => clash(one, theirs))),
  )
}

/** What was pressed, as the table writes it; `Shift` is named only with letters (`#` and `?` say it themselves) and named keys. */
export function pressed(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const shift = event.shiftKey && /^\p{L}$|^.{2,}$/u.test(key) ? 'Shift+' : ''
  return `${event.ctrlKey || event.metaKey ? 'mod+' : ''}${event.altKey ? 'Alt+' : ''}${shift}${key}`
}

const ARROWS = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→' }

/** For people: `mod+k` as Ctrl+K or ⌘K; of `g i` the two one after the other. */
export function keyCaps(keys: string, isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)): string[] {
  const part = (one: string) => {
    if (one === 'mod') return isMac ? '⌘' : 'Ctrl'
    if (one === 'Escape') return 'Esc'
    if (one in ARROWS) return ARROWS[one as keyof typeof ARROWS]
    return one.length === 1 ? one.toUpperCase() : one
  }
  // A plus sign by itself is a key.
  return keys.split(' ').map((step) => {
    const parts = step === '+' ? ['+'] : step.split(/\+(?=.)/)
    return parts.map(part).join(isMac ? '' : '+')
  })
}
