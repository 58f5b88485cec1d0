// Whether the generator's mails end on the contact and the company that wrote them: filed by the product's own steps, compared with what
// the generator says of each.
import { addInbox } from '../../src/desk/inboxes/inboxes.ts'
import { isPersonalDomain } from '../../src/desk/contacts/companies.ts'
import { domainOf, normalizeAddress } from '../../src/mail/address.ts'
import type { Store } from '../../src/store/store.ts'
import { receive, testMeans } from '../../test/arrivals.ts'
import { anyCorpus } from '../corpus.ts'
import { inboxAddresses } from '../desk.ts'
import type { KnownLetter } from '../letters.ts'

const GOAL = 99
const us = { actorId: null }
/** Reports of machines and what comes back from the desk itself are on nobody. */
const nobodys: ReadonlySet<string> = new Set(['bounce', 'loop', 'dup'])

export async function placed(
  store: Store,
  { count, seed, say }: { count: number; seed: number; say: (text: string) => void },
): Promise<string[]> {
  const { letters, from } = await anyCorpus(count, seed)
  await store.transact(us, async (tx) => {
    for (const address of inboxAddresses.split(',')) await addInbox(tx, { name: address, addresses: [address] })
  })
  const means = testMeans(store)
  for (let at = 0; at < letters.length; at += 50)
    await store.transact(us, async (tx) => {
      const some = letters
        .slice(at, at + 50)
        .map((one) => ({ raw: one.raw, envelopeFrom: one.envFrom, recipients: [one.rcpt] }))
      await receive(tx, means, ...some)
    })
  const rows = await store.transact({ ...us, readOnly: true }, (tx) =>
    tx.query<{ mail_id: string; addresses: string[]; domains: string[] }>({
      text: `select m.mail_id, array(select a.address from timeline t join contact_address a on a.contact_id = t.subject_id where t.reference_id = m.id and t.removed_at is null) as addresses,
          array(select d.domain from timeline t join company_domain d on d.company_id = t.subject_id where t.reference_id = m.id and t.removed_at is null) as domains
        from message m where m.mail_id is not null`,
      values: [],
    }),
  )
  const byId = new Map(rows.map((row) => [row.mail_id, row]))
  const asked = letters.filter((one) => !nobodys.has(one.kind))
  const isRight = (one: KnownLetter): boolean => {
    const row = byId.get(one.mid.replace(/^<|>$/g, ''))
    const address = normalizeAddress(one.from)
    const domain = domainOf(address)
    return (
      row !== undefined && row.addresses.includes(address) && (isPersonalDomain(domain) || row.domains.includes(domain))
    )
  }
  const wrong = asked.filter((one) => !isRight(one))
  const share = (100 * (asked.length - wrong.length)) / Math.max(asked.length, 1)
  say(
    `\n${letters.length} mails (${from}), ${asked.length} of people and lists: on the right contact and company ${share.toFixed(2)} %`,
  )
  for (const one of wrong.slice(0, 5)) say(`  not: ${one.kind} ${one.mid} of ${one.from}`)
  return share < GOAL ? [`on the right contact and company: ${share.toFixed(2)} %, wanted ${GOAL} %`] : []
}
