// Open pages hear what changed: server-sent events out of the change feed, filtered by what this actor may see at the moment
// it is sent. An event says only what changed; the page asks for it by the ordinary routes.
import type { Context } from 'hono'
import type { Identified } from '../../desk/users/actors.ts'
import { type Actor, can } from '../../desk/users/permissions.ts'
import { type Kept, type KeptTo, LEFT, privateAmong } from '../../desk/conversations/privacy.ts'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import { route } from '../../kit/route.ts'
import type { Change } from '../../store/changes.ts'
import type { ChangeFeed } from '../../store/changes/feed.ts'
import type { Store } from '../../store/store.ts'
import { z } from 'zod'
import { refuseUnlessMay } from './answering.ts'
import { type Credential, credentialOf, identify } from './authenticate.ts'
import type { Env } from './env.ts'
import type { Metrics } from './metrics.ts'
import type { Presence, Told } from '../../desk/presence/presence.ts'

export const LiveEvent = z.object({
  seq: z.string(),
  name: z.string(),
  subjectId: z.string(),
  actorId: z.string().nullable(),
})

export const liveRoute = route({
  name: 'live',
  summary:
    'Hear of changes as they happen (server-sent events). Resumes after Last-Event-ID; the event "reset" means: read everything again. The event "presence" tells who looks at what.',
  method: 'GET',
  path: '/live',
  may: 'conversation.read',
  input: z.strictObject({}),
  output: LiveEvent,
  produces: 'text/event-stream',
})

export interface Live {
  listen: (c: Context<Env>, readCookie: (headers: Headers) => string | null) => Promise<Response>
  /** Ends every stream; browsers come back by themselves, to whoever answers then. */
  close: () => void
}

interface Stream {
  whose: string
  end(): void
  tell(told: readonly Told[], kept: Promise<Kept>): void
}

interface LiveMeans {
  store: Store
  feed: ChangeFeed
  metrics: Metrics
  /** Who is where; pages hear of it beside what has changed. */
  presence?: Presence
  /** Milliseconds; a test takes less. */
  heartbeat?: number
  recheck?: number
  /** Milliseconds that never jump. */
  monotonic?: () => number
}

/** Streams at once in one process; each is a socket and a little memory. */
const MOST = 5_000
/** Bytes that wait for a reader before it is cut off; it comes back and catches up. */
const MOST_WAITING = 256 * 1024

export function createLive(means: LiveMeans): Live {
  const { store, feed, metrics, presence, heartbeat = 15_000, recheck = 3_000, monotonic = () => performance.now() } = means // prettier-ignore
  const streams = new Set<Stream>()
  const leavePresence = presence?.onChange((told) => {
    if (streams.size === 0) return
    const kept = privateTo(told)
    for (const one of streams) one.tell(told, kept)
  })
  let last: { key: string; at: number; kept: Promise<Kept> } | undefined

  return {
    listen: async (c, readCookie) => {
      c.set('route', liveRoute.path)
      const credential = credentialOf(c.req.raw.headers, readCookie)
      const who = await known(credential)
      const whose = who.tokenId === null ? `person ${who.actor.id}` : `token ${who.tokenId}`
      refuseTooMany(whose)
      if (streams.size >= MOST) throw new Problem('busy', 'too-many-streams', 'Too many pages are listening.')
      const after = lastEventId(c.req.header('last-event-id') ?? c.req.query('after'))
      // Asked for its head alone, nobody would ever read a stream to its end.
      const body = c.req.raw.method === 'HEAD' ? null : stream(who.actor, whose, credential, after)
      return new Response(body, {
        headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
      })
    },
    close: () => {
      leavePresence?.()
      for (const one of streams) one.end()
    },
  }

  /** Asked once for all pages. */
  function privateTo(told: readonly Told[]): Promise<Kept> {
    const ids = [...new Set(told.map((one) => one.conversationId))]
    const kept = store.transact({ actorId: null, readOnly: true }, (tx) => privateAmong(tx, ids))
    kept.catch(() => undefined) // whoever waits for it ends, and comes back
    return kept
  }

  /** Or one person, or one program gone wild, would take the places of all. */
  function refuseTooMany(whose: string): void {
    let open = 0
    for (const one of streams) if (one.whose === whose) open++
    if (open < limits.live.atOnce) return
    const message = `You listen ${open} times at once already, and that is as many as may be. Close a page or a program.`
    throw new Problem('busy', 'too-many-pages', message, { detail: { retryAfter: 30 } })
  }

  /** Does not count as use: an open page that nobody looks at still signs out after its time. */
  async function known(credential: Credential | null): Promise<Identified> {
    const who = await store.transact({ actorId: null, readOnly: true }, (tx) => identify(tx, credential))
    refuseUnlessMay(liveRoute, who)
    return who
  }

  /** Whom the private ones among them are kept to. All pages are told of the same changes at the same time: they are asked about once. */
  function keptAmong(changes: Change[]): Promise<Kept> {
    const key = `${changes[0]?.seq}-${changes.at(-1)?.seq}`
    if (last?.key === key && monotonic() - last.at < recheck) return last.kept
    const ids = [...new Set(changes.map((one) => one.subjectId))]
    const kept = store.transact({ actorId: null, readOnly: true }, (tx) => privateAmong(tx, ids))
    last = { key, at: monotonic(), kept }
    return kept
  }

  function stream(
    first: Actor,
    whose: string,
    credential: Credential | null,
    after: string | null,
  ): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder()
    let actor = first
    let checkedAt = monotonic()
    let sending = Promise.resolve()
    let end = () => {}

    return new ReadableStream<Uint8Array>(
      {
        start(controller) {
          let isOver = false
          const write = (text: string) => {
            if (isOver) return
            controller.enqueue(encoder.encode(text))
            if ((controller.desiredSize ?? 0) < 0) end()
          }
          /** Rights as they are now: those of three seconds ago at most. */
          const check = async () => {
            if (monotonic() - checkedAt < recheck) return
            actor = (await known(credential)).actor
            checkedAt = monotonic()
          }
          const send = (text: () => string | Promise<string>) => {
            sending = sending
              .then(check)
              .then(text)
              .then(write)
              .catch(() => end())
          }
          const leave = feed.subscribe({
            after,
            onChanges: (changes) =>
              send(async () => {
                const kept = await keptAmong(changes)
                return changes
                  .filter((one) => maySee(actor, one, kept))
                  .map(told)
                  .join('')
              }),
            onGap: () => send(() => 'event: reset\ndata: {}\n\n'),
          })
          const beat = setInterval(() => send(() => ': still here\n\n'), heartbeat)
          const tell = (told: readonly Told[], kept: Promise<Kept>) => {
            send(async () => presentTo(actor, told, await kept))
          }
          const entry = { whose, end: () => end(), tell }
          end = () => {
            if (isOver) return
            isOver = true
            leave()
            clearInterval(beat)
            streams.delete(entry)
            metrics.liveStreams.set(streams.size)
            try {
              controller.close()
            } catch {
              // the reader went first
            }
          }
          streams.add(entry)
          metrics.liveStreams.set(streams.size)
          write('retry: 2000\n\n')
          const there = presence?.there() ?? []
          if (there.length > 0) tell(there, privateTo(there))
        },
        cancel: () => end(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING }),
    )
  }
}

/** What may be heard of by whom: by its whole name, else by its noun. What stands here under neither is for those who see all. */
const neededFor: Record<string, string> = {
  'user.invited': 'user.manage',
  'user.signedIn': 'user.manage',
  'user.signedOut': 'user.manage',
  'user.passwordChanged': 'user.manage',
  user: 'user.read',
  session: 'user.manage',
  invitation: 'user.manage',
  token: 'token.manage',
  team: 'user.read',
  shiftNote: 'user.read',
  inbox: 'inbox.read',
  checkPolicy: 'inbox.read',
  checkPhrases: 'inbox.read',
  hours: 'inbox.read',
  mailbox: 'mailbox.configure',
  category: 'conversation.read',
  view: 'conversation.read',
  field: 'conversation.read',
  customStatus: 'conversation.read',
  draft: 'conversation.read',
  presence: 'conversation.read',
  /** Always somebody's own: it names its user. */
  notification: 'conversation.read',
  /** Of what is about a conversation hears who sees that; of the others everybody that there was a change, and nothing of it. */
  task: 'task.read',
  /** As with tasks: of what came from a conversation hears who sees that. */
  deal: 'deal.read',
  pipeline: 'deal.read',
  goal: 'deal.read',
  rule: 'rule.read',
  job: 'job.read',
  contact: 'contact.read',
  company: 'contact.read',
  savedList: 'contact.read',
  twin: 'contact.merge',
  import: 'contact.import',
}
/** A contact is seen by whoever sees one of its conversations; a change does not say which those are. */
const onlyForAll = new Set(['contact', 'company'])

/** `kept`: the private conversations, and to whom. Who lost one is told so once. */
export function maySee(
  actor: Actor,
  { name, inboxId, subjectId, userId = null }: Pick<Change, 'name' | 'inboxId' | 'subjectId' | 'userId'>,
  kept: Kept = new Map(),
): boolean {
  if (userId !== null && userId !== actor.id) return false
  const keptTo = kept.get(subjectId)
  if (keptTo && name !== LEFT && !isAmong(actor, keptTo)) return false
  const noun = name.split('.')[0] ?? ''
  if (noun === 'user' && subjectId === actor.id) return true
  const needed = neededFor[name] ?? neededFor[noun]
  if (needed !== undefined && !can(actor, needed)) return false
  if (inboxId !== null) return actor.inboxIds.includes(inboxId)
  return actor.seesAll || (needed !== undefined && !onlyForAll.has(noun))
}

/** Without a number: a page that comes back is told who is there then. */
function presentTo(actor: Actor, told: readonly Told[], kept: Kept): string {
  return told
    .filter((one) => maySee(actor, { name: 'presence', inboxId: one.inboxId, subjectId: one.conversationId }, kept))
    .map(
      ({ conversationId, userId, doing }) =>
        `event: presence\ndata: ${JSON.stringify({ conversationId, userId, doing })}\n\n`,
    )
    .join('')
}

function isAmong(actor: Actor, { members, lookers }: KeptTo): boolean {
  if (actor.id === null) return false
  return members.has(actor.id) || (lookers.has(actor.id) && can(actor, 'breakglass.use'))
}

function told({ seq, name, subjectId, actorId }: Change): string {
  return `id: ${seq}\nevent: change\ndata: ${JSON.stringify({ seq, name, subjectId, actorId })}\n\n`
}

function lastEventId(text: string | undefined): string | null {
  return text && /^\d{1,18}$/.test(text) ? text : null
}
