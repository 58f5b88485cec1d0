import { expect, test } from 'vitest'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { mendTallies } from '../conversations/tally.ts'
import { setPrivacy } from '../conversations/privacy.ts'
import { merge } from '../conversations/merge.ts'
import { addHours, changeHours } from '../hours/hours.ts'
import { addTeam } from '../teams/teams.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { followZone, ringTask } from './ring.ts'
import { addTask, changeTask, type NewTask } from './tasks.ts'

const week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const plain: NewTask = { title: 'Call', text: '', ownerId: null, teamId: null, due: null, repeat: null, priority: 'normal', checklist: [], conversationId: null, contactId: null, companyId: null } // prettier-ignore

/** Everybody at the door, and conversations of Dora's. */
async function open(desk: Desk) {
  const { tx, store, ada, ben, cleo, vera, dora } = desk
  const door = openWebDoor(store)
  const as = { ada: await door.signedIn(ada.id), ben: await door.signedIn(ben.id), cleo: await door.signedIn(cleo.id), vera: await door.signedIn(vera.id) } // prettier-ignore
  let number = 5000
  const conversation = async (inboxId: Id, subject = 'Kettle') => {
    const id = tx.mint()
    await tx.db.insertInto('conversation').values({ id, number: `${++number}`, inbox_id: inboxId, contact_id: dora.id, company_id: dora.companyId, subject, last_message_at: tx.now, created_at: tx.now }).execute() // prettier-ignore
    await mendTallies(tx)
    return id
  }
  const ask = async (who: keyof typeof as, method: string, path: string, body?: unknown) =>
    await door.ask(method, path, { as: as[who], ...(body !== undefined && { body }) })
  const titles = async (who: keyof typeof as, query = '') =>
    ((await ask(who, 'GET', `/tasks${query}`)).body.tasks as { title: string }[]).map((one) => one.title)
  return { ask, titles, conversation }
}
const at = (tx: Tx, time: string): Tx => ({ ...tx, now: new Date(time) })

test(
  'a task lives: added for oneself, changed, ticked off, taken back, put away and brought back, and all of it is remembered',
  onDesk(async (desk) => {
    const { ask, titles } = await open(desk)
    const added = await ask('ben', 'POST', '/tasks', { title: ' Call Dora ', due: { day: '2026-03-05' }, checklist: ['Find her number'] }) // prettier-ignore
    const { id, checklist } = added.body
    const where = `/tasks/${id}`

    expect([added.status, added.body]).toMatchObject([201, { title: 'Call Dora', ownerId: desk.ben.id, dueOn: '2026-03-05', dueAt: '2026-03-06T00:00:00.000Z' }]) // prettier-ignore
    expect((await ask('ben', 'PATCH', where, { title: 'Ring Dora', version: 1 })).body).toMatchObject({ title: 'Ring Dora', version: 2 }) // prettier-ignore
    expect((await ask('ben', 'PATCH', where, { text: 'x', version: 1 })).body).toMatchObject({ code: 'task-changed' })
    const item = `${where}/items/${checklist[0].id}`
    expect((await ask('ben', 'PATCH', item, { done: true })).body.checklist).toMatchObject([{ doneById: desk.ben.id }])
    const two = (await ask('ben', 'POST', `${where}/items`, { text: 'Dial' })).body.checklist as { id: Id }[]
    const turned = await ask('ben', 'PUT', `${where}/items`, { ids: two.map((one) => one.id).toReversed() })
    expect(turned.body.checklist.map((one: { text: string }) => one.text)).toEqual(['Dial', 'Find her number'])
    expect((await ask('ben', 'PUT', `${where}/items`, { ids: [two[0]?.id, two[0]?.id] })).body.code).toBe('checklist-changed') // prettier-ignore
    expect((await ask('ben', 'DELETE', item)).body.checklist).toHaveLength(1)
    expect((await ask('ben', 'PUT', `${where}/done`, { done: true })).body.doneById).toBe(desk.ben.id)
    expect([await titles('ben'), await titles('ben', '?state=done')]).toEqual([[], ['Ring Dora']])
    await ask('ben', 'PUT', `${where}/done`, { done: false })
    expect((await ask('ben', 'DELETE', where)).status).toBe(200)
    expect((await ask('ben', 'GET', where)).body.code).toBe('task-missing')
    await ask('ben', 'POST', `${where}/restore`, {})
    const { history } = (await ask('ben', 'GET', where)).body

    expect(history.map((one: { name: string }) => one.name)).toEqual(['task.added', 'task.changed', 'task.changed', 'task.changed', 'task.changed', 'task.changed', 'task.done', 'task.reopened', 'task.deleted', 'task.restored']) // prettier-ignore
  }),
)

test(
  'what is about a conversation is seen by whoever sees that, what is mine by me, and what I may not see does not exist',
  onDesk(async (desk) => {
    const { ask, titles, conversation } = await open(desk)
    const { ada, ben, cleo, inboxes, tx } = desk
    const [billing, support] = [await conversation(inboxes.billing, 'Invoice'), await conversation(inboxes.support)]
    const add = async (title: string, more: object) => (await ask('cleo', 'POST', '/tasks', { title, ownerId: null, ...more })).body // prettier-ignore
    const dunning = await add('Dunning', { conversationId: billing })
    await add('Repair', { conversationId: support })
    const own = await add('Cleo’s own', { ownerId: cleo.id })
    await add('Anybody’s', {})

    expect((await titles('ben', '?whose=all')).toSorted()).toEqual(['Anybody’s', 'Repair'])
    expect((await titles('cleo', '?whose=all')).toSorted()).toEqual(['Anybody’s', 'Cleo’s own', 'Dunning', 'Repair'])
    expect(await titles('vera', `?conversationId=${support}`)).toEqual(['Repair'])
    for (const { id } of [dunning, own]) {
      for (const [method, path, body] of [
        ['GET', ''],
        ['PATCH', '', { title: 'x' }],
        ['PUT', '/done', { done: true }],
        ['DELETE', ''],
      ] as const)
        // prettier-ignore
        expect((await ask('ben', method, `/tasks/${id}${path}`, body)).body.code).toBe('task-missing')
      expect((await ask('ben', 'POST', '/tasks/changes', { changes: [{ id, deleted: true }] })).status).toBe(404)
    }
    expect((await ask('ben', 'GET', `/tasks?conversationId=${billing}`)).body.code).toBe('conversation-missing')
    expect((await ask('ben', 'POST', '/tasks', { title: 'x', conversationId: billing })).status).toBe(404)
    expect((await ask('cleo', 'PATCH', `/tasks/${dunning.id}`, { ownerId: ben.id })).body.code).toBe('owner-blind')
    expect((await ask('cleo', 'PATCH', `/tasks/${own.id}`, { ownerId: desk.vera.id })).body.code).toBe('owner-reads-only') // prettier-ignore
    expect((await ask('vera', 'POST', '/tasks', { title: 'x' })).status).toBe(403)

    const mine = (await ask('ben', 'POST', '/tasks', { title: 'Mine', conversationId: support })).body
    await setPrivacy(ada, support, [cleo.id])
    const left = (await ask('ben', 'GET', `/tasks/${mine.id}`)).body
    expect([await titles('ben'), await titles('vera', '?whose=all')]).toEqual([['Mine'], ['Anybody’s']])
    expect([left.title, left.conversation]).toEqual(['Mine', null])
    expect((await tx.db.selectFrom('change').select('subject_id').where('name', '=', 'task.added').where('inbox_id', '=', inboxes.billing).execute()).map((one) => one.subject_id)).toEqual([billing]) // prettier-ignore
  }),
)

test(
  'a task of a team is for its members, of what was merged for the whole, and Dora’s card shows what is about her',
  onDesk(async (desk) => {
    const { ask, titles, conversation } = await open(desk)
    const { ada, ben, dora, inboxes } = desk
    const team = await addTeam(ada, { name: 'Returns', memberIds: [ben.id] })
    const [from, into] = [await conversation(inboxes.support), await conversation(inboxes.support)]
    await ask('ada', 'POST', '/tasks', { title: 'Team’s', teamId: team.id })
    await ask('ben', 'POST', '/tasks', { title: 'Late part', conversationId: from })

    await merge(ada, from, into)

    expect([await titles('ben', '?whose=teams'), await titles('cleo', '?whose=all')]).toEqual([['Team’s'], ['Late part']]) // prettier-ignore
    expect(await titles('cleo', `?conversationId=${into}`)).toEqual(['Late part'])
    expect(await titles('cleo', `?contactId=${dora.id}`)).toEqual(['Late part'])
    expect(await titles('cleo', `?companyId=${dora.companyId}`)).toEqual(['Late part'])
    expect((await ask('cleo', 'GET', `/tasks?companyId=17`)).status).toBe(404)
  }),
)

test(
  'lists go by when it is due, page after page, and know late from today from later',
  onDesk(async (desk) => {
    const { ask, titles } = await open(desk)
    const add = (title: string, due: object | null) => ask('ben', 'POST', '/tasks', { title, due })
    await add('none', null)
    await add('later', { day: '2026-04-01' })
    await add('late', { at: '2026-03-02T08:59:00Z' })
    await add('today', { day: '2026-03-02' })
    await add('soon', { at: '2026-03-02T10:00:00Z' })

    const first = (await ask('ben', 'GET', '/tasks?limit=2')).body
    const second = (await ask('ben', 'GET', `/tasks?limit=3&cursor=${first.next}`)).body

    const all = [...first.tasks, ...second.tasks].map((one: { title: string }) => one.title)
    expect(all).toEqual(['late', 'soon', 'today', 'later', 'none'])
    expect([first.today, second.next]).toEqual(['2026-03-02', null])
    expect(await titles('ben', '?state=overdue')).toEqual(['late'])
    expect(await titles('ben', '?state=today')).toEqual(['soon', 'today'])
    expect(await titles('ben', '?state=upcoming')).toEqual(['later'])
    expect(await titles('ben', '?state=undated')).toEqual(['none'])
    expect((await ask('ben', 'GET', '/task-counts')).body).toEqual({ overdue: 1, today: 2, open: 5 })
    expect((await ask('ben', 'GET', '/tasks?cursor=x')).body.code).toBe('bad-cursor')
  }),
)

test(
  'whoever sees few of many goes through them page by page, and misses none',
  onDesk(async (desk) => {
    const { ask } = await open(desk)
    const { tx, cleo, ben } = desk
    const row = (title: string, owner: Id) => ({ id: tx.mint(), title, text: '', owner_id: owner, priority: 'normal', created_at: tx.now, changed_at: tx.now }) // prettier-ignore
    const many = Array.from({ length: 2_500 }, (_, at) => row('other', at === 2_400 ? ben.id : cleo.id))
    await tx.db.insertInto('task').values(many).execute()

    const pages = []
    for (let cursor = ''; ;) {
      const page = (await ask('ben', 'GET', `/tasks?whose=all${cursor}`)).body
      pages.push(page.tasks.length)
      if (page.next === null) break
      cursor = `&cursor=${page.next}`
    }

    expect(pages).toEqual([0, 0, 1])
  }),
)

test(
  'what repeats is made anew when it is done, once, and goes again when that is taken back, unless somebody touched it',
  onDesk(async (desk) => {
    const { ask } = await open(desk)
    expect((await ask('ben', 'POST', '/tasks', { title: 'x', repeat: { unit: 'day' } })).body.code).toBe('repeat-without-due') // prettier-ignore
    const { id } = (await ask('ben', 'POST', '/tasks', { title: 'Report', due: { day: '2026-03-02' }, repeat: { unit: 'week' }, checklist: ['Sum up'] })).body // prettier-ignore
    const open_ = async () => (await ask('ben', 'GET', '/tasks')).body.tasks as { id: Id; dueOn: string; checklist: object[] }[] // prettier-ignore
    const turn = (done: boolean) => ask('ben', 'PUT', `/tasks/${id}/done`, { done })

    await turn(true)
    await turn(true)
    expect(await open_()).toMatchObject([{ dueOn: '2026-03-09', checklist: [{ text: 'Sum up', doneAt: null }] }])
    await turn(false)
    expect(await open_()).toMatchObject([{ id, dueOn: '2026-03-02' }])

    await turn(true)
    const [next] = await open_()
    await ask('ben', 'PATCH', `/tasks/${next?.id}`, { priority: 'high' })
    await turn(false)
    expect((await open_()).map((one) => one.dueOn)).toEqual(['2026-03-02', '2026-03-09'])
  }),
)

test(
  'what repeats goes on when those it was for see it no more: for nobody yet, and naming nobody',
  onDesk(async (desk) => {
    const { ask, conversation } = await open(desk)
    const { ada, ben, cleo } = desk
    const about = await conversation(desk.inboxes.support)
    const { id } = (await ask('ada', 'POST', '/tasks', { title: 'Ask @Cleo', ownerId: ben.id, conversationId: about, due: { day: '2026-03-02' }, repeat: { unit: 'week' } })).body // prettier-ignore
    expect((await ask('ada', 'GET', `/tasks/${id}`)).body.mentionedIds).toEqual([cleo.id])
    await setPrivacy(ada, about, [])

    expect((await ask('ada', 'PUT', `/tasks/${id}/done`, { done: true })).status).toBe(200)
    const [next] = await desk.tx.db.selectFrom('task').select(['owner_id', 'mentioned_ids']).where('done_at', 'is', null).execute() // prettier-ignore
    expect(next).toEqual({ owner_id: null, mentioned_ids: [] })
  }),
)

test(
  'many are done, given away or put off at once, all or none, and one word takes it back; a series is not moved by that',
  onDesk(async (desk) => {
    const { ask } = await open(desk)
    const { ben, cleo } = desk
    const add = async (more: object) => (await ask('ben', 'POST', '/tasks', { title: 'x', ...more })).body.id as Id
    const [one, two, three] = [await add({ due: { day: '2026-01-31' }, repeat: { unit: 'month' } }), await add({}), await add({ due: { at: '2026-03-04T08:00:00Z' } })] // prettier-ignore
    const send = async (changes: object[]) => (await ask('ben', 'POST', '/tasks/changes', { changes })).body
    const state = async () => (await desk.tx.db.selectFrom('task').select(['id', 'owner_id', 'due_at', 'due_on', 'done_at', 'deleted_at', 'repeat', 'priority']).orderBy('id').execute()) // prettier-ignore
    const before = await state()

    const put = await send([one, two, three].map((id) => ({ id, postponeDays: 1, ownerId: cleo.id })))
    expect(put.tasks.map((task: { dueOn: string; ownerId: Id }) => [task.dueOn, task.ownerId])).toEqual([['2026-03-03', cleo.id], ['2026-03-03', cleo.id], ['2026-03-05', cleo.id]]) // prettier-ignore
    await send(put.before)
    expect(await state()).toEqual(before)

    const undated = await send([
      { id: one, due: null },
      { id: two, priority: 'high' },
      { id: two, priority: 'low' },
    ])
    await send(undated.before)
    expect(await state()).toEqual(before)

    const gone = await send([
      { id: one, done: true },
      { id: two, deleted: true },
    ])
    expect(gone.tasks).toHaveLength(1)
    await send(gone.before)
    expect((await state()).filter((row) => row.deleted_at === null)).toEqual(before)
    expect(
      (
        await send([
          { id: two, done: true },
          { id: '17', done: true },
        ])
      ).code,
    ).toBe('task-missing')
    expect((await ask('ben', 'GET', `/tasks/${two}`)).body).toMatchObject({ doneAt: null, ownerId: ben.id })
  }),
)

test(
  'a task rings at its time, once, again when it is moved, and never when it was done or put away',
  onDesk(async ({ ben, tx, history }) => {
    const ringing = async () => (await tx.db.selectFrom('job').select(['payload', 'run_at']).where('kind', '=', 'task.ring').orderBy('id').execute()) // prettier-ignore
    const task = await addTask(ben, { ...plain, ownerId: ben.id, due: { at: '2026-03-02T10:00:00Z' } })
    await changeTask(ben, task.id, { due: { at: '2026-03-02T11:00:00Z' } })
    const [early, late] = await ringing()
    const ring = async (job: typeof early, time: string) => await ringTask(at(tx, time), job?.payload as never)
    const rung = async () => (await history(task.id)).filter((one) => one.name === 'task.fellDue').length

    await ring(early, '2026-03-02T10:00:00Z')
    expect(await rung()).toBe(0)
    await ring(late, '2026-03-02T10:30:00Z') // by a clock that was set back
    expect([await rung(), (await ringing()).length]).toEqual([0, 3])
    await ring(late, '2026-03-02T11:00:00Z')
    await ring(late, '2026-03-02T11:00:00Z')
    expect(await rung()).toBe(1)

    await changeTask(ben, task.id, { due: { at: '2026-03-03T11:00:00Z' } })
    const again = (await ringing()).at(-1)
    await tx.db.updateTable('task').set({ done_at: tx.now }).where('id', '=', task.id).execute()
    await ring(again, '2026-03-03T11:00:00Z')
    expect(await rung()).toBe(1)
  }),
)

test(
  'days are those of the desk: when its zone changes, what is due on a day is due by the new one',
  onDesk(async ({ ada, ben, tx }) => {
    const hours = await addHours(ada, { name: 'Desk', timeZone: 'Europe/Amsterdam', week, holidays: [] })
    const { id } = await addTask(ben, { ...plain, ownerId: ben.id, due: { day: '2026-06-01' } })
    const due = async () => (await tx.db.selectFrom('task').select(['due_at', 'ring_at']).where('id', '=', id).executeTakeFirstOrThrow()) // prettier-ignore

    expect((await due()).due_at?.toISOString()).toBe('2026-06-01T22:00:00.000Z')
    await changeHours(ada, hours.id, { name: 'Desk', timeZone: 'America/New_York', week, holidays: [] })
    await followZone(tx)

    expect(await due()).toEqual({ due_at: new Date('2026-06-02T04:00:00Z'), ring_at: new Date('2026-06-01T13:00:00Z') })
  }),
)
