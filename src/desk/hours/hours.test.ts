import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { changeInbox } from '../inboxes/inboxes.ts'
import { addHours, changeHours, deleteHours, listHours } from './hours.ts'
import type { Week } from './hours.api.ts'

const none: Week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const office = {
  name: 'Office',
  timeZone: 'Europe/Amsterdam',
  week: { ...none, mon: [['09:00', '17:30'] as [string, string]] },
  holidays: ['2026-12-25'],
}

test(
  'business hours are kept, changed and deleted, and it is remembered who did it',
  onDesk(async ({ ada, history }) => {
    const hours = await addHours(ada, office)
    const changed = await changeHours(ada, hours.id, { ...office, name: 'Office, new' })

    expect(changed).toEqual({ id: hours.id, ...office, name: 'Office, new' })
    expect(await listHours(ada)).toEqual([changed])
    await deleteHours(ada, hours.id)
    expect(await listHours(ada)).toEqual([])
    expect(await history(hours.id)).toMatchObject([
      { name: 'hours.added', by: 'ada' },
      { name: 'hours.changed', by: 'ada' },
      { name: 'hours.deleted', by: 'ada' },
    ])
  }),
)

test(
  'a time zone nobody knows is refused, with the one that was probably meant',
  onDesk(async ({ ada }) => {
    await expect(addHours(ada, { ...office, timeZone: 'Holland/Amsterdam' })).rejects.toMatchObject({
      kind: 'invalid',
      message: 'There is no time zone “Holland/Amsterdam”. Did you mean Europe/Amsterdam?',
      detail: { where: 'timeZone' },
    })
    await expect(addHours(ada, { ...office, timeZone: '+01:00' })).rejects.toMatchObject({ code: 'time-zone-unknown' })
  }),
)

test(
  'spans that overlap or run backwards are refused with their place',
  onDesk(async ({ ada }) => {
    const withTuesday = (tue: Week['tue']) => addHours(ada, { ...office, week: { ...none, tue } })

    await expect(
      withTuesday([
        ['13:00', '17:00'],
        ['09:00', '13:01'],
      ]),
    ).rejects.toMatchObject({ code: 'spans-overlap', detail: { where: 'week.tue.0', with: 'week.tue.1' } })
    await expect(withTuesday([['22:00', '06:00']])).rejects.toMatchObject({
      code: 'span-backwards',
      detail: { where: 'week.tue.0' },
    })
    await expect(
      withTuesday([
        ['13:00', '24:00'],
        ['09:00', '13:00'],
      ]),
    ).resolves.toMatchObject({ name: 'Office' })
  }),
)

test(
  'hours that an inbox goes by are not deleted',
  onDesk(async ({ ada, inboxes }) => {
    const hours = await addHours(ada, office)
    await changeInbox(ada, inboxes.support, { hoursId: hours.id })

    await expect(deleteHours(ada, hours.id)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('“Support”'),
    })
  }),
)
