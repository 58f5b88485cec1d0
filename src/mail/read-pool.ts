// Worker threads that read mail, with a clock and a heap limit. A mail that hangs or kills its reader is read in degraded mode;
// the mails behind it go to a new thread. Threads start with the first mail and hold no process open.
import { Worker } from 'node:worker_threads'
import { limits } from '../kit/limits.ts'
import type { Log } from '../kit/log.ts'
import { Problem, type ProblemKind } from '../kit/problem.ts'
import { readDegraded } from './read-degraded.ts'
import type { Envelope, ReadMail } from './read.ts'

export interface AttachmentBytes {
  name: string
  type: string
  bytes: Buffer
}

export interface ReaderPool {
  /** Rejects only when no reader can be started at all (`busy`): the mail is not to blame, try again. */
  read(raw: Buffer, envelope: Envelope): Promise<ReadMail>
  /** In the order given. */
  readMany(mails: { raw: Buffer; envelope: Envelope }[]): Promise<ReadMail[]>
  /** Byte-exact; `missing` when the mail has no such part. */
  attachment(raw: Buffer, part: number): Promise<AttachmentBytes>
  close(): Promise<void>
}

interface ReaderPoolOptions {
  /** Threads at most; each takes about 90 MB. */
  size: number
  log?: Log
  /** Milliseconds for one mail. */
  deadline?: number
  heapMb?: number
}

export type Question =
  | { id: number; raw: Uint8Array; ask: 'read'; envelope: Envelope }
  | { id: number; raw: Uint8Array; ask: 'degraded'; because: string }
  | { id: number; raw: Uint8Array; ask: 'attachment'; part: number }

export type Answer =
  | { id: number; mail: ReadMail }
  | { id: number; attachment: { name: string; type: string; bytes: Uint8Array<ArrayBuffer> } }
  | { id: number; problem: { kind: ProblemKind; code: string; message: string; detail: Record<string, unknown> } }

type Ask =
  | { ask: 'read'; envelope: Envelope }
  | { ask: 'degraded'; because: string }
  | { ask: 'attachment'; part: number }

interface Job {
  id: number
  raw: Buffer
  ask: Ask
  settle(answer: Answer): void
  /** What becomes of it when its reader died of it. */
  giveUp(because: string): void
  refuse(problem: Problem): void
}

interface Seat {
  worker: Worker
  isReady: boolean
  /** The first is being read, the others wait in the thread, so that it never idles between two. */
  jobs: Job[]
  timer: NodeJS.Timeout | null
}

/** Mails given to a thread ahead of time. */
const AHEAD = 8
/** The short-lived heap: more makes a thread no faster and 80 MB larger. */
const YOUNG_MB = 16
const SCRIPT = import.meta.url.endsWith('.ts') ? './read-worker.ts' : './read-worker.js'

export function createReaderPool(options: ReaderPoolOptions): ReaderPool {
  const { size, log, deadline = limits.parse.deadline, heapMb = limits.parse.heapMb } = options
  const seats = new Set<Seat>()
  const queue: Job[] = []
  let lastId = 0
  let isClosed = false

  function submit<T>(
    raw: Buffer,
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
      const raw = new Uint8Array(job.raw)
      seat.worker.ref()
      seat.worker.postMessage({ id: job.id, raw, ...job.ask } satisfies Question, [raw.buffer])
      if (seat.jobs.length === 1) watch(seat)
    }
  }

  /** A thread with nothing to do, else a new one, else the one with least ahead of it. */
  function freest(): Seat | null {
    const best = [...seats].sort((a, b) => a.jobs.length - b.jobs.length)[0]
    if (best && (best.jobs.length === 0 || seats.size >= size)) return best.jobs.length < AHEAD ? best : null
    return start()
  }

  function start(): Seat {
    const worker = new Worker(new URL(SCRIPT, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
      execArgv: [],
      env: {},
    })
    const seat: Seat = { worker, isReady: false, jobs: [], timer: null }
    seats.add(seat)
    worker.on('message', (message: Answer | 'ready') => {
      if (message === 'ready') seat.isReady = true
      else seat.jobs.shift()?.settle(message)
      watch(seat)
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

  /** Winds the clock for the job at the head; it runs only in a thread that has started. */
  function watch(seat: Seat): void {
    if (seat.timer) clearTimeout(seat.timer)
    seat.timer = null
    const [job] = seat.jobs
    if (!job) return seat.worker.unref()
    if (!seat.isReady) return
    seat.timer = setTimeout(() => {
      // Where this thread itself was late, the answer may be waiting behind the clock: look once more.
      setImmediate(() => {
        if (seat.jobs[0] === job) lose(seat, `it took longer than ${deadline} ms`)
      })
    }, deadline)
  }

  function lose(seat: Seat, because: string): void {
    if (!seats.delete(seat)) return
    if (seat.timer) clearTimeout(seat.timer)
    void seat.worker.terminate()
    const [head, ...others] = seat.jobs
    if (!seat.isReady) {
      log?.error({ because }, 'mail reader cannot start')
      const problem = new Problem('busy', 'reader-unavailable', 'No mail can be read at the moment.', {
        detail: { because },
      })
      for (const job of seat.jobs) job.refuse(problem)
    } else {
      log?.warn({ because, bytes: head?.raw.length }, 'mail reader replaced')
      queue.unshift(...others)
      head?.giveUp(because)
    }
    if (!isClosed) dispatch()
  }

  const mailOf = (answer: Answer): ReadMail | undefined => ('mail' in answer ? answer.mail : undefined)
  const read = (raw: Buffer, envelope: Envelope): Promise<ReadMail> =>
    submit(raw, { ask: 'read', envelope }, mailOf, (because) =>
      // Hashing tens of megabytes is too long for this thread; should that fail too, it has to do it.
      isClosed
        ? readDegraded(raw, because)
        : submit(raw, { ask: 'degraded', because }, mailOf, () => readDegraded(raw, because)),
    )

  return {
    read,
    readMany: (mails) => Promise.all(mails.map(({ raw, envelope }) => read(raw, envelope))),
    attachment: (raw, part) => submit(raw, { ask: 'attachment', part }, attachmentOf, unreadable),
    async close() {
      isClosed = true
      const open = [...seats]
      seats.clear()
      for (const job of [...queue.splice(0), ...open.flatMap((seat) => seat.jobs)]) job.refuse(closed())
      for (const seat of open) if (seat.timer) clearTimeout(seat.timer)
      await Promise.all(open.map((seat) => seat.worker.terminate()))
    },
  }
}

function attachmentOf(answer: Answer): AttachmentBytes | undefined {
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
