// Macros in answers: what they do when they are sent, what is kept of their use, and what becomes of both when the answer is called back.
import { expect, test } from 'vitest'
import { answerNow, withLetter } from '../../../test/answering.ts'
import { deskNow, receive } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { addCategory } from '../../desk/categories/categories.ts'
import { setStatus } from '../../desk/conversations/change.ts'
import type { MacroAction } from '../../desk/macros/macros.api.ts'
import { addMacro, listMacros } from '../../desk/macros/macros.ts'
import { figuresOf, settleUses } from '../../desk/macros/uses.ts'
import { permissionsOf } from '../../desk/users/permissions.ts'
import { wishOf } from './macros.ts'
import { undoSend } from './undo.ts'

const DAY = 86_400_000

async function withMacro(desk: Desk) {
  const { ada } = desk
  const category = await addCategory(ada, { name: 'Refunds', description: '' })
  const text = { type: 'text' as const, text: 'Your money is on its way.' }
  const actions: MacroAction[] = [
    { do: 'setStatus', status: 'resolved' },
    { do: 'setCategory', categoryId: category.id },
    { do: 'addTags', tags: ['refund'] },
  ]
  const { id } = await addMacro(ada, await ada.actor(), {
    title: 'Refund',
    folderId: null,
    isPersonal: false,
    teamId: null,
    inboxIds: [],
    variants: [{ language: 'en', body: { type: 'doc', content: [{ type: 'paragraph', content: [text] }] } }],
    actions,
  })
  const usage = async () => (await listMacros(ada, await ada.actor(), 'inUse'))[0]?.usage
  return { id, actions, categoryId: category.id, usage }
}

test(
  'what its chips say is done with the answer, in the writer’s name, and its use is counted by person and month',
  onDesk(async (desk) => {
    const { ben, tx, history } = desk
    const { id, actions, categoryId, usage } = await withMacro(desk)
    const { means, conversation } = await withLetter(desk)

    await answerNow(ben, means, conversation.id, { macros: [{ id, isEdited: true, actions }] })

    expect((await deskNow(tx))[0]).toMatchObject({ status: 'resolved', category_id: categoryId, tags: ['refund'] })
    const names = (await history(conversation.id)).filter(({ by }) => by === 'ben').map(({ name }) => name)
    expect(names).toContain('conversation.categoryChanged')
    expect(await usage()).toMatchObject({ uses: 1, usesThisMonth: 1, edited: 1, settled: 0 })
    expect((await figuresOf(tx, id)).map(({ userId, uses }) => [userId, uses])).toEqual([
      [null, 1],
      [ben.id, 1],
    ])
  }),
)

test(
  'what the writer chooses wins over what it says, and without its chips it does nothing',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { id, actions } = await withMacro(desk)
    const { means, conversation } = await withLetter(desk)

    // oxlint-disable-next-line unicorn/no-thenable -- the name of the field in the promise
    await answerNow(ben, means, conversation.id, { then: 'waiting', macros: [{ id, isEdited: false, actions }] })
    expect((await deskNow(tx))[0]).toMatchObject({ status: 'waiting', tags: ['refund'] })

    await answerNow(ben, means, conversation.id, { macros: [{ id, isEdited: false, actions: [] }] })
    expect((await deskNow(tx))[0]).toMatchObject({ status: 'waiting', tags: ['refund'] })
  }),
)

test(
  'called back, the answer takes with it what it did and that it was used',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { id, actions, usage } = await withMacro(desk)
    const { means, conversation } = await withLetter(desk)
    const snooze = { do: 'snooze' as const, minutes: 60, counts: 'calendar' as const }
    const rest = actions.filter((one) => one.do !== 'setStatus')
    const outboxId = await answerNow(ben, means, conversation.id, { macros: [{ id, isEdited: false, actions: [...rest, snooze] }] }) // prettier-ignore
    expect((await deskNow(tx))[0]?.snoozed_until).not.toBeNull()

    await undoSend(ben, means, outboxId)

    expect((await deskNow(tx))[0]).toMatchObject({ status: 'open', category_id: null, tags: [], snoozed_until: null })
    expect(await usage()).toMatchObject({ uses: 0, usesThisMonth: 0 })
  }),
)

test(
  'nobody does by a macro what they may not do, and one that they do not see is not counted',
  onDesk(async (desk) => {
    const { ben, inboxes, tx } = desk
    const { id, actions } = await withMacro(desk)
    const actor = await ben.actor()
    const bound = { ...actor, permissions: new Set(permissionsOf.viewer.concat('conversation.reply')) }
    const to = { inbox_id: inboxes.support }
    const used = [{ id, isEdited: false, actions }]

    await expect(wishOf(ben, bound, to, used)).rejects.toMatchObject({ kind: 'denied', code: 'not-permitted' })
    await expect(wishOf(ben, bound, to, [{ id, isEdited: false, actions: [] }])).resolves.toMatchObject({ actions: [] })
    await tx.db.updateTable('macro').set({ owner_id: desk.ada.id }).execute()
    expect((await wishOf(ben, await desk.ada.actor(), to, used)).counted).toHaveLength(1)
    expect((await wishOf(ben, actor, to, used)).counted).toEqual([])
  }),
)

test(
  'a week later it is known whether the matter was done with it: resolved, and nothing more from the customer',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { id, usage } = await withMacro(desk)
    const { means, conversation } = await withLetter(desk)
    const macros = [{ id, isEdited: false, actions: [] }]
    await answerNow(ben, means, conversation.id, { macros })
    await receive(tx, means, { messageId: 'other@acme.example', subject: 'Something else', text: 'Something else' })
    const other = (await deskNow(tx)).find((one) => one.id !== conversation.id)
    await answerNow(ben, means, other?.id ?? '', { macros })
    const later = { ...tx, now: new Date(tx.now.getTime() + DAY) }
    await receive(later, means, { messageId: 'again@acme.example', inReplyTo: 'other@acme.example', subject: 'Re: Something else', text: 'Not yet' }) // prettier-ignore
    for (const one of await deskNow(tx)) await setStatus(ben, one.id, 'resolved')

    const early = await settleUses({ ...tx, now: new Date(tx.now.getTime() + 6 * DAY) })
    const settled = await settleUses({ ...tx, now: new Date(tx.now.getTime() + 8 * DAY) })
    const again = await settleUses({ ...tx, now: new Date(tx.now.getTime() + 9 * DAY) })

    expect([early, settled, again]).toEqual([0, 2, 0])
    expect(await usage()).toMatchObject({ uses: 2, settled: 2, resolved: 1 })
  }),
)
