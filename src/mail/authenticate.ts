// Whether a mail's sender is who it says, asked of the DNS by ourselves: SPF, DKIM, ARC and DMARC (RFC 7208, 6376, 8617, 9989),
// for mail that its sender's own server brought to us. Who resolves names is handed in; nothing here knows a network.
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Original } from '../kit/streamed.ts'
import type { Authenticity } from './authenticity.ts'

/** As `resolve` of node:dns/promises answers and fails. */
export type LookUp = (name: string, type: string) => Promise<unknown[]>

export interface Brought {
  /** Read as it is needed: a large one is never in memory whole. */
  raw: Original
  /** Who brought it: address of the client, what it called itself, and the envelope's sender ('' for the null path). */
  ip: string
  helo: string
  from: string
  /** Our own name. */
  server: string
}

/** A mail may ask for so many names, whatever it contains. */
const MOST_NAMES = 60
/** Bytes that are hashed before others have a turn. */
const PIECE = 64 * 1024

/** Never rejects: what cannot be found out is `unchecked`. */
export async function authenticate(mail: Brought, lookUp: LookUp, limitMs: number): Promise<Authenticity> {
  const deadline = Promise.withResolvers<never>()
  deadline.promise.catch(() => undefined)
  const timer = setTimeout(() => deadline.reject(new Error('the time for it was over')), limitMs)
  const text = Readable.from(pieces(mail.raw))
  try {
    return await Promise.race([ask(mail, text, bounded(lookUp)), deadline.promise])
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : 'unknown'
    return unchecked(`its sender could not be checked: ${why.slice(0, 200)}`)
  } finally {
    clearTimeout(timer)
    text.destroy()
  }
}

/** The verdict where there is none. */
export const unchecked = (because: string): Authenticity => ({
  result: 'unchecked',
  because,
  by: 'postroom',
  spf: null,
  dkim: null,
  dmarc: null,
  arc: null,
})

function bounded(lookUp: LookUp): LookUp {
  let asked = 0
  return (name, type) =>
    ++asked > MOST_NAMES
      ? Promise.reject(Object.assign(new Error('it asks for too many names'), { code: 'ETIMEOUT' }))
      : lookUp(name, type)
}

async function ask(mail: Brought, text: Readable, lookUp: LookUp): Promise<Authenticity> {
  // Loaded when the first mail is checked: many desks never do.
  const [{ dkimVerify }, { spf }, { arc }, { evaluateDmarc }] = await Promise.all([
    import('mailauth/lib/dkim/verify.js'),
    import('mailauth/lib/spf/index.js'),
    import('mailauth/lib/arc/index.js'),
    import('mailauth/lib/dmarc/index.js'),
  ])
  const resolver = lookUp as (name: string, type: string) => Promise<never>
  const signed = await dkimVerify(text, { resolver, sender: mail.from })
  const sent = await spf({
    resolver,
    sender: mail.from,
    ip: mail.ip,
    helo: mail.helo || `[${mail.ip}]`,
    mta: mail.server,
  })
  const sealed = await arc(signed.arc as never, { resolver })
  // One that covers only the beginning of the mail (`l=`, RFC 6376 §8.2) proves nothing of what somebody added.
  const proofs = signed.results.filter((one) => one.status.result === 'pass' && !one.status.underSized)
  const judged = await evaluateDmarc({
    headerFrom: signed.headerFrom,
    fromFields: (signed as { fromFields?: unknown }).fromFields,
    spfDomains: sent && sent.status.result === 'pass' ? [sent.domain] : [],
    dkimDomains: proofs.map((one) => ({ id: one.id, domain: one.signingDomain, aligned: one.status.aligned })),
    arcResult: sealed,
    resolver,
  } as never)
  const found = {
    by: 'postroom',
    spf: (sent && sent.status.result) || null,
    dkim: best(signed.results.map((one) => one.status.result)),
    dmarc: (judged.response && judged.response.status.result) || null,
    arc: sealed.status.result ?? null,
  }
  const aligned = [
    ...(found.spf === 'pass' && sent ? [sent.domain] : []),
    ...proofs.flatMap((one) => one.signingDomain ?? []),
  ]
  return { ...found, ...verdictOf(found, { from: signed.headerFrom, aligned, why: judged.reason ?? null }) }
}

interface About {
  from: string[]
  /** Domains that proved themselves, of which some may be that of From. */
  aligned: string[]
  why: string | null
}

/** A published policy decides; where there is none, a proof of the very domain of From does. */
function verdictOf(
  found: Pick<Authenticity, 'spf' | 'dkim' | 'dmarc'>,
  { from, aligned, why }: About,
): Pick<Authenticity, 'result' | 'because'> {
  const domain = (from[0] ?? '').slice((from[0] ?? '').lastIndexOf('@') + 1).toLowerCase()
  if (found.dmarc === null) return { result: 'none', because: why ?? 'it has no single sender' }
  if (found.dmarc === 'pass') return { result: 'pass', because: `DMARC of ${domain} passed` }
  if (found.dmarc === 'fail')
    return {
      result: 'fail',
      because: `neither SPF (${found.spf}) nor DKIM (${found.dkim}) proves ${domain}, whose DMARC asks for it`,
    }
  if (found.dmarc === 'temperror' || found.spf === 'temperror' || found.dkim === 'temperror')
    return { result: 'unchecked', because: 'name servers did not answer' }
  if (aligned.some((one) => one.toLowerCase() === domain))
    return { result: 'pass', because: `${found.dkim === 'pass' ? 'DKIM' : 'SPF'} proves ${domain}, which has no DMARC` }
  return { result: 'none', because: `nothing proves ${domain}, and nothing asks for it` }
}

/** Of several signatures one that holds is enough. */
function best(results: string[]): string | null {
  return ['pass', 'temperror', 'fail'].find((one) => results.includes(one)) ?? results[0] ?? null
}

async function* pieces(raw: Original): AsyncGenerator<Buffer> {
  for await (const part of Buffer.isBuffer(raw) ? [raw] : raw.read())
    for (let at = 0; at < part.length; at += PIECE) {
      yield part.subarray(at, at + PIECE)
      await setImmediate()
    }
}
