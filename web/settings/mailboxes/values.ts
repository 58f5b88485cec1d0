// What is in the form of a mail account. What is secret is empty where it stays as it is.
import type { GrantWish, Provider } from '../../../src/desk/mailboxes/grants.api.ts'
import type { Mailbox } from '../../../src/desk/mailboxes/mailboxes.api.ts'

export interface Values extends Follow {
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
  grant: GrantValues
}

/** How the two sides follow each other. */
type Follow = Pick<Mailbox, (typeof follows)[number]> & { archiveFolder: string; sentFolder: string }

const follows = [
  'onArchived',
  'onDeleted',
  'onFlagged',
  'onLabelled',
  'onSent',
  'readBy',
  'tellResolved',
  'tellDeleted',
  'tellFlagged',
  'tellTags',
  'tellSeen',
  'tellSent',
  'statusRule',
  'flagRule',
] as const
type Telling = Pick<Values, 'tellResolved' | 'tellDeleted' | 'tellFlagged' | 'tellTags' | 'tellSeen' | 'tellSent'>

export const silent: Telling = {
  tellResolved: 'nothing',
  tellDeleted: 'nothing',
  tellFlagged: 'nothing',
  tellTags: 'nothing',
  tellSeen: 'never',
  tellSent: 'nothing',
}
/** What is offered where somebody wants the account to follow. */
export const usual: Telling = {
  tellResolved: 'archive',
  tellDeleted: 'trash',
  tellFlagged: 'flag',
  tellTags: 'label',
  tellSeen: 'handled',
  tellSent: 'append',
}

const fresh: Follow = {
  onArchived: 'resolve',
  onDeleted: 'mark',
  onFlagged: 'tag',
  onLabelled: 'tag',
  onSent: 'file',
  readBy: null,
  ...silent,
  statusRule: 'postroom',
  flagRule: 'later',
  archiveFolder: '',
  sentFolder: '',
}

export const isTelling = (values: Telling) =>
  (Object.keys(silent) as (keyof Telling)[]).some((name) => values[name] !== silent[name])

/** As it is kept, or as a new account begins. */
export function followOf(mailbox: Mailbox | undefined): Follow {
  if (!mailbox) return fresh
  const kept = Object.fromEntries(follows.map((name) => [name, mailbox[name]])) as Pick<
    Mailbox,
    (typeof follows)[number]
  >
  return { ...kept, archiveFolder: mailbox.archiveFolder ?? '', sentFolder: mailbox.sentFolder ?? '' }
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
