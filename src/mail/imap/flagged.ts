// A message of a folder with its flags, as a server tells it.

export interface Flagged {
  uid: number
  /** Sorted; without \Recent, which is no property of the message. */
  flags: string[]
  modseq: string | null
}

/** Of one message; what a server says beyond is not remembered. */
const MOST = 100
const LONGEST = 100

export function asFlagged(one: { uid: number; flags?: Set<string>; modseq?: bigint }): Flagged {
  const flags = [...(one.flags ?? [])].filter((flag) => flag !== '\\Recent' && flag.length <= LONGEST)
  // Those of the system begin with a backslash, and come first of all that programs add.
  const own = flags.filter((flag) => flag.startsWith('\\'))
  const kept = [...own, ...flags.filter((flag) => !flag.startsWith('\\'))].slice(0, MOST).toSorted()
  return { uid: one.uid, flags: kept, modseq: one.modseq ? String(one.modseq) : null }
}
