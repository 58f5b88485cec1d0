// What linking costs a mail: in batches as filing has them, and alone; of mail whose people are known, among a million.
import { gatherKnown, logMails, withContacts } from '../../src/desk/capture/known.ts'
import type { LoggedMail } from '../../src/desk/capture/decide.ts'
import type { Store } from '../../src/store/store.ts'
import { createRandom } from '../load/random.ts'
import { cpuOf } from '../processes.ts'
import { addressOf, type Customers } from './load.ts'

const GOAL = 1
const ROUNDS = 60
const us = { actorId: null }

export async function linking(
  store: Store,
  { contacts, companies }: Customers,
  database: number,
  say: (text: string) => void,
): Promise<string[]> {
  const random = createRandom(5)
  const own = new Set(['support@desk.example'])
  const someone = () => addressOf(Math.floor(random.next() * contacts), companies)
  const mail = (): LoggedMail => ({
    messageId: store.mint(),
    conversationId: store.mint(),
    inboxId: '1',
    at: new Date(),
    direction: 'in',
    kind: 'message',
    subject: 'Where is my order?',
    from: someone(),
    others: ['support@desk.example', someone(), someone()],
    isStranger: false,
    isForged: false,
    authorId: null,
    contactId: null,
    companyId: null,
  })
  const link = (mails: LoggedMail[]) =>
    store.transact(us, async (tx) => {
      const known = await withContacts(tx, await gatherKnown(tx, mails, own), [])
      await logMails(tx, mails, known)
    })
  say(`\nlinking a mail of three people, ${contacts} contacts      ms by the clock   CPU ms, all processes`)
  const missed: string[] = []
  for (const size of [1, 100]) {
    const batches = Array.from({ length: ROUNDS }, () => Array.from({ length: size }, mail))
    for (const one of batches.slice(0, 10)) await link(one)
    const [before, began] = [cpuOf([process.pid, database]), performance.now()]
    for (const one of batches.slice(10)) await link(one)
    const count = (ROUNDS - 10) * size
    const [wall, cpu] = [(performance.now() - began) / count, (cpuOf([process.pid, database]) - before) / count]
    say(`${size === 1 ? 'alone, with its transaction' : `${size} at once, as filing does`}`.padEnd(52) + wall.toFixed(3).padStart(12) + cpu.toFixed(3).padStart(18)) // prettier-ignore
    if (size > 1 && cpu > GOAL) missed.push(`linking: ${cpu.toFixed(2)} ms a mail, wanted ${GOAL} ms`)
  }
  return missed
}
