import { expect, test } from 'vitest'
import { onDesk } from '../../test/desk.ts'
import { testMeans } from '../../test/arrivals.ts'
import { openWebDoor } from '../../test/web-door.ts'
import { limits } from '../kit/limits.ts'
import { forgetSpent, spend } from './spent.ts'

const most = { times: 3, bytes: 100 }

test(
  'a ration is so many times and so many bytes an hour, for each person and thing alone',
  onDesk(async ({ tx, ben, cleo }) => {
    const half = { ...tx, now: new Date('2026-03-02T09:30:00Z') }
    for (let n = 0; n < 3; n++) await spend(half, ben.id, 'upload', 10, most)

    await expect(spend(half, ben.id, 'upload', 10, most)).rejects.toMatchObject({
      code: 'ration-spent',
      detail: { retryAfter: 1800 },
    })
    await expect(spend(half, cleo.id, 'upload', 101, most)).rejects.toMatchObject({ code: 'ration-spent' })
    await spend(half, ben.id, 'export', 10, most)
    await spend({ ...tx, now: new Date('2026-03-02T10:00:00Z') }, ben.id, 'upload', 10, most)
    await forgetSpent({ ...tx, now: new Date('2026-03-02T12:00:00Z') })
    expect(await tx.db.selectFrom('spent').select('hour').execute()).toEqual([
      { hour: new Date('2026-03-02T10:00:00Z') },
    ])
  }),
)

test(
  'whoever has uploaded enough for an hour is told when to come again, and nothing more is kept for them',
  onDesk(async ({ tx, ben, cleo, store }) => {
    const door = openWebDoor(store, {}, testMeans(store))
    const [asBen, asCleo] = [await door.signedIn(ben.id), await door.signedIn(cleo.id)]
    const upload = (as: string) =>
      door.ask('POST', '/uploads?name=a.txt', { as, body: 'bytes', headers: { 'content-type': 'text/plain' } })
    expect((await upload(asBen)).status).toBe(201)
    await tx.db.updateTable('spent').set({ times: limits.upload.times }).execute()

    const refused = await upload(asBen)

    expect(refused).toMatchObject({ status: 429, body: { code: 'ration-spent' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await tx.db.selectFrom('upload').select('id').where('user_id', '=', ben.id).execute()).toHaveLength(1)
    expect((await upload(asCleo)).status).toBe(201)
    await tx.db
      .updateTable('spent')
      .set({ times: 1, bytes: String(limits.upload.bytes) })
      .execute()
    expect((await upload(asCleo)).status).toBe(429)
  }),
)
