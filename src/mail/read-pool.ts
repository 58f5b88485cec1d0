// Worker threads that read mail, with a limit of computing time and of heap. A mail that hangs or kills its reader is read in degraded mode;
// the mails behind it go to another thread before that. Threads start with the first mail and hold no process open.
import { Worker, type MessagePort } from 'node:worker_threads'
import { limits } from '../kit/limits.ts'
import type { Log } from '../kit/log.ts'
import { Problem, type ProblemKind } from '../kit/problem.ts'
import type { Original, Streamed } from '../kit/streamed.ts'
import { decodePieces } from './parse/decode-stream.ts'
import type { AttachmentPlace } from './parse/parse.ts'
import { readDegraded, readStreamedDegraded } from './read-degraded.ts'
import type { Envelope } from './read.ts'
import type { ReadMail } from './read-mail.ts'
import type { ToldReply, VisibleReply } from './reply-text/reply-text.ts'
import { feed } from './read-feed.ts'

export interface AttachmentBytes {
  name: string
  type: string
  bytes: Original
}

export interface ReaderPool {
  /**
   * Rejects when no reader can be started at all (`busy`): the mail is not to blame, try again. Of a streamed mail also where its
   * bytes cannot be had.
   */
  read(raw: Original, envelope: Envelope): Promise<ReadMail>
  /** In the order given. */
  readMany(mails: { raw: Original; envelope: Envelope }[]): Promise<ReadMail[]>
  /** Byte-exact; `missing` when the mail has no such part. Streamed where the mail is. */
  attachment(raw: Original, part: number): Promise<AttachmentBytes>
  /** Of a mail that was read before, beside what is known by now; null where it takes too long. */
  visibleReply(told: ToldReply): Promise<VisibleReply | null>
  close(): Promise<void>
}

interface ReaderPoolOptions {
  /** Threads at most, and one more while a mail keeps its reader; each takes about 90 MB. */
  size: number
  log?: Log
  /** Milliseconds that one mail may compute; and after how many of them the others go to another thread. */
  deadline?: number
  patience?: number
  /** Milliseconds by the clock, however little it computed: it may wait for what never comes. */
  longest?: number
  heapMb?: number
}

/** `raw`: the mail, or where its pieces are asked for. */
export type Question = { id: number; raw: Uint8Array | MessagePort } & Ask

export type Answer =
  | { id: number; mail: ReadMail }
  | { id: number; reply: VisibleReply }
  | { id: number; found: AttachmentPlace }
  | { id: number; attachment: { name: string; type: string; bytes: Uint8Array<ArrayBuffer> } }
  | { id: number; problem: { kind: ProblemKind; code: string; message: string; detail: Record<string, unknown> } }

type Ask =
  | { ask: 'read'; envelope: Envelope }
  | { ask: 'degraded'; because: string }
  | { ask: 'attachment'; part: number }
  | { ask: 'reply'; told: ToldReply }

interface Job {
  id: number
  raw: Original
  ask: Ask
  settle(answer: Answer): void
  /** What becomes of it when its reader died of it. */
  giveUp(because: string): void
  refuse(problem: Error): void
}

interface Seat {
  worker: Worker
  isReady: boolean
  /** The mail it reads takes long; nobody waits behind it any more. */
  isKept: boolean
  /** Its thread has some that were given to another since: it ends with this mail. */
  hasLeftovers: boolean
  /** The first is being read, the others wait in the thread, so that it never idles between two. */
  jobs: Job[]
  timers: NodeJS.Timeout[]
}

/** Mails given to a thread ahead of time. */
const AHEAD = 8
/** The short-lived heap: more makes a thread no faster and 80 MB larger. */
const YOUNG_MB = 16
/** How much of a stretch of time it must have computed to be what takes so long. */
const HALF = 0.5
/** Threads more than were asked for, while some are kept by a mail. */
const SPARE = 1
const SCRIPT = import.meta.url.endsWith('.ts') ? './read-worker.ts' : './read-worker.js'

export function createReaderPool(options: ReaderPoolOptions): ReaderPool {
  const { size, log } = options
  const { deadline, patience, longest, heapMb } = { ...limits.parse, ...options }
  const seats = new Set<Seat>()
  const queue: Job[] = []
  let lastId = 0
  let isClosed = false

  function submit<T>(
    raw: Original,
    ask: Ask,
    pick: (answer: Answer) => T | undefined,
    otherwise: (because: string) => T | Promise<T>,
  ): Promise<T> {
    if (isClosed) return Promise.reject(closed())
    return new Promise((resolve, reject) => {
      const settle = (answer: Answer): void => {
        const value = pick(answer)
        if (value !== undefined) resolve(value)
        else if ('problem' in answer) reject(toProblem(answer.problem))
      }
      const giveUp = (because: string): void => {
        try {
          resolve(otherwise(because))
        } catch (thrown) {
          reject(thrown as Error)
        }
      }
      queue.push({ id: ++lastId, raw, ask, settle, giveUp, refuse: reject })
      dispatch()
    })
  }

  function dispatch(): void {
    while (queue.length > 0) {
      const seat = freest()
      if (!seat) return
      const job = queue.shift() as Job
      seat.jobs.push(job)
      // A copy, because handing over the buffer itself would take it from whoever asked. Ours is needed if the reader dies.
      const raw = Buffer.isBuffer(job.raw) ? new Uint8Array(job.raw) : feed(job.raw.read(), job.refuse)
      seat.worker.ref()
      seat.worker.postMessage({ id: job.id, raw, ...job.ask } satisfies Question, [
        raw instanceof Uint8Array ? raw.buffer : raw,
      ])
      if (seat.jobs.length === 1) watch(seat)
    }
  }

  /** A thread with nothing to do, else a new one, else the one with least ahead of it. */
  function freest(): Seat | null {
    const able = [...seats].filter((one) => !one.isKept).sort((a, b) => a.jobs.length - b.jobs.length)
    const [best] = able
    const mayStart = able.length < size && seats.size < size + SPARE
    if (best && (best.jobs.length === 0 || !mayStart)) return best.jobs.length < AHEAD ? best : null
    return mayStart ? start() : null
  }

  function start(): Seat {
    const worker = new Worker(new URL(SCRIPT, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
      execArgv: [],
      env: {},
    })
    const seat: Seat = { worker, isReady: false, isKept: false, hasLeftovers: false, jobs: [], timers: [] }
    seats.add(seat)
    worker.on('message', (message: Answer | 'ready') => {
      if (message === 'ready') seat.isReady = true
      else seat.jobs.shift()?.settle(message)
      if (seat.isKept && (seat.hasLeftovers || seats.size > size)) dismiss(seat)
      else watch(seat)
      dispatch()
    })
    worker.on('error', (error: Error & { code?: string }) =>
      lose(
        seat,
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it needed too much memory' : `the reader failed (${error.name})`,
      ),
    )
    worker.on('exit', () => lose(seat, 'the reader stopped'))
    return seat
  }

  /** Winds the clocks for the job at the head; they run only in a thread that has started. */
  function watch(seat: Seat): void {
    unwind(seat)
    seat.isKept = false
    const [job] = seat.jobs
    if (!job) return seat.worker.unref()
    if (!seat.isReady) return
    const after = (ms: number, verb: () => void): NodeJS.Timeout =>
      // Where this thread itself was late, the answer may be waiting behind the clock: look once more.
      setTimeout(() => void setImmediate(() => seat.jobs[0] === job && verb()), ms)
    const stretch = Math.min(patience, deadline)
    seat.timers = [
      after(stretch, () => void look(seat, job, stretch)),
      after(longest, () => lose(seat, `it took longer than ${longest} ms`)),
    ]
  }

  function unwind(seat: Seat): void {
    for (const timer of seat.timers.splice(0)) clearTimeout(timer)
  }

  /**
   * On a busy machine any mail takes long, and neither another thread nor reading it worse makes it quicker: what counts is what its
   * thread has computed since the first look. `before`: what it had by then.
   */
  async function look(seat: Seat, job: Job, stretch: number, before?: NodeJS.CpuUsage): Promise<void> {
    const used = await seat.worker.cpuUsage(before).catch(() => null)
    if (seat.jobs[0] !== job || !seats.has(seat)) return
    if (!used) return leaveAlone(seat)
    const computed = before ? (used.user + used.system) / 1_000 : 0
    if (computed >= deadline - stretch * HALF) return lose(seat, `it computed longer than ${deadline} ms`)
    if (computed > stretch * HALF && !seat.isKept) leaveAlone(seat)
    seat.timers.push(setTimeout(() => void look(seat, job, stretch, before ?? used), stretch))
  }

  /** Those that wait behind its mail go elsewhere. */
  function leaveAlone(seat: Seat): void {
    const others = seat.jobs.splice(1)
    seat.isKept = true
    seat.hasLeftovers = others.length > 0
    queue.unshift(...others)
    dispatch()
  }

  function dismiss(seat: Seat): void {
    unwind(seat)
    seats.delete(seat)
    void seat.worker.terminate()
  }

  function lose(seat: Seat, because: string): void {
    if (!seats.has(seat)) return
    dismiss(seat)
    const [head, ...others] = seat.jobs
    if (!seat.isReady) {
      log?.error({ because }, 'mail reader cannot start')
      const problem = new Problem('busy', 'reader-unavailable', 'No mail can be read at the moment.', {
        detail: { because },
      })
      for (const job of seat.jobs) job.refuse(problem)
    } else {
      log?.warn({ because, bytes: head && sizeOf(head.raw) }, 'mail reader replaced')
      queue.unshift(...others)
      head?.giveUp(because)
    }
    if (!isClosed) dispatch()
  }

  const mailOf = (answer: Answer): ReadMail | undefined => ('mail' in answer ? answer.mail : undefined)
  const read = (raw: Original, envelope: Envelope): Promise<ReadMail> =>
    submit(raw, { ask: 'read', envelope }, mailOf, (because) =>
      // Hashing tens of megabytes is too long for this thread; should that fail too, it has to do it.
      isClosed
        ? degraded(raw, because)
        : submit(raw, { ask: 'degraded', because }, mailOf, () => degraded(raw, because)),
    )

  return {
    read,
    readMany: (mails) => Promise.all(mails.map(({ raw, envelope }) => read(raw, envelope))),
    attachment: (raw, part) =>
      submit(raw, { ask: 'attachment', part }, (answer) => attachmentOf(answer, raw), unreadable),
    visibleReply: (told) => submit<VisibleReply | null>(NOTHING, { ask: 'reply', told }, replyOf, () => null),
    async close() {
      isClosed = true
      const open = [...seats]
      seats.clear()
      for (const job of [...queue.splice(0), ...open.flatMap((seat) => seat.jobs)]) job.refuse(closed())
      for (const seat of open) unwind(seat)
      await Promise.all(open.map((seat) => seat.worker.terminate()))
    },
  }
}

/** A question without a mail. */
const NOTHING = Buffer.alloc(0)
const replyOf = (answer: Answer): VisibleReply | undefined => ('reply' in answer ? answer.reply : undefined)
const sizeOf = (raw: Original): number => (Buffer.isBuffer(raw) ? raw.length : raw.size)
const degraded = (raw: Original, because: string): ReadMail | Promise<ReadMail> =>
  Buffer.isBuffer(raw) ? readDegraded(raw, because) : readStreamedDegraded(raw.read(), because)

function attachmentOf(answer: Answer, raw: Original): AttachmentBytes | undefined {
  if ('found' in answer) {
    const { name, type, size, place } = answer.found
    const read: Streamed['read'] = (from = 0, to = size) =>
      decodePieces((raw as Streamed).read(place.from, place.to), place.encoding, from, to)
    return { name, type, bytes: { size, read } }
  }
  if (!('attachment' in answer)) return undefined
  const { name, type, bytes } = answer.attachment
  return { name, type, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }
}

function unreadable(because: string): never {
  throw new Problem(
    'invalid',
    'attachment-unreadable',
    'The attachment cannot be taken out of its mail. The raw mail has it.',
    {
      detail: { because },
    },
  )
}

const toProblem = ({ kind, code, message, detail }: Extract<Answer, { problem: unknown }>['problem']): Problem =>
  new Problem(kind, code, message, { detail })

const closed = (): Problem => new Problem('busy', 'reader-closed', 'Postroom is stopping.')
