// What stands in an address behind the question mark, read without a schema: this is on the first page, and whoever writes an address by
// hand is given what can be understood of it. Pure.

type Search = Record<string, unknown>

export const textIn = (search: Search, name: string): string | undefined => {
  const value = search[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function oneIn<T extends string>(search: Search, name: string, all: readonly T[]): T | undefined {
  return all.find((one) => one === search[name])
}

/** YYYY-MM-DD. */
export function dateIn(search: Search, name: string): string | undefined {
  const value = textIn(search, name)
  return value && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined
}
