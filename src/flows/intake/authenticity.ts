// Who checks a mail's sender: a mail server of ours that wrote down what it found, or we ourselves, beside filing, where the
// sender's own server brought the mail to us. Nobody waits for name servers but what asks for the verdict.
import type { Id } from '../../kit/id.ts'
import { toProblem } from '../../kit/problem.ts'
import { reachOf } from '../../kit/reach.ts'
import { beginningOf, type Original } from '../../kit/streamed.ts'
import type { Means } from '../../desk/means.ts'
import { authenticate, unchecked, type LookUp } from '../../mail/authenticate.ts'
import { authenticityOf, type Authenticity } from '../../mail/authenticity.ts'
import type { ReadMail } from '../../mail/read-mail.ts'
import { record } from '../../store/events.ts'
import { enqueue, enqueueAll } from '../../store/jobs.ts'
import type { OutsideHandler } from '../../store/jobs/worker.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import type { Placed } from './placed.ts'
import type { Claimed } from './take.ts'
import type { KeptAuthenticity } from './placed.ts'

export const authenticityJob = 'message.authenticate'
/** Milliseconds for all name servers that one mail makes us ask. */
const LIMIT = 8_000

/** What is known when it is filed; null where nobody will ever know. */
export function authenticityAtFiling(
  means: Pick<Means, 'proof' | 'lookUp'>,
  { source, remote }: Pick<Claimed, 'source' | 'remote'>,
  read: Pick<ReadMail, 'headers' | 'from'>,
): KeptAuthenticity | null {
  const isDirect = source === 'smtp' && remote !== null && reachOf(remote) === 'public'
  // What a stranger's server brings may hold any field: nobody's word stands in it.
  if (isDirect && means.lookUp) return { result: 'pending', ip: remote }
  if (means.proof.servers.length === 0) return null
  const senders = read.from.map((one) => one.address)
  return authenticityOf(read.headers, senders, means.proof.servers)
}

interface Asked {
  conversationId: Id
  messageId: Id
  rawId: Id
  ip: string
  from: string
}

export async function askAboutSenders(tx: Tx, placed: Placed[]): Promise<void> {
  const orders = placed.flatMap(({ authenticity, conversationId, messageId, intakeId, envelopeFrom }) => {
    if (authenticity?.result !== 'pending') return []
    const payload: Asked = { conversationId, messageId, rawId: intakeId, ip: authenticity.ip, from: envelopeFrom ?? '' }
    return [{ kind: authenticityJob, payload }]
  })
  await enqueueAll(tx, orders)
}

/** Tries of the check; what is still unknown then stays so. */
const TRIES = 10

/**
 * A check that goes wrong is a verdict too, and so is one that nobody makes any more: a mail that waits for it to be routed must not
 * wait for ever. Only writing the verdict down is tried without end.
 */
export function authenticityHandler(means: Pick<Means, 'raw' | 'hostname'>, lookUp: LookUp | null): OutsideHandler {
  return {
    attempts: Infinity,
    runOutside: async (store, job) => {
      const asked = job.payload as Asked
      const verdict =
        lookUp === null
          ? unchecked('senders are not checked here')
          : job.attempts > TRIES
            ? unchecked(`its sender could not be checked: ${TRIES} tries failed`)
            : await verdictOn(store, means, lookUp, asked)
      await store.transact({ actorId: null, isRedone: true }, (tx) => settle(tx, asked, verdict))
    },
  }
}

async function verdictOn(
  store: Store,
  means: Pick<Means, 'raw' | 'hostname'>,
  lookUp: LookUp,
  { rawId, ip, from }: Asked,
): Promise<Authenticity> {
  try {
    const raw = await store.transact({ actorId: null, readOnly: true }, (tx) => means.raw.open(tx, rawId))
    return await authenticate({ raw, ip, helo: await heloIn(raw), from, server: means.hostname }, lookUp, LIMIT)
  } catch (thrown) {
    if (toProblem(thrown).kind === 'busy') throw thrown
    return unchecked('its original cannot be read') // gone, or damaged
  }
}

/** From the field that our own server put on top (smtp-server/trace.ts). */
async function heloIn(raw: Original): Promise<string> {
  const top = (await beginningOf(raw, 2_000)).toString('latin1')
  return /^Received: from (\S{1,255}) \(/m.exec(top)?.[1] ?? ''
}

/** Does what waited for it, once. */
async function settle(tx: Tx, { conversationId, messageId }: Asked, verdict: Authenticity): Promise<void> {
  const [row] = await tx.query<{ inboxId: Id; waits: { kind: string; payload: object } | null }>({
    name: 'message-authenticity',
    text: `with was as (select authenticity -> 'waits' as waits from message
             where conversation_id = $1 and id = $2 and authenticity ->> 'result' = 'pending' for update)
           update message m set authenticity = $3 from was, conversation c
             where m.conversation_id = $1 and m.id = $2 and c.id = m.conversation_id
           returning c.inbox_id as "inboxId", was.waits`,
    values: [conversationId, messageId, JSON.stringify(verdict)],
  })
  if (!row) return
  await record(
    tx,
    'message.authenticated',
    messageId,
    { result: verdict.result, because: verdict.because },
    {
      conversationId,
      inboxId: row.inboxId,
    },
  )
  if (row.waits) await enqueue(tx, row.waits.kind, row.waits.payload)
}
