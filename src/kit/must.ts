// For what cannot be otherwise: turns `T | undefined` into `T`, or says which belief was wrong.

/** `what` names the thing that had to be there, e.g. "the row just inserted". */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`expected ${what}`)
  return value
}
