// A desk with a planted fault, for the harness to catch: it says 250 first and commits twenty milliseconds later. Built of the
// product's own parts, so that the product needs no switch for it.
import { addInbox } from '../../src/desk/inboxes/inboxes.ts'
import type { Accepting } from '../../src/flows/intake/accept.ts'
import { openDesk } from '../../src/doors/desk.ts'
import { openMailDoors } from '../../src/doors/smtp.ts'
import { startWorkers } from '../../src/doors/worker.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/kit/log.ts'

const config = readConfig(process.env)
const log = createLog(config.logLevel)
const desk = await openDesk(config, log)
await desk.means.store.transact({ actorId: null }, async (tx) => {
  if (!(await tx.db.selectFrom('inbox').select('id').executeTakeFirst()))
    await addInbox(tx, { name: 'Support', addresses: config.inboxAddresses })
})

const early: Accepting = {
  ...desk.accepting,
  accept: (arrival) => {
    setTimeout(() => void desk.accepting.accept(arrival).catch(() => undefined), 20)
    return Promise.resolve('0')
  },
}

await openMailDoors({
  host: config.host,
  smtpPort: config.smtpPort,
  lmtpPort: null,
  name: config.hostname,
  store: desk.means.store,
  accepting: early,
  blobs: desk.means.blobs,
  log,
})
startWorkers(desk.means, desk.metrics, null)
