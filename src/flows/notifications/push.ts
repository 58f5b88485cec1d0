// Push: what somebody was told goes to their browsers while no page is open. Which browsers get what is decided in one transaction with
// the lines that it is about; each is then sent by itself, so that a slow service keeps nobody else waiting. Sent twice (a process died
// in between) it is one notification still: both bear the same tag.
import { choicesFrom } from '../../desk/notifications/choices.ts'
import { pushKeys } from '../../desk/notifications/push-keys.ts'
import type { PushDevice } from '../../desk/notifications/push.api.ts'
import { deviceFor, forgetDevice, listDevices, noteOutcome, pushPolicy } from '../../desk/notifications/push.ts'
import { actorOf } from '../../desk/users/actors.ts'
import type { Id } from '../../kit/id.ts'
import { Problem, toProblem } from '../../kit/problem.ts'
import { enqueue, enqueueAll } from '../../store/jobs.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { placeOf, saidOf } from './letter.ts'
import { linesFor, TOLD, type ToldRow } from './lines.ts'
import { mailWords } from './words.ts'
import { type PushMeans, requestFor, type PushMessage, subjectOf } from './push-request.ts'

/** One for each person who is to be told, and one for each browser. */
export const pushJob = 'notification.push'
export const pushSendJob = 'notification.pushSend'

/** Lines of one notification; the others are counted. */
const LINES = 3
const LONGEST = 300
/** With the waiting between them about an hour. */
const ATTEMPTS = 8
const WITHIN = 10_000
/** Milliseconds after which nobody needs to be told by push any more: the bell has it. */
const STALE = 12 * 3_600_000

interface Sending {
  deviceId: Id
  userId: Id
  message: PushMessage
  until: string
}

export function pushHandlers(means: PushMeans): Handlers {
  return {
    [pushJob]: {
      run: async (tx, jobs) => {
        for (const job of jobs) await pushTo(tx, (job.payload as { userId: Id }).userId)
      },
    },
    [pushSendJob]: {
      attempts: ATTEMPTS,
      runOutside: async (store, job) => {
        const { deviceId, userId, message, until } = job.payload as Sending
        if (new Date(until) < store.clock.now()) return
        const transact: Transact = (verb) => store.transact({ actorId: null }, verb)
        const outcome = await sendTo(transact, means, { deviceId, userId }, message)
        if (outcome !== 'busy') return
        // What will not be taken within the hour is in the bell: nobody has to look at it among the failed jobs.
        if (job.attempts < ATTEMPTS) throw new Problem('busy', 'push-busy', 'The push service takes nothing now.')
        await transact((tx) => noteOutcome(tx, deviceId, 'busy'))
      },
    },
  }
}

/** What is due of what one person was told and has not read by now. */
async function pushTo(tx: Tx, userId: Id): Promise<void> {
  await tx.query({
    name: 'notification-hold-own',
    text: 'select from notification_count where user_id = $1 for update',
    values: [userId],
  })
  const rows = await tx.query<ToldRow>({
    name: 'notification-push-take',
    text: `update notification set push_at = null where user_id = $1 and read_at is null and push_at <= $2 returning ${TOLD}`,
    values: [userId, tx.now],
  })
  const [later] = await tx.query<{ at: Date | null }>({
    name: 'notification-push-later',
    text: 'select min(push_at) as at from notification where user_id = $1 and read_at is null and push_at is not null',
    values: [userId],
  })
  // Under no key: asked for under that of the job that runs, it would run again at once.
  if (later?.at) await enqueue(tx, pushJob, { userId }, { runAt: later.at })
  const message = await messageFor(tx, userId, rows)
  if (!message) return
  await tx.db.updateTable('notification_count').set({ pushed_at: tx.now }).where('user_id', '=', userId).execute()
  const until = new Date(tx.now.getTime() + STALE).toISOString()
  const devices = await listDevices(tx, userId)
  await enqueueAll(
    tx,
    devices.map(({ id: deviceId }): { kind: string; payload: Sending; priority: number } => ({
      kind: pushSendJob,
      payload: { deviceId, userId, message, until },
      priority: -1, // behind what mail waits for
    })),
  )
}

async function messageFor(tx: Tx, userId: Id, rows: readonly ToldRow[]): Promise<PushMessage | null> {
  if (rows.length === 0) return null
  const { isAllowed, namesSubjects } = await pushPolicy(tx)
  const actor = await actorOf(tx, userId)
  const user = await tx.db.selectFrom('user').select(['locale', 'notices']).where('id', '=', userId).executeTakeFirst()
  if (!isAllowed || !actor || !user) return null
  const lines = await linesFor(tx, actor, rows)
  const [first] = lines
  if (!first) return null
  const words = mailWords(user.locale)
  const reader = { namesSubjects: namesSubjects && choicesFrom(user.notices).namesSubjects }
  const said = lines.slice(0, LINES).map((line) => saidOf(line, line.by ?? words.somebody, reader, words).slice(0, LONGEST)) // prettier-ignore
  const more = lines.length > LINES ? [words.more(lines.length - LINES)] : []
  const [title = '', ...rest] = [...said, ...more]
  return {
    title,
    body: rest.join('\n'),
    url: lines.length === 1 ? `/${placeOf(first) ?? 'inbox/all'}` : '/inbox/all',
    tag: first.id,
    lang: user.locale ?? 'en',
  }
}

type Outcome = 'taken' | 'gone' | 'refused' | 'busy'
type Transact = <T>(verb: (tx: Tx) => Promise<T>) => Promise<T>

/** Between transactions: nobody waits for a service elsewhere. `userId`: whose it is to be, as the browser may have changed hands. */
export async function sendTo(
  transact: Transact,
  means: PushMeans,
  { deviceId, userId }: { deviceId: Id; userId: Id },
  message: PushMessage,
): Promise<Outcome> {
  const device = await transact(async (tx) => {
    const found = await deviceFor(tx, means.keys, deviceId)
    return found?.userId === userId && (await pushPolicy(tx)).isAllowed ? found : null
  })
  if (!device) return 'gone'
  const outcome = await post(means, requestFor(device.subscription, message, pushKeys(means.keys), subjectOf(means)))
  await transact(async (tx) => {
    if (outcome === 'gone') await forgetDevice(tx, deviceId)
    else if (outcome !== 'busy') await noteOutcome(tx, deviceId, outcome === 'taken' ? null : outcome)
  })
  return outcome
}

/** Where nothing may be sent to (doors/outbound), now or ever. */
const nowhere: ReadonlySet<string> = new Set(['url-invalid', 'url-port', 'url-plain', 'host-forbidden', 'host-private'])

/** What its status says (RFC 8030 §5, §7.3). An answer that nobody can read is no word of the browser’s: it is asked again. */
async function post({ post: send }: PushMeans, request: ReturnType<typeof requestFor>): Promise<Outcome> {
  if (request === null) return 'gone'
  try {
    const { status } = await send({ ...request, method: 'POST', isSecret: true, within: WITHIN })
    if (status >= 200 && status < 300) return 'taken'
    if (status === 404 || status === 410) return 'gone'
    return status >= 500 || status === 408 || status === 425 || status === 429 ? 'busy' : 'refused'
  } catch (thrown) {
    return nowhere.has(toProblem(thrown).code) ? 'gone' : 'busy'
  }
}

/** For whoever wants to see whether it comes. */
export function testMessage(locale: string | null, device: Pick<PushDevice, 'id'>): PushMessage {
  const { pushTest } = mailWords(locale)
  return { title: pushTest, body: '', url: '/settings/profile', tag: `test-${device.id}`, lang: locale ?? 'en' }
}
