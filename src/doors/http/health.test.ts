import { expect, test } from 'vitest'
import { useStore } from '../../../test/database.ts'
import type { Store } from '../../store/store.ts'
import { createReadiness, pendingMigrations } from './health.ts'

const storeOf = useStore()
const current = async () => 0

test('ready: the database takes a write, no migration is pending, the disk has room', async () => {
  const ready = createReadiness({ store: storeOf(), space: { hasRoom: () => true }, pendingMigrations: current })

  expect(await ready()).toEqual({ isReady: true, checks: { database: true, migrations: true, space: true } })
})

test('not ready, and which part: the database is away, migrations wait, the disk is full', async () => {
  const away = {
    ...storeOf(),
    transact: () => Promise.reject(new Error('away')),
    ping: () => Promise.reject(new Error('away')),
  } as Store

  expect(
    await createReadiness({ store: away, space: { hasRoom: () => false }, pendingMigrations: async () => 2 })(),
  ).toEqual({
    isReady: false,
    checks: { database: false, migrations: false, space: false },
  })
})

test('who is overtaken by a newer version stays ready: its migrations leave what we read', async () => {
  const { pool } = storeOf()
  await pool.query(`insert into migration (number, name, checksum) values (9999, 'later', 'unknown')`)

  const pending = await pendingMigrations(pool)

  await pool.query('delete from migration where number = 9999')
  expect(pending).toBe(0)
})

test('many who ask at once cost one look', async () => {
  let looks = 0
  const counted = async () => {
    looks++
    return 0
  }
  const ready = createReadiness({ store: storeOf(), space: { hasRoom: () => true }, pendingMigrations: counted })

  await Promise.all(Array.from({ length: 50 }, ready))

  expect(looks).toBe(1)
})
