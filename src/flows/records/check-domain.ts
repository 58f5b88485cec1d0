// Asks the DNS whether a domain takes mail, outside of any transaction and never while mail comes in. What cannot be found out is unknown,
// which says nothing against anybody.
import type { LookUp } from '../../mail/authenticate.ts'
import type { Store } from '../../store/store.ts'

export type Takes = 'mail' | 'nothing' | 'unknown'

/** Milliseconds for one question. */
const PATIENCE = 5_000

export async function checkDomain(
  store: Pick<Store, 'transact'>,
  lookUp: LookUp | null,
  domain: string,
): Promise<void> {
  const takes = lookUp === null ? 'unknown' : await takesMail(lookUp, domain)
  await store.transact({ actorId: null }, (tx) =>
    tx.query({
      name: 'domain-checked',
      text: `insert into mail_domain (domain, takes, checked_at) values ($1, $2, $3)
        on conflict (domain) do update set takes = excluded.takes, checked_at = excluded.checked_at`,
      values: [domain, takes, tx.now],
    }),
  )
}

/** RFC 5321 §5.1: an MX, else an address of its own; RFC 7505: an MX that is a dot takes none. */
export async function takesMail(lookUp: LookUp, domain: string): Promise<Takes> {
  const mx = await ask(lookUp, domain, 'MX')
  if (mx === null) return 'unknown'
  if (mx.length > 0) {
    const isNull = mx.length === 1 && ['', '.'].includes((mx[0] as { exchange?: string }).exchange ?? '')
    return isNull ? 'nothing' : 'mail'
  }
  for (const type of ['A', 'AAAA']) {
    const found = await ask(lookUp, domain, type)
    if (found === null) return 'unknown'
    if (found.length > 0) return 'mail'
  }
  return 'nothing'
}

/** Null: nobody answered. */
async function ask(lookUp: LookUp, name: string, type: string): Promise<unknown[] | null> {
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), PATIENCE)
  try {
    return await Promise.race([lookUp(name, type), late.promise])
  } catch (thrown) {
    const { code } = thrown as { code?: string }
    return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : null
  } finally {
    clearTimeout(timer)
  }
}
