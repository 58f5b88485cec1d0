// Lengths as people write them: hours and minutes, 4:00. Pure.

/** In minutes; null: nothing was written; undefined: it is no length. */
export function minutesIn(text: string): number | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const found = /^(\d{1,4})(?::([0-5]?\d))?$/.exec(trimmed)
  const minutes = Number(found?.[1] ?? 0) * 60 + Number(found?.[2] ?? 0)
  return found && minutes > 0 ? minutes : undefined
}

export function lengthOf(minutes: number | null): string {
  return minutes === null ? '' : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}
