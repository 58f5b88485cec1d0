// A message as it lies in a file.

export interface FiledMessage {
  /** The file it lies in. */
  source: string
  /** Bytes from the beginning of that file to the message (its `From ` line, in an mbox). */
  offset: number
  /** Where the next one begins: resume here. */
  end: number
  /**
   * As it lies there, line ends included; without an mbox's `From ` line and quoting. What is too large to be held is read from its
   * file while it is asked for, each time anew.
   */
  raw: Buffer | AsyncIterable<Buffer>
}

/** Larger messages are not held. */
export const LARGE = 1024 * 1024
