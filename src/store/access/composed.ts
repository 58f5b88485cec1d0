// Composed statements that are asked often: prepared under their name and what their text comes to, so that PostgreSQL need not read
// and plan them every time. Only for what comes in few forms: every connection keeps every form.
import { hash } from 'node:crypto'
import type { RawBuilder } from 'kysely'
import type { Tx } from '../tx.ts'

/** `name`: null where this form is asked too seldom to be kept. */
export async function ask<T>(tx: Tx, name: string | null, composed: RawBuilder<T>): Promise<T[]> {
  const { sql: text, parameters } = composed.compile(tx.db)
  const named = name === null ? {} : { name: `${name}~${hash('sha1', text, 'base64url')}` }
  return await tx.query<T>({ ...named, text, values: [...parameters] })
}
