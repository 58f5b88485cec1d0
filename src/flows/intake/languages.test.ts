import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'

test(
  'a mail too short to tell is in the language that its writer used last',
  onDesk(async ({ tx, store }) => {
    await receive(tx, testMeans(store), {
      from: 'Emil <emil@bolt-works.example>',
      text: 'Waar blijft mijn bestelling? Die zou maandag komen.',
    })
    await receive(tx, testMeans(store), { from: 'Emil <emil@bolt-works.example>', subject: 'Hm', text: 'Ok' })
    await receive(tx, testMeans(store), { from: 'Fay <fay@gmail.com>', subject: 'Hm', text: 'Ok' })

    const rows = await tx.db.selectFrom('message').select(['sender', 'language']).orderBy('id').execute()
    expect(rows.map((row) => row.language)).toEqual(['nl', 'nl', null])
  }),
)
