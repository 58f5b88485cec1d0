// Beyond the machine: the ports, the way out, and what the world's DNS says about the domains of the inboxes.
import { createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import net from 'node:net'
import type { Config } from '../../../config.ts'
import type { Log } from '../../../kit/log.ts'
import { Problem } from '../../../kit/problem.ts'
import { createSubmitter } from '../../../mail/smtp-client.ts'
import { fail, ok, skipped, warn, type Finding } from './finding.ts'

const PATIENCE = 2_000

/** Ours where the right greeting comes; free where nobody listens. */
export async function examinePorts(config: Config): Promise<Finding[]> {
  const ports = [
    { about: 'web port', port: config.httpPort, name: 'POSTROOM_HTTP_PORT', role: 'web', is: isWeb },
    { about: 'SMTP port', port: config.smtpPort, name: 'POSTROOM_SMTP_PORT', role: 'mail', is: isMail },
    { about: 'LMTP port', port: config.lmtpPort, name: 'POSTROOM_LMTP_PORT', role: 'mail', is: isMail },
  ] as const
  const near = { '0.0.0.0': '127.0.0.1', '::': '::1' }[config.host] ?? config.host
  const found: Finding[] = []
  for (const { about, port, name, role, is } of ports) {
    if (!port || !config.roles.includes(role)) continue
    const heard = await hear(near, port, role === 'web' ? 'GET /healthz HTTP/1.0\r\n\r\n' : '')
    if (heard === null) found.push(ok(about, `${port} is free; no Postroom listens there now`))
    else if (is(heard, config.hostname)) found.push(ok(about, `Postroom answers on ${near}:${port}`))
    else
      found.push(fail(about, `another program listens on ${near}:${port}`, `Stop it, or set ${name} to another port.`))
  }
  return found
}

const isWeb = (text: string) => /^HTTP\/1\.\d 200/.test(text)
/** RFC 5321 §4.2: a greeting begins with the name. */
const isMail = (text: string, hostname: string) => text.toLowerCase().startsWith(`220 ${hostname} `)

/** Null where nobody listens. */
function hear(host: string, port: number, words: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port })
    let heard = ''
    let isOpen = false
    const end = () => {
      socket.destroy()
      resolve(isOpen ? heard : null)
    }
    socket.setTimeout(PATIENCE, end)
    socket.on('connect', () => {
      isOpen = true
      if (words) socket.write(words)
    })
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      if (heard.includes('\n')) end()
    })
    socket.on('error', end)
    socket.on('close', end)
  })
}

export async function examineRelay(config: Config, log: Log): Promise<Finding[]> {
  if (!config.smtpUrl)
    return [
      warn(
        'way out',
        'there is none: answers wait in the outbox',
        'Set POSTROOM_SMTP_URL, e.g. smtp://user:password@relay.example:587',
      ),
    ]
  const { host } = new URL(config.smtpUrl)
  const timeouts = { connect: 5_000, reply: 5_000, message: 10_000 }
  const submitter = createSubmitter({ url: config.smtpUrl, name: config.hostname, log, timeouts })
  try {
    await submitter.verify()
    return [ok('way out', `${host} lets us in`)]
  } catch (thrown) {
    const login = thrown instanceof Problem && thrown.code === 'smtp-login'
    const mend = login
      ? 'Check user and password in POSTROOM_SMTP_URL.'
      : 'Check host, port and encryption in POSTROOM_SMTP_URL; a firewall may be in the way.'
    return [fail('way out', (thrown as Error).message, mend)]
  } finally {
    await submitter.close(0)
  }
}

/** What we ask of DNS; `node:dns` has it. */
export interface Resolver {
  resolveMx(name: string): Promise<{ exchange: string }[]>
  resolveTxt(name: string): Promise<string[][]>
}

/** RFC 2606 and RFC 6761: names that are nobody's. */
const NOBODYS = /(^|\.)(example|test|invalid|localhost|local|internal|example\.(com|net|org))$/
const NOT_THERE = new Set(['ENOTFOUND', 'ENODATA'])

export async function examineDns(
  domains: readonly string[],
  config: Pick<Config, 'dkimDomain' | 'dkimSelector' | 'dkimKeyFile'>,
  resolver: Resolver,
): Promise<Finding[]> {
  const found: Finding[] = []
  for (const domain of domains) {
    const about = `DNS of ${domain}`
    if (NOBODYS.test(domain)) {
      found.push(skipped(about, 'is a name for examples'))
      continue
    }
    try {
      found.push(...(await examineDomain(domain, about, resolver)))
    } catch (error) {
      found.push(skipped(about, `not examined: DNS does not answer (${String((error as NodeJS.ErrnoException).code)})`))
    }
  }
  const { dkimDomain: domain, dkimSelector: selector, dkimKeyFile: file } = config
  if (domain && selector && file && !NOBODYS.test(domain))
    found.push(await examineDkim(`${selector}._domainkey.${domain}`, file, resolver))
  return found
}

async function examineDomain(domain: string, about: string, resolver: Resolver): Promise<Finding[]> {
  const found: Finding[] = []
  const servers = await thereOr([], resolver.resolveMx(domain))
  if (servers.length === 0)
    found.push(
      warn(
        about,
        'no MX: other servers do not know where to bring mail',
        `Add an MX record for ${domain}, or let another server hand its mail on.`,
      ),
    )
  const texts = (await thereOr([], resolver.resolveTxt(domain))).map((parts) => parts.join(''))
  const spf = texts.filter((text) => /^v=spf1( |$)/i.test(text)) // RFC 7208 §4.5
  if (spf.length === 0)
    found.push(
      warn(
        about,
        'no SPF: answers may be taken for forgeries',
        `Add a TXT record like "v=spf1 mx include:your-relay -all" for ${domain}.`,
      ),
    )
  if (spf.length > 1) found.push(warn(about, 'has two SPF records, which count as none', 'Join them into one.'))
  const policies = (await thereOr([], resolver.resolveTxt(`_dmarc.${domain}`))).map((parts) => parts.join(''))
  // RFC 7489 §6.3
  if (!policies.some((text) => text.startsWith('v=DMARC1')))
    found.push(
      warn(
        about,
        'no DMARC',
        `Add a TXT record for _dmarc.${domain}, to begin with "v=DMARC1; p=none; rua=mailto:postmaster@${domain}".`,
      ),
    )
  return found.length > 0 ? found : [ok(about, 'MX, SPF and DMARC are there')]
}

async function examineDkim(name: string, file: string, resolver: Resolver): Promise<Finding> {
  try {
    const own = createPublicKey(await readFile(file, 'utf8'))
      .export({ type: 'spki', format: 'der' })
      .toString('base64')
    const texts = (await thereOr([], resolver.resolveTxt(name))).map((parts) => parts.join(''))
    const published = texts.map((text) => /(?:^|;)\s*p=([^;]*)/.exec(text)?.[1]?.replace(/\s/g, '')) // RFC 6376 §3.6.1
    if (published.includes(own)) return ok('DKIM', `${name} has our key`)
    const record = `TXT ${name}: "v=DKIM1; k=rsa; p=${own}"`
    const says =
      texts.length === 0 ? `${name} is not there: signatures cannot be checked` : `${name} has another key than ours`
    return fail('DKIM', says, record)
  } catch (error) {
    return skipped('DKIM', `not examined: ${(error as Error).message}`)
  }
}

async function thereOr<T>(otherwise: T, answer: Promise<T>): Promise<T> {
  return await answer.catch((error: NodeJS.ErrnoException) => {
    if (NOT_THERE.has(error.code ?? '')) return otherwise
    throw error
  })
}
