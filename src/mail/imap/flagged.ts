// A message of a folder with its flags, as a server tells it.

export interface Flagged {
  uid: number
  /** Sorted; without \Recent, which is no property of the message. */
  flags: string[]
  modseq: string | null
}

export function asFlagged(one: { uid: number; flags?: Set<string>; modseq?: bigint }): Flagged {
  const flags = [...(one.flags ?? [])].filter((flag) => flag !== '\\Recent').toSorted()
  return { uid: one.uid, flags, modseq: one.modseq ? String(one.modseq) : null }
}
