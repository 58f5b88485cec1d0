import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'
import { startReply } from './start.ts'

test(
  'an answer that would go to an address nobody knows is a caution; one the sender or a participant has is none',
  onDesk(async ({ tx, store }) => {
    const means = testMeans(store)
    const cautionsOf = async (replyTo: string) => {
      await receive(tx, means, { subject: `Re ${replyTo}`, fields: [`Reply-To: ${replyTo}`, 'Cc: fay@acme.example'] })
      const { id, inbox_id: inboxId } = must((await deskNow(tx)).at(-1), 'the conversation')
      return (await startReply(tx, { id, inboxId, version: 1 }, 'reply', undefined)).cautions
    }

    expect(await cautionsOf('dora@acme-example.evil.example')).toEqual(['answer-goes-elsewhere'])
    expect(await cautionsOf('Dora <DORA@acme.example>')).toEqual([])
    expect(await cautionsOf('fay@acme.example')).toEqual([])
    expect(await cautionsOf('support+x@desk.example')).toEqual([])
  }),
)
