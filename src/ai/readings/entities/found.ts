// Something that was found in a text, and where.

export interface Found {
  start: number
  end: number
  /** The same for all ways to write it: `2026-03-05`, `EUR 1234.50`, `+31201234567`. */
  value: string
  confidence: number
}
