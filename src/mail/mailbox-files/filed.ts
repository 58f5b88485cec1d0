// A message as it lies in a file.

export interface FiledMessage {
  /** The file it lies in. */
  source: string
  /** Bytes from the beginning of that file to the message (its `From ` line, in an mbox). */
  offset: number
  /** Where the next one begins: resume here. */
  end: number
  /** As it lies there, line ends included; without an mbox's `From ` line and quoting. */
  raw: Buffer
}
