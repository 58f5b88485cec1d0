import { expect, test } from 'vitest'
import { deskNow, receive, testMeans, type Letter } from '../../../test/arrivals.ts'
import { onDesk, type Desk, type Person } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'
import { setCustomStatus, setStatus } from '../conversations/change.ts'
import { countViews } from '../conversations/counts.ts'
import { listRows } from '../conversations/lists.ts'
import { merge } from '../conversations/merge.ts'
import { tallyErrors } from '../conversations/tally.ts'
import { unmerge } from '../conversations/unmerge.ts'
import { addRule, deleteRule } from '../rules/rules.ts'
import { addStatus as addRoute, type CustomStatus } from './statuses.api.ts'
import { addStatus, archiveStatus, changeStatus, listStatuses, orderStatuses, restoreStatus } from './statuses.ts'

const add = async (who: Person, wanted: object): Promise<CustomStatus> =>
  await addStatus(who, await who.actor(), addRoute.input.parse(wanted))
const stateOf = async ({ tx }: Desk) => (await deskNow(tx)).map((one) => [one.status, one.status_id])
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (thrown: { code?: string }) => thrown.code,
  )

test(
  'a custom status is one of the three for all that counts; leaving that one leaves it, by whatever way',
  onDesk(async (desk) => {
    const { tx, ada, ben, store } = desk
    const parts = await add(ada, { status: 'waiting', name: 'Waiting for parts' })
    const bank = await add(ada, { status: 'waiting', name: 'At the bank' })
    const letter: Letter = { messageId: 'q@acme.example' }
    await receive(tx, testMeans(store), letter)
    const { id } = must((await deskNow(tx))[0], 'it')

    await setCustomStatus(ben, id, parts.id)
    await setCustomStatus(ben, id, bank.id)

    expect(await stateOf(desk)).toEqual([['waiting', bank.id]])
    expect((await countViews(tx, await ben.actor())).views).toMatchObject({ open: 0, waiting: 1 })
    const listed = await listRows(tx, await ben.actor(), { view: 'waiting', limit: 9, statusId: bank.id })
    expect(listed.conversations.map((one) => one.statusId)).toEqual([bank.id])
    expect(
      (await listRows(tx, await ben.actor(), { view: 'all', limit: 9, statusId: parts.id })).conversations,
    ).toEqual([])
    expect((await desk.history(id)).slice(1)).toMatchObject([
      {
        name: 'conversation.statusChanged',
        data: { from: 'open', to: 'waiting', fromStatusId: null, toStatusId: parts.id },
      },
      { name: 'conversation.statusRefined', by: 'ben', data: { from: parts.id, to: bank.id, status: 'waiting' } },
    ])

    await receive(tx, testMeans(store), { inReplyTo: 'q@acme.example', text: 'And?' })
    expect(await stateOf(desk)).toEqual([['open', null]])
    await setCustomStatus(ben, id, bank.id)
    await setStatus(ben, id, 'waiting')
    expect(await stateOf(desk)).toEqual([['waiting', null]])
    await setCustomStatus(ben, id, bank.id)
    await setStatus(ben, id, 'resolved')
    expect(await stateOf(desk)).toEqual([['resolved', null]])
    expect(await tallyErrors(tx)).toEqual([])
  }),
)

test(
  'merged and apart again, each has the status that it had',
  onDesk(async (desk) => {
    const { tx, ada, store } = desk
    const parts = await add(ada, { status: 'waiting', name: 'Waiting for parts' })
    await receive(tx, testMeans(store), { subject: 'A' }, { subject: 'B' })
    const [one, other] = (await deskNow(tx)).map((row) => row.id) as [string, string]
    await setCustomStatus(ada, other, parts.id)

    await merge(ada, one, other)
    expect((await deskNow(tx)).find((row) => row.id === other)).toMatchObject({ status: 'open', status_id: null })
    await unmerge(ada, one)

    expect((await deskNow(tx)).find((row) => row.id === other)).toMatchObject({
      status: 'waiting',
      status_id: parts.id,
    })
  }),
)

test(
  'one is offered where it is meant, kept where it is, and archived when no rule names it',
  onDesk(async (desk) => {
    const { tx, ada, ben, inboxes, store } = desk
    const parts = await add(ada, { status: 'waiting', name: 'Waiting for parts' })
    const bank = await add(ada, { status: 'waiting', name: 'At the bank', inboxIds: [inboxes.billing] })
    await receive(tx, testMeans(store), { recipients: ['support@desk.example'] })
    const { id } = must((await deskNow(tx))[0], 'it')
    const wanted = {
      inboxId: null,
      occasion: 'message.received' as const,
      isEnabled: true,
      condition: { all: [] },
      name: 'Park',
    }

    expect(await codeOf(setCustomStatus(ben, id, bank.id))).toBe('status-elsewhere')
    expect(await codeOf(add(ada, { status: 'open', name: 'AT THE BANK' }))).toBe('status-exists')
    expect(await codeOf(addRule(ada, { ...wanted, actions: [{ do: 'setStatus', status: 'open', statusId: parts.id }] }))).toBe('status-other') // prettier-ignore
    const rule = await addRule(ada, {
      ...wanted,
      actions: [{ do: 'setStatus', status: 'waiting', statusId: parts.id }],
    })
    expect(await codeOf(archiveStatus(ada, await ada.actor(), parts.id))).toBe('status-in-use')
    await deleteRule(ada, rule.id)
    await setCustomStatus(ben, id, parts.id)
    await archiveStatus(ada, await ada.actor(), parts.id)

    expect(await stateOf(desk)).toEqual([['waiting', parts.id]])
    await setStatus(ben, id, 'open')
    expect(await codeOf(setCustomStatus(ben, id, parts.id))).toBe('status-missing')
    await restoreStatus(ada, await ada.actor(), parts.id)
    await changeStatus(ada, await ada.actor(), { id: parts.id, version: 1, name: 'Parts', colour: 'red' })
    await orderStatuses(ada, await ada.actor(), [bank.id, parts.id])
    expect((await listStatuses(tx)).map((one) => one.name)).toEqual(['At the bank', 'Parts'])
    expect(await codeOf(orderStatuses(ada, await ada.actor(), [bank.id]))).toBe('order-incomplete')
    expect(await codeOf(changeStatus(ada, await ada.actor(), { id: parts.id, version: 1, name: 'Late' }))).toBe('status-changed') // prettier-ignore
  }),
)

test(
  'archived ones do not come back beyond how many there may be',
  onDesk(async ({ ada }) => {
    const actor = await ada.actor()
    const first = await add(ada, { status: 'open', name: 'Stage 0' })
    await archiveStatus(ada, actor, first.id)
    for (let at = 1; at <= 50; at++) await add(ada, { status: 'open', name: `Stage ${at}` })

    expect(await codeOf(restoreStatus(ada, actor, first.id))).toBe('statuses-too-many')
    expect(await codeOf(add(ada, { status: 'open', name: 'Stage 51' }))).toBe('statuses-too-many')
  }),
)
