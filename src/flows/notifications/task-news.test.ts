import { expect, test } from 'vitest'
import { onDesk, type Desk, type Person } from '../../../test/desk.ts'
import { mendTallies } from '../../desk/conversations/tally.ts'
import { setPrivacy } from '../../desk/conversations/privacy.ts'
import { listOwn, unreadOf } from '../../desk/notifications/notifications.ts'
import { setDone } from '../../desk/tasks/done.ts'
import { ringTask } from '../../desk/tasks/ring.ts'
import { addTask, changeTask, deleteTask, type NewTask } from '../../desk/tasks/tasks.ts'
import { addTeam } from '../../desk/teams/teams.ts'
import { follows } from '../../doors/switchboard.ts'
import { mintedAt } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'
import type { Job } from '../../store/jobs/claim.ts'
import type { InsideHandler } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { testMeans } from '../../../test/arrivals.ts'
import { notificationHandlers } from './handlers.ts'

const task: NewTask = { title: 'Call Dora', text: '', ownerId: null, teamId: null, due: null, repeat: null, priority: 'normal', checklist: [], conversationId: null, contactId: null, companyId: null } // prettier-ignore

/** People who act now, as long as ids are minted, and the worker that tells. */
function telling({ tx, store, ada, ben, cleo }: Desk) {
  const handlers = notificationHandlers(testMeans(store))
  const now = () => new Date(mintedAt(tx.mint()) + 1)
  const live = <T extends Tx>(who: T): T => ({ ...who, follows, now: now() })
  const work = async () => {
    const jobs = await tx.db.deleteFrom('job').where('kind', 'like', 'notification.%').returningAll().execute()
    for (const [kind, all] of Map.groupBy(jobs, (job) => job.kind))
      await (handlers[kind] as InsideHandler).run(live(tx), all.map((job) => ({ ...job, serialKey: null })) as unknown as Job<Following>[]) // prettier-ignore
  }
  const lines = async (who: Person) => {
    await work()
    return (await listOwn(tx, await who.actor(), { limit: 50 })).notifications.map(({ what, task: one, tasks, isRead }) => [what, one?.title ?? tasks, ...(isRead ? ['read'] : [])]) // prettier-ignore
  }
  return { live, work, lines, as: { ada: () => live(ada), ben: () => live(ben), cleo: () => live(cleo) } }
}

test(
  'whoever is given a task hears of it, and its team; nobody of what they did themselves, or what was theirs for a moment',
  onDesk(async (desk) => {
    const { ada, ben, cleo } = desk
    const { as, lines } = telling(desk)
    const team = await addTeam(ada, { name: 'Returns', memberIds: [ben.id, cleo.id] })
    await addTask(as.ben(), { ...task, ownerId: ben.id })
    const first = await addTask(as.ada(), { ...task, title: 'For Ben', ownerId: ben.id })
    await addTask(as.cleo(), { ...task, title: 'For the team', teamId: team.id })
    await changeTask(as.ada(), (await addTask(as.ada(), { ...task, title: 'Passed on', ownerId: ben.id })).id, { ownerId: cleo.id }) // prettier-ignore

    expect(await lines(ben)).toEqual([
      ['task', 'For the team'],
      ['task', 'For Ben'],
    ])
    expect(await lines(cleo)).toEqual([['task', 'Passed on']])
    expect(await unreadOf(desk.tx, ben.id)).toBe(2)

    await setDone(as.cleo(), first.id, true)
    expect(await lines(ben)).toEqual([
      ['task', 'For the team'],
      ['task', 'For Ben', 'read'],
    ])
    expect(await unreadOf(desk.tx, ben.id)).toBe(1)
  }),
)

test(
  'what falls due is told to its owner, and whoever is named in a task hears that; what is about a conversation only those who see it',
  onDesk(async (desk) => {
    const { ada, ben, cleo, vera, inboxes, tx } = desk
    const { as, live, lines } = telling(desk)
    const id = tx.mint()
    await tx.db.insertInto('conversation').values({ id, number: '1', inbox_id: inboxes.support, subject: 'x', last_message_at: tx.now, created_at: tx.now }).execute() // prettier-ignore
    await mendTallies(tx)
    const at = new Date(as.ada().now.getTime() + 60_000).toISOString()
    const due = await addTask(as.cleo(), { ...task, title: 'Due', ownerId: ben.id, due: { at }, conversationId: id })
    await lines(ben)
    await ringTask({ ...live(tx), now: new Date(at) }, { taskId: due.id, at })
    await addTask(as.ada(), { ...task, title: 'Ask @Vera', conversationId: id })

    expect(await lines(ben)).toEqual([
      ['taskDue', 'Due'],
      ['task', 'Due'],
    ])
    expect(await lines(vera)).toEqual([['mentioned', 'Ask @Vera']])
    await setPrivacy(as.ada(), id, [cleo.id])
    expect(await lines(vera)).toEqual([])
    expect(await unreadOf(tx, vera.id)).toBe(0)
    await expect(addTask(as.ada(), { ...task, title: 'Ask @Vera', conversationId: id })).rejects.toThrow('Vera does not see') // prettier-ignore
    expect(ada.id).toBeTruthy()
  }),
)

test(
  'forty tasks given at a stroke are one line, and what is taken away tells of itself no more',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { as, lines } = telling(desk)
    const all = []
    for (let at = 0; at < 40; at++) all.push(await addTask(as.ada(), { ...task, ownerId: ben.id }))

    expect(await lines(ben)).toEqual([['task', 40]])
    for (const { id } of all) await deleteTask(as.ada(), id)
    expect(await lines(ben)).toEqual([])
    expect(await unreadOf(tx, ben.id)).toBe(0)
  }),
)
