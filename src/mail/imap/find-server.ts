// Where the mail of an address is read, as its domain publishes it: SRV records (RFC 6186), else the file that mail programs look
// for (Thunderbird's autoconfig). What a domain says is a proposal that somebody looks at, never a place to send a password to unseen.
import type { LookUp } from '../authenticate.ts'

export interface MailServer {
  host: string
  port: number
  /** TLS from the first byte; otherwise STARTTLS. */
  isSecure: boolean
  username: 'address' | 'local'
}

/** The text at an https address, or null where there is none. */
export type ReadText = (url: string) => Promise<string | null>

interface Srv {
  name: string
  port: number
  priority: number
  weight: number
}

export async function exchangesOf(domain: string, lookUp: LookUp): Promise<string[]> {
  const found = (await answerOf(lookUp, domain, 'MX')) as { exchange: string; priority: number }[]
  return found.toSorted((a, b) => a.priority - b.priority).map((one) => one.exchange)
}

export async function bySrv(domain: string, lookUp: LookUp): Promise<MailServer | null> {
  for (const { service, isSecure } of [
    { service: '_imaps._tcp', isSecure: true },
    { service: '_imap._tcp', isSecure: false },
  ]) {
    const records = (await answerOf(lookUp, `${service}.${domain}`, 'SRV')) as Srv[]
    // RFC 6186 §3.4: a target of "." says that there is no such service.
    const offered = records.filter((one) => one.name.replace(/\.$/, '') !== '')
    const [best] = offered.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
    if (best) return { host: best.name.replace(/\.$/, ''), port: best.port, isSecure, username: 'address' }
  }
  return null
}

export async function byAutoconfig(domain: string, read: ReadText): Promise<MailServer | null> {
  for (const url of [
    `https://autoconfig.${domain}/mail/config-v1.1.xml`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`,
  ]) {
    const text = await read(url)
    const found = text === null ? null : readAutoconfig(text, domain)
    if (found) return found
  }
  return null
}

/** The first IMAP server in it that encrypts. */
export function readAutoconfig(text: string, domain: string): MailServer | null {
  for (const part of text.split('<incomingServer').slice(1)) {
    const [server = ''] = part.split('</incomingServer', 1)
    if (!/^[^>]{0,200}type="imap"/.test(server)) continue
    const kind = valueOf(server, 'socketType').toUpperCase()
    const host = valueOf(server, 'hostname').replaceAll('%EMAILDOMAIN%', domain).toLowerCase()
    const port = Number(valueOf(server, 'port'))
    if (!/^[a-z0-9.-]{1,253}$/.test(host) || !Number.isInteger(port) || port < 1 || port > 65_535) continue
    if (kind !== 'SSL' && kind !== 'STARTTLS') continue
    const username = valueOf(server, 'username') === '%EMAILLOCALPART%' ? 'local' : 'address'
    return { host, port, isSecure: kind === 'SSL', username }
  }
  return null
}

/** Elements have no parts of their own where this looks. */
function valueOf(text: string, element: string): string {
  const from = text.indexOf(`<${element}>`)
  const to = text.indexOf(`</${element}>`, from)
  return from < 0 || to < 0 ? '' : text.slice(from + element.length + 2, to).trim()
}

/** A name that is not there, and name servers that are away, lead nowhere alike. */
async function answerOf(lookUp: LookUp, name: string, type: string): Promise<unknown[]> {
  return await lookUp(name, type).catch(() => [])
}
