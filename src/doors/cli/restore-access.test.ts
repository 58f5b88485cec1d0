import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import type { Tx } from '../../store/tx.ts'
import { endAccess } from './restore-access.ts'

/** One of each that is open, and one invitation that was accepted. */
async function handOut(tx: Tx, userId: string): Promise<{ tokenId: string }> {
  const later = new Date(tx.now.getTime() + 3_600_000)
  const times = { created_at: tx.now, expires_at: later }
  const tokenId = tx.mint()
  const hash = (text: string) => Buffer.from(text)
  const session = { id: tx.mint(), user_id: userId, token_hash: hash('s'), seen_at: tx.now, ...times }
  await tx.db.insertInto('session').values(session).execute()
  for (const [text, accepted] of [
    ['open', null],
    ['used', tx.now],
  ] as const)
    await tx.db
      .insertInto('invitation')
      .values({
        id: tx.mint(),
        email: `${text}@desk.example`,
        role: 'agent',
        token_hash: hash(text),
        accepted_at: accepted,
        ...times,
      })
      .execute()
  await tx.db
    .insertInto('token')
    .values({ id: tokenId, name: 'shop', token_hash: hash('t'), scopes: ['*'], created_at: tx.now })
    .execute()
  return { tokenId }
}

test(
  'after a restore no session, open invitation or token lets anybody in',
  onDesk(async ({ tx, ben, history }) => {
    const { tokenId } = await handOut(tx, ben.id)

    expect(await endAccess(tx, { keepTokens: false })).toEqual({ sessions: 1, invitations: 1, consents: 0, tokens: 1 })

    expect(await tx.db.selectFrom('session').select('id').execute()).toEqual([])
    expect(await tx.db.selectFrom('invitation').select('email').execute()).toEqual([{ email: 'used@desk.example' }])
    expect(await tx.db.selectFrom('token').select('id').where('revoked_at', 'is', null).execute()).toEqual([])
    expect(await history(tokenId)).toMatchObject([{ name: 'token.revoked' }])
  }),
)

test(
  'tokens are kept where that is asked for, and nothing else is',
  onDesk(async ({ tx, ben }) => {
    await handOut(tx, ben.id)

    expect(await endAccess(tx, { keepTokens: true })).toEqual({ sessions: 1, invitations: 1, consents: 0, tokens: 0 })

    expect(await tx.db.selectFrom('token').select('revoked_at').execute()).toEqual([{ revoked_at: null }])
  }),
)
