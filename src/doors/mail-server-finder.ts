// Finds where the mail of a domain is read: its provider by its mail servers (MX), else what the domain itself publishes. Asks the
// DNS, and the domain by the one HTTP client; no third party hears of whose mail Postroom reads.
import { presetOfHost, presetOfMx, type Found, type Preset } from '../desk/mailboxes/presets.api.ts'
import type { LookUp } from '../mail/authenticate.ts'
import { byAutoconfig, bySrv, exchangesOf, type MailServer, type ReadText } from '../mail/imap/find-server.ts'
import type { Outbound } from './outbound/outbound.ts'

export type FindMailServer = (domain: string) => Promise<Found | null>

const WITHIN = 5_000
const MOST = 64 * 1024

export function createServerFinder(lookUp: LookUp, outbound: Outbound): FindMailServer {
  const read: ReadText = async (url) => {
    const answered = await outbound({ url, within: WITHIN, most: MOST }).catch(() => null)
    return answered?.status === 200 ? answered.body.toString() : null
  }
  return async (domain) => {
    const preset = presetOfMx(await exchangesOf(domain, lookUp))
    if (preset) return { by: 'mx', preset }
    const announced = await bySrv(domain, lookUp)
    if (announced) return { by: 'srv', preset: presetFor(announced) }
    const published = await byAutoconfig(domain, read)
    return published && { by: 'autoconfig', preset: presetFor(published) }
  }
}

function presetFor({ host, port, isSecure, username }: MailServer): Preset {
  const known = presetOfHost(host)
  const base = known ?? { id: 'own', name: host, signIn: ['web' as const], grant: null, savesSent: null, help: null }
  return { ...base, host, port, isSecure, username }
}
