// What is in the form of a mail account. What is secret is empty where it stays as it is.
import type { GrantWish, Provider } from '../../../src/desk/mailboxes/grants.api.ts'
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
  onArchived: Mailbox['onArchived']
  onDeleted: Mailbox['onDeleted']
  onFlagged: Mailbox['onFlagged']
  grant: GrantValues
}

export interface GrantValues {
  provider: Provider
  clientId: string
  clientSecret: string
  authorizeUrl: string
  tokenUrl: string
  scope: string
  refreshToken: string
}

/** What is empty is left out: the server fills in what it knows of the provider, and keeps its secrets. */
export function grantWish({ provider, clientId, clientSecret, ...rest }: GrantValues): GrantWish {
  const { authorizeUrl, tokenUrl, scope, refreshToken } = rest
  return {
    provider,
    clientId,
    ...(clientSecret && { clientSecret }),
    ...((authorizeUrl || provider === 'other') && { authorizeUrl: authorizeUrl.trim() }),
    ...(tokenUrl && { tokenUrl: tokenUrl.trim() }),
    ...(scope && { scope }),
    ...(refreshToken && { refreshToken }),
  }
}
