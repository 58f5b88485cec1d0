import { expect, test } from 'vitest'
import { testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { addMailbox, listMailboxes, removeMailbox } from '../../desk/mailboxes/mailboxes.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'
import { HOUR } from './silence-formula.ts'
import { listenTo, noteArrivals } from './silence.ts'

const DAY = 24 * HOUR

test(
  'an account that is silent for longer than is usual is told once, and it ends by itself when mail comes',
  onDesk(async ({ tx, store, inboxes, history }) => {
    const means = testMeans(store)
    const access = { host: '127.0.0.1', port: 143, isSecure: false, username: 'desk', folder: 'INBOX' }
    const policy = { onArchived: 'resolve', onDeleted: 'bin', onFlagged: 'tag' } as const
    const auth = { inboxId: inboxes.support, auth: 'password', secret: 'x' } as const
    const { id } = await addMailbox(tx, means.keys, { ...auth, ...access, ...policy })
    const last = Math.floor(tx.now.getTime() / HOUR) * HOUR
    const usual = Array.from({ length: 8 * 7 * 24 }, (_, at) => new Date(last - at * HOUR))
    await noteArrivals(tx, id, inboxes.support, usual)
    const after = (ms: number) => ({ ...tx, now: new Date(last + ms) })
    const shown = async () => must((await listMailboxes(tx))[0], 'the account')
    const told = async () => (await history(id)).map((one) => one.name).filter((name) => /ilent|heard/.test(name))

    await listenTo(after(3 * HOUR), id)
    const calm = await shown()
    const listenTwice = (at: Tx) => Promise.all([listenTo(at, id), listenTo(at, id)]) // two processes at the same moment
    for (const days of [2, 3]) await listenTwice(after(days * DAY))
    const silent = await shown()
    await noteArrivals(after(3 * DAY), id, inboxes.support, [new Date(last - DAY)])
    const still = await shown()
    await noteArrivals(after(3 * DAY), id, inboxes.support, [new Date(last + 3 * DAY)])
    const heard = await shown()

    expect(calm).toMatchObject({ lastMailAt: new Date(last).toISOString(), silence: null })
    expect(silent.silence).toMatchObject({ since: new Date(last).toISOString() })
    expect(silent.silence?.expected).toBeGreaterThan(50)
    expect(still.silence).not.toBeNull()
    expect(heard.silence).toBeNull()
    expect(await told()).toEqual(['mailbox.fellSilent', 'mailbox.heardAgain'])
    await removeMailbox(tx, id)
    expect(await tx.db.selectFrom('mailbox_arrival').select('hour').execute()).toEqual([])
  }),
)
