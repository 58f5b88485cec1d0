// A message of a folder with its flags, as a server tells it. Labels of Gmail (X-GM-LABELS) are among them, written so that no keyword
// can be taken for one.

export interface Flagged {
  uid: number
  /** Sorted; without \Recent, which is no property of the message. */
  flags: string[]
  modseq: string | null
  /** The server's own number for the mail, the same in every folder (RFC 8474 §4, X-GM-MSGID); null where it has none. */
  emailId: string | null
}

/** What is asked for: a server that is not Gmail is not asked for labels. */
export const flagsQuery = { uid: true, flags: true, labels: true } as const

/** Of one message; what a server says beyond is not remembered. */
const MOST = 100
const LONGEST = 100
/** Of a label, as an account shows it: no longer one is a tag. */
const LONGEST_LABEL = 40
/** No keyword has it in its name (RFC 3501 §9, flag-keyword). */
const LABEL = '%'

export function asFlagged(one: {
  uid: number
  flags?: Set<string>
  labels?: Set<string>
  modseq?: bigint
  emailId?: string
}): Flagged {
  const flags = [...(one.flags ?? [])].filter(isFlag)
  // Those of the system begin with a backslash, and come first of all that programs add.
  const own = flags.filter((flag) => flag.startsWith('\\'))
  const labels = [...(one.labels ?? [])].filter(isOfPeople).map(asFlag)
  const kept = [...own, ...labels, ...flags.filter((flag) => !flag.startsWith('\\'))].slice(0, MOST).toSorted()
  const { modseq, emailId } = one
  return { uid: one.uid, flags: kept, modseq: modseq ? String(modseq) : null, emailId: emailId ?? null }
}

const isFlag = (flag: string) => flag !== '\\Recent' && flag.length <= LONGEST && isNoLabel(flag)

/** \Inbox, \Sent, \Important and their like are places and marks of Gmail's own. */
const isOfPeople = (label: string) => !label.startsWith('\\') && isLabel(label)

/** Whether a label may be called so. */
export const isLabel = (name: string): boolean =>
  name.length > 0 && name.length <= LONGEST_LABEL && name === name.trim() && !/\p{Cc}/u.test(name)

export const isNoLabel = (flag: string): boolean => !flag.startsWith(LABEL)
export const asFlag = (label: string): string => LABEL + label
/** Null for what is no label. */
export const labelOf = (flag: string): string | null => (flag.startsWith(LABEL) ? flag.slice(LABEL.length) : null)
