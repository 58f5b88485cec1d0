// Grants: what lets Postroom read an account without its password (OAuth 2.0). Here is what is kept of one and how it changes;
// asking a provider is the business of a door.
import type { Selectable, Updateable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { consentUrl, type Client, type Tokens } from '../../mail/oauth.ts'
import { record } from '../../store/events.ts'
import type { Keys } from '../../store/keys.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { hashOf, newSecret } from '../users/secrets.ts'
import { providers, type Grant, type GrantWish } from './grants.api.ts'

type Row = Selectable<Tables['mailbox_grant']>
type Secret = 'client_secret' | 'refresh_token' | 'access_token' | 'consent_verifier'

const CONSENT = 10 * 60_000
/** Longer than the provider may take to answer. */
const REFRESHING = 30_000
/** An access token that ends so soon is not used any more. */
const SPARE = 60_000

export async function readGrants(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Grant>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.db.selectFrom('mailbox_grant').selectAll().where('mailbox_id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.mailbox_id, shown(row)]))
}

/** Whose account it is a way into. Ids are unlike one another everywhere. */
export type Holder = 'mailbox' | 'addressBook'

/** What was granted to one client at one endpoint is of no use to another, and is never shown to one. */
export async function setGrant(tx: Tx, keys: Keys, id: Id, wish: GrantWish, noun: Holder = 'mailbox'): Promise<void> {
  const was = await lockGrant(tx, id)
  const known =
    wish.provider === 'other' ? { authorizeUrl: '', tokenUrl: undefined, scope: '' } : providers[wish.provider]
  const kept = was?.provider === wish.provider ? was : undefined
  const tokenUrl = wish.tokenUrl ?? kept?.token_url ?? known.tokenUrl
  if (tokenUrl === undefined)
    throw new Problem(
      'invalid',
      'grant-incomplete',
      'Which address gives out the tokens? It is in the documentation of the provider.',
    )
  const isSame = was?.token_url === tokenUrl && was.client_id === wish.clientId
  const fields = {
    provider: wish.provider,
    authorize_url: wish.authorizeUrl ?? kept?.authorize_url ?? known.authorizeUrl,
    token_url: tokenUrl,
    client_id: wish.clientId,
    scope: wish.scope ?? kept?.scope ?? known.scope,
    ...(wish.clientSecret !== undefined && {
      client_secret: wish.clientSecret === '' ? null : sealed(keys, id, 'client_secret', wish.clientSecret),
    }),
    ...(wish.clientSecret === undefined && !isSame && { client_secret: null }),
    ...(!isSame && nothingGranted),
    ...(wish.refreshToken !== undefined && {
      ...nothingGranted,
      refresh_token: sealed(keys, id, 'refresh_token', wish.refreshToken),
      granted_at: tx.now,
    }),
  }
  await tx.db
    .insertInto('mailbox_grant')
    .values({ mailbox_id: id, noun, ...fields })
    .onConflict((at) => at.column('mailbox_id').doUpdateSet(fields))
    .execute()
  if (wish.refreshToken !== undefined) await record(tx, `${noun}.granted`, id, { by: 'token' })
}

export async function dropGrant(tx: Tx, id: Id): Promise<void> {
  await tx.db.deleteFrom('mailbox_grant').where('mailbox_id', '=', id).execute()
}

/** After another server was named: an access token for one is nothing for another to see. */
export async function forgetGranted(tx: Tx, id: Id): Promise<void> {
  await update(tx, id, nothingGranted)
}

// ── consenting ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Where the browser goes. A second one ends the first. */
export async function beginConsent(
  tx: Tx,
  keys: Keys,
  { id, sessionId, redirectUri, loginHint }: { id: Id; sessionId: Id; redirectUri: string; loginHint: string },
): Promise<string> {
  const row = await lockGrant(tx, id)
  if (!row || row.authorize_url === '')
    throw new Problem(
      'invalid',
      'grant-incomplete',
      'Save first where somebody signs in at the provider, or give a refresh token.',
    )
  const [state, verifier] = [newSecret(), newSecret()]
  await update(tx, id, {
    consent_state: hashOf(state),
    consent_session_id: sessionId,
    consent_verifier: sealed(keys, id, 'consent_verifier', verifier),
    consent_until: new Date(tx.now.getTime() + CONSENT),
  })
  const { authorize_url: authorizeUrl, client_id: clientId, scope } = row
  return consentUrl({ authorizeUrl, clientId, scope, redirectUri, state, verifier, loginHint })
}

/** Taken once: whoever comes a second time with the same state, or from another session, is told to start again. */
export async function takeConsent(
  tx: Tx,
  keys: Keys,
  { state, sessionId, noun = 'mailbox' }: { state: string; sessionId: Id; noun?: Holder },
): Promise<{ id: Id; client: Client; verifier: string }> {
  const row = await tx.db
    .selectFrom('mailbox_grant')
    .selectAll()
    .where('consent_state', '=', hashOf(state))
    .where('consent_session_id', '=', sessionId)
    .where('noun', '=', noun)
    .where('consent_until', '>', tx.now)
    .forUpdate()
    .executeTakeFirst()
  if (!row?.consent_verifier)
    throw new Problem(
      'conflict',
      'consent-over',
      'This sign-in was started elsewhere, too long ago, or is done already. Start it again on the page of the account.',
    )
  const verifier = opened(keys, row.mailbox_id, 'consent_verifier', row.consent_verifier)
  await update(tx, row.mailbox_id, nothingPending)
  return { id: row.mailbox_id, client: clientOf(keys, row), verifier }
}

/** `client` is who asked: where it was changed meanwhile, what was granted is not for the new one. */
export async function keepConsent(tx: Tx, keys: Keys, id: Id, client: Client, tokens: Tokens): Promise<void> {
  const row = await lockGrant(tx, id)
  if (!row || row.client_id !== client.clientId || row.token_url !== client.tokenUrl || tokens.refreshToken === null)
    throw new Problem('conflict', 'consent-over', 'The account was changed meanwhile. Start again on its page.')
  await update(tx, id, {
    ...nothingGranted,
    refresh_token: sealed(keys, id, 'refresh_token', tokens.refreshToken),
    granted_at: tx.now,
    ...access(tx, keys, id, tokens),
  })
  await record(tx, `${row.noun}.granted`, id, { by: 'consent' })
}

// ── using ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Claim =
  | { kind: 'access'; accessToken: string }
  | { kind: 'refresh'; client: Client; refreshToken: string }
  /** Another process is asking the provider. */
  | { kind: 'wait' }

/** `refused`: the access token that the mail server has just refused. Throws where a person has to do something first. */
export async function claimAccess(
  tx: Tx,
  keys: Keys,
  id: Id,
  { by, refused }: { by: string; refused: string | undefined },
): Promise<Claim> {
  const row = await lockGrant(tx, id)
  if (!row?.refresh_token)
    throw new Problem(
      'denied',
      'grant-missing',
      'Nobody has signed in at the provider yet. Do so on the page of this account.',
    )
  if (row.revoked_at)
    throw new Problem(
      'denied',
      'grant-revoked',
      'The provider no longer lets Postroom into this account. Sign in there again on the page of this account.',
    )
  const isFresh = row.access_until !== null && row.access_until.getTime() - SPARE > tx.now.getTime()
  if (row.access_token && isFresh) {
    const accessToken = opened(keys, id, 'access_token', row.access_token)
    if (accessToken !== refused) return { kind: 'access', accessToken }
  }
  if (row.refreshing_until && row.refreshing_until > tx.now && row.refreshing_by !== by) return { kind: 'wait' }
  await update(tx, id, { refreshing_by: by, refreshing_until: new Date(tx.now.getTime() + REFRESHING) })
  const refreshToken = opened(keys, id, 'refresh_token', row.refresh_token)
  return { kind: 'refresh', client: clientOf(keys, row), refreshToken }
}

/** False where the grant was changed meanwhile: then these tokens belong to what was before. */
export async function keepAccess(tx: Tx, keys: Keys, id: Id, by: string, tokens: Tokens): Promise<boolean> {
  const { refreshToken } = tokens
  return await settle(tx, id, by, {
    ...access(tx, keys, id, tokens),
    ...(refreshToken !== null && { refresh_token: sealed(keys, id, 'refresh_token', refreshToken) }),
  })
}

/** Nobody asks the provider again before somebody has consented anew. */
export async function noteRevoked(tx: Tx, id: Id, by: string, because: string): Promise<void> {
  const { noun } = (await lockGrant(tx, id)) ?? { noun: 'mailbox' }
  if (await settle(tx, id, by, { revoked_at: tx.now, access_token: null, access_until: null }))
    await record(tx, `${noun}.grantRevoked`, id, { because })
}

/** The provider could not be asked; the next may try. */
export async function giveBack(tx: Tx, id: Id, by: string): Promise<void> {
  await settle(tx, id, by, {})
}

const nobodyAsking = { refreshing_by: null, refreshing_until: null }
const nothingPending = { consent_state: null, consent_session_id: null, consent_verifier: null, consent_until: null }
const nothingGranted = {
  refresh_token: null,
  granted_at: null,
  revoked_at: null,
  access_token: null,
  access_until: null,
  ...nobodyAsking,
  ...nothingPending,
}

async function settle(tx: Tx, id: Id, by: string, fields: Updateable<Tables['mailbox_grant']>): Promise<boolean> {
  const settled = await tx.db
    .updateTable('mailbox_grant')
    .set({ ...fields, ...nobodyAsking })
    .where('mailbox_id', '=', id)
    .where('refreshing_by', '=', by)
    .returning('mailbox_id')
    .executeTakeFirst()
  return settled !== undefined
}

function access(tx: Tx, keys: Keys, id: Id, { accessToken, expiresIn }: Tokens) {
  return {
    access_token: sealed(keys, id, 'access_token', accessToken),
    access_until: new Date(tx.now.getTime() + (expiresIn ?? 3_600) * 1_000),
  }
}

async function update(tx: Tx, id: Id, fields: Updateable<Tables['mailbox_grant']>): Promise<void> {
  await tx.db.updateTable('mailbox_grant').set(fields).where('mailbox_id', '=', id).execute()
}

async function lockGrant(tx: Tx, id: Id): Promise<Row | undefined> {
  return await tx.db.selectFrom('mailbox_grant').selectAll().where('mailbox_id', '=', id).forUpdate().executeTakeFirst()
}

function clientOf(keys: Keys, row: Row): Client {
  const { mailbox_id: id, token_url: tokenUrl, client_id: clientId, client_secret: secret } = row
  return { tokenUrl, clientId, clientSecret: secret && opened(keys, id, 'client_secret', secret) }
}

function sealed(keys: Keys, id: Id, what: Secret, text: string): Buffer {
  return keys.seal(`mailbox_grant.${what}:${id}`, text)
}

function opened(keys: Keys, id: Id, what: Secret, bytes: Buffer): string {
  return keys.open(`mailbox_grant.${what}:${id}`, bytes).toString()
}

function shown(row: Row): Grant {
  return {
    provider: row.provider as Grant['provider'],
    clientId: row.client_id,
    hasClientSecret: row.client_secret !== null,
    authorizeUrl: row.authorize_url,
    tokenUrl: row.token_url,
    scope: row.scope,
    state: row.revoked_at ? 'revoked' : row.refresh_token ? 'granted' : 'missing',
    grantedAt: row.granted_at?.toISOString() ?? null,
  }
}
