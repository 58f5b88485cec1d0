// Who may do what. Roles are sets of permissions; a token carries its own. `can` answers for actions, `visible` for rows:
// every way to data (lists, search, counts, events, downloads) passes through one of the two.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'

export const permissions = [
  'conversation.read',
  'conversation.change',
  'conversation.assign',
  'conversation.reply',
  'draft.approve',
  'conversation.delete',
  'conversation.restrict',
  'breakglass.use',
  'secret.read',
  'sender.trust',
  'check.override',
  'note.write',
  'task.read',
  'task.write',
  'task.manage',
  'deal.read',
  'deal.write',
  'deal.manage',
  'sequence.read',
  'sequence.enrol',
  'sequence.write',
  'attachment.download',
  'contact.read',
  'contact.write',
  'contact.merge',
  'contact.import',
  'contact.export',
  'addressBook.configure',
  'inbox.read',
  'inbox.configure',
  'mailbox.configure',
  'rule.read',
  'rule.write',
  'macro.read',
  'macro.write',
  'category.write',
  'field.write',
  'view.write',
  'user.read',
  'user.manage',
  'team.manage',
  'token.manage',
  'webhook.manage',
  'job.read',
  'job.retry',
  'mail.deliver',
  'report.read',
  'audit.read',
  'audit.write',
] as const
export type Permission = (typeof permissions)[number]

export const roles = ['admin', 'lead', 'agent', 'viewer'] as const
export type Role = (typeof roles)[number]

const viewer: Permission[] = [
  'conversation.read',
  'task.read',
  'deal.read',
  'sequence.read',
  'attachment.download',
  'contact.read',
  'inbox.read',
  'rule.read',
  'macro.read',
  'user.read',
]
const agent: Permission[] = [
  ...viewer,
  'conversation.change',
  'conversation.assign',
  'conversation.reply',
  'note.write',
  'task.write',
  'deal.write',
  'sequence.enrol',
  'contact.write',
]
const lead: Permission[] = [
  ...agent,
  'draft.approve',
  'conversation.delete',
  'secret.read',
  'sender.trust',
  'check.override',
  'conversation.restrict',
  'task.manage',
  'deal.manage',
  'sequence.write',
  'rule.write',
  'macro.write',
  'category.write',
  'field.write',
  'view.write',
  'contact.merge',
  'contact.import',
  'contact.export',
  'report.read',
  'job.read',
  'audit.read',
  'audit.write',
]

export const permissionsOf: Record<Role, readonly Permission[]> = { admin: permissions, lead, agent, viewer }

/** Whoever asks: a signed-in user, an API token, or Postroom itself (`system`, which may everything). */
export interface Actor {
  kind: 'user' | 'token' | 'system'
  /** The user; null for a token of the desk's own and for the system. */
  id: Id | null
  name: string
  /** The token this came with, null for a session: tells the programs of one owner, and of the desk, apart. */
  tokenId: Id | null
  role: Role | null
  permissions: ReadonlySet<string>
  /** The inboxes whose conversations this actor sees: loaded with every request, so a lost right is lost at once. */
  inboxIds: readonly Id[]
  /** A token for some inboxes only: it hands out nothing that reaches beyond them. */
  isBound: boolean
  /** Sees every inbox there is, and is not bound: may read and decide what holds for the whole desk. */
  seesAll: boolean
}

/** Default deny. `inboxId` is asked for where the thing acted on lies in an inbox. */
export function can(actor: Actor, permission: string, inboxId?: Id | null): boolean {
  if (actor.kind === 'system') return true
  if (!actor.permissions.has(permission)) return false
  return inboxId === undefined || (inboxId !== null && actor.inboxIds.includes(inboxId))
}

/** What somebody does by the way: reads mail where they judge it, gives work away where they hand it over. */
export function mustAlso(actor: Actor, permission: Permission): void {
  if (can(actor, permission)) return
  throw new Problem('denied', 'not-permitted', 'You may not do this.', { detail: { needs: permission } })
}

/** A request without a session or a token. */
export const stranger: Actor = {
  kind: 'user',
  id: null,
  name: '',
  tokenId: null,
  role: null,
  permissions: new Set(),
  inboxIds: [],
  isBound: false,
  seesAll: false,
}

/** Postroom itself. */
export const system: Actor = { ...stranger, kind: 'system', name: 'Postroom', seesAll: true }

export function isStranger(actor: Actor): boolean {
  return actor.kind === 'user' && actor.id === null
}

/** Nobody hands out a right they lack: not by a role, not by the scopes of a token. */
export function mayGrant(actor: Actor, granted: readonly string[]): boolean {
  return actor.kind === 'system' || granted.every((permission) => actor.permissions.has(permission))
}

/** A role sees inboxes too, so a token for some of them gives none away. */
export function mayGrantRole(actor: Actor, ...given: Role[]): boolean {
  return !actor.isBound && given.every((role) => mayGrant(actor, permissionsOf[role]))
}

/** Whoever may everything everywhere runs the place: what they let a program do is not bounded for them. */
export function isOperator(actor: Actor): boolean {
  return actor.seesAll && permissions.every((one) => actor.permissions.has(one))
}
