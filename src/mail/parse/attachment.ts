// A file that came with a mail, as it is told; its bytes stay in the raw mail.

export interface Attachment {
  /** Names the bytes within the raw mail, for `attachmentBytes`. */
  part: number
  name: string
  type: string
  size: number
  sha256: string
  contentId: string | null
  /** True where an image of the HTML shows it in place. */
  inline: boolean
}
