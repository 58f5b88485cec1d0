// What is in the form of a mail account. The password is empty where it stays as it is.
import type { Mailbox } from '../../../src/desk/mailboxes/mailboxes.api.ts'

export interface Values {
  name: string
  inboxId: string
  host: string
  /** Text while it is being typed. */
  port: number | string
  isSecure: boolean
  username: string
  secret: string
  auth: Mailbox['auth']
  folder: string
}
