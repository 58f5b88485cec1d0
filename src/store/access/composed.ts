// Composed statements that are asked often: prepared under a name made of their text, so that PostgreSQL need not read and plan them
// every time. Only for what comes in few forms: every form is kept by every connection.
import { hash } from 'node:crypto'
import type { RawBuilder } from 'kysely'
import type { Tx } from '../tx.ts'

export async function ask<T>(tx: Tx, composed: RawBuilder<T>, { isPrepared }: { isPrepared: boolean }): Promise<T[]> {
  const { sql: text, parameters } = composed.compile(tx.db)
  const name = isPrepared ? { name: hash('sha1', text, 'base64url') } : {}
  return await tx.query<T>({ ...name, text, values: [...parameters] })
}
