// What the process needs to start: every setting with its type, default and one line of help, and the only reader of the
// environment. What an administrator decides later (inboxes, rules, hours, policies) is data, not here.
import { isIP } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { Problem } from './kit/problem.ts'
import { isAddress, isSamePlace, normalizeAddress } from './mail/address.ts'

type Environment = Record<string, string | undefined>

interface Setting<T> {
  name: string
  /** What may be written, for people. */
  type: string
  /** The default as documented; what is used comes from `fallback`. */
  shown: string
  help: string
  fallback: (env: Environment) => T
  /** Throws an Error whose message says what to write instead. */
  read: (text: string) => T
}

const roles = ['web', 'mail', 'worker'] as const
export type ServeRole = (typeof roles)[number]
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const settings = {
  dataDir: folder(
    'POSTROOM_DATA_DIR',
    '/var/lib/postroom as root, else $XDG_DATA_HOME/postroom or ~/.local/share/postroom',
    'Where the embedded database, blobs and keys live.',
    dataFolder,
  ),
  databaseUrl: maybe(
    'POSTROOM_DATABASE_URL',
    'URL',
    'A PostgreSQL server (15 to 18) to use instead of the embedded one.',
    url('postgres:', 'postgresql:'),
  ),
  roles: list('POSTROOM_ROLES', 'list of web, mail, worker', 'What this process does.', oneOf(roles), [...roles]),
  host: given(
    'POSTROOM_HOST',
    'address',
    '127.0.0.1',
    'Address that web and mail listen on. `0.0.0.0` or `::` opens them to the network.',
    host,
  ),
  httpPort: given('POSTROOM_HTTP_PORT', 'port', '3000', 'Port of the web app and the API.', port),
  healthPort: maybe(
    'POSTROOM_HEALTH_PORT',
    'port',
    'Port of /healthz, /readyz and /metrics alone, for processes without the web app; not listened on unless set.',
    port,
  ),
  smtpPort: given('POSTROOM_SMTP_PORT', 'port', '2525', 'Port where mail comes in by SMTP.', port),
  lmtpPort: maybe('POSTROOM_LMTP_PORT', 'port', 'Port where mail comes in by LMTP; not listened on unless set.', port),
  smtpTlsCert: maybe(
    'POSTROOM_SMTP_TLS_CERT',
    'file',
    'Certificate chain (PEM) for STARTTLS; needs the key too.',
    file,
  ),
  smtpTlsKey: maybe('POSTROOM_SMTP_TLS_KEY', 'file', 'Private key (PEM) of that certificate.', file),
  smtpUrl: maybe(
    'POSTROOM_SMTP_URL',
    'URL',
    'Where mail goes out: `smtp://user:password@relay.example:587` or `smtps://…`. Without it answers wait in the outbox.',
    url('smtp:', 'smtps:'),
  ),
  publicUrl: maybe(
    'POSTROOM_PUBLIC_URL',
    'URL',
    'Address under which people reach the web app; `https://…` switches on Secure cookies and HSTS.',
    publicUrl,
  ),
  trustedProxies: list(
    'POSTROOM_TRUSTED_PROXIES',
    'list of addresses or networks',
    'Reverse proxies whose X-Forwarded-For is believed, e.g. `127.0.0.1,10.0.0.0/8`.',
    network,
    [],
  ),
  privateHosts: list(
    'POSTROOM_PRIVATE_HOSTS',
    'list of names, addresses or networks',
    'Servers in your own network that Postroom may connect to when an administrator names them as a mail server or a token endpoint, e.g. `imap.lan,192.168.1.0/24`. All others must be on the internet.',
    privateHost,
    [],
  ),
  hostname: given(
    'POSTROOM_HOSTNAME',
    'host name',
    'name of the machine',
    'Name in SMTP greetings, and in Message-IDs where no inbox gives a domain.',
    hostname,
    () => os.hostname() || 'localhost',
  ),
  adminEmail: maybe(
    'POSTROOM_ADMIN_EMAIL',
    'e-mail address',
    'First administrator of an unattended install; an existing user is left alone.',
    email,
  ),
  adminPassword: maybe(
    'POSTROOM_ADMIN_PASSWORD',
    'text',
    'Password of that administrator, 8 characters or more.',
    longText(8),
  ),
  adminToken: maybe(
    'POSTROOM_ADMIN_TOKEN',
    'text',
    'An API token with all scopes, 8 characters or more; 32 random ones are wise.',
    longText(8),
  ),
  inboxAddresses: list(
    'POSTROOM_INBOX_ADDRESSES',
    'list of e-mail addresses',
    'Addresses for which an inbox is made at the start when there is none.',
    email,
    [],
  ),
  authservIds: list(
    'POSTROOM_AUTHSERV_IDS',
    'list of names',
    'Names under which your own mail servers write Authentication-Results, e.g. `mx.desk.example` or `mx.google.com`: senders they prove get automatic replies.',
    hostname,
    [],
  ),
  authenticate: given(
    'POSTROOM_AUTHENTICATE',
    'direct, never',
    'direct',
    'Whose senders are checked by asking the DNS (SPF, DKIM, DMARC): of mail that servers on the internet bring directly, or nobody’s, where another server of yours stands before Postroom on the internet and writes Authentication-Results.',
    oneOf(['direct', 'never']),
  ),
  autoReplyTo: given(
    'POSTROOM_AUTO_REPLY_TO',
    'proven, anyone',
    'proven',
    'Who gets automatic replies: senders proven by DMARC, SPF or DKIM and people a colleague has written to; or anyone, where strangers cannot reach this server.',
    oneOf(['proven', 'anyone']),
  ),
  dkimDomain: maybe(
    'POSTROOM_DKIM_DOMAIN',
    'domain',
    'Signs outgoing mail for this domain; needs selector and key too.',
    hostname,
  ),
  dkimSelector: maybe('POSTROOM_DKIM_SELECTOR', 'text', 'Selector of the DKIM key.', hostname),
  dkimKeyFile: maybe('POSTROOM_DKIM_KEY_FILE', 'file', 'Private key (PEM) for DKIM.', file),
  secretKey: maybe(
    'POSTROOM_SECRET_KEY',
    'text',
    'Root key, 32 characters or more (made once and kept in the data folder unless set). Give the same to every process.',
    longText(32),
  ),
  backupDir: maybe(
    'POSTROOM_BACKUP_DIR',
    'folder',
    'Where the running Postroom keeps backups of itself: a new one every day and, with the embedded database, its log every ten seconds. On another disk, please.',
    file,
  ),
  backupKeep: given('POSTROOM_BACKUP_KEEP', '1 to 1000', '7', 'How many of those backups are kept.', integer(1, 1000)),
  logLevel: given('POSTROOM_LOG_LEVEL', levels.join(', '), 'info', 'How much is logged to stderr.', oneOf(levels)),
  newerStore: given(
    'POSTROOM_NEWER_STORE',
    'refuse, serve',
    'refuse',
    'What to do with data that a newer Postroom has migrated: refuse to start, or serve it, for going back one version after an update.',
    oneOf(['refuse', 'serve']),
  ),
  reserveMb: given(
    'POSTROOM_RESERVE_MB',
    '1 to 1000000',
    '256',
    'Megabytes to be kept free where the data directory is: with less, mail is answered 452 until there is room again.',
    integer(1, 1_000_000),
  ),
  messageMb: given(
    'POSTROOM_MESSAGE_MB',
    '1 to 100',
    '35',
    'Megabytes that a mail may have, as it travels: one that is brought by SMTP (which is told it as SIZE), LMTP, HTTP or a pipe, and an answer with its files. Mail accounts and archives are read up to 35 whatever stands here.',
    integer(1, 100),
  ),
  undoSeconds: given(
    'POSTROOM_UNDO_SECONDS',
    '0 to 120',
    '10',
    'How long an answer can be called back before it is sent.',
    integer(0, 120),
  ),
}

export type Config = { [K in keyof typeof settings]: (typeof settings)[K] extends Setting<infer T> ? T : never } & {
  /** Names that begin with POSTROOM_ and are no settings: perhaps misspelt, worth a line in the log. */
  unknown: string[]
}

/** Every setting as documented in docs/settings.md. */
export const settingsTable: { name: string; type: string; default: string; help: string }[] = Object.values(
  settings,
).map((one) => ({ name: one.name, type: one.type, default: one.shown, help: one.help }))

/** An empty value counts as not set. All mistakes come together in one Problem, each with what to do. */
export function readConfig(env: Environment = process.env): Config {
  const mistakes: string[] = []
  const config: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(settings)) {
    const text = env[setting.name]?.trim()
    try {
      config[key] = text ? setting.read(text) : setting.fallback(env)
    } catch (error) {
      mistakes.push(`${setting.name}: ${(error as Error).message}`)
    }
  }
  const read = { ...config, unknown: unknownNames(env) } as Config
  mistakes.push(...contradictions(read))
  if (mistakes.length === 0) return read
  throw new Problem(
    'invalid',
    'settings-wrong',
    `Postroom cannot start with these settings:\n${mistakes.map((one) => `  - ${one}`).join('\n')}`,
    {
      detail: { mistakes },
    },
  )
}

function contradictions(config: Config): string[] {
  const wrong: string[] = []
  if (Boolean(config.smtpTlsCert) !== Boolean(config.smtpTlsKey))
    wrong.push('POSTROOM_SMTP_TLS_CERT and POSTROOM_SMTP_TLS_KEY belong together: set both or neither.')
  const dkim = [config.dkimDomain, config.dkimSelector, config.dkimKeyFile].filter(Boolean).length
  if (dkim > 0 && dkim < 3)
    wrong.push(
      'POSTROOM_DKIM_DOMAIN, POSTROOM_DKIM_SELECTOR and POSTROOM_DKIM_KEY_FILE belong together: set all or none.',
    )
  if (config.adminPassword && !config.adminEmail)
    wrong.push('POSTROOM_ADMIN_PASSWORD needs POSTROOM_ADMIN_EMAIL: whose password is it?')
  const { adminEmail } = config
  if (adminEmail && config.inboxAddresses?.some((address) => isSamePlace(address, adminEmail)))
    wrong.push(
      'POSTROOM_ADMIN_EMAIL is also in POSTROOM_INBOX_ADDRESSES: a person needs an address that Postroom does not receive for.',
    )
  const taken = [config.httpPort, config.healthPort, config.smtpPort, config.lmtpPort].filter((one) => one)
  if (new Set(taken).size < taken.length)
    wrong.push('POSTROOM_HTTP_PORT, POSTROOM_HEALTH_PORT, POSTROOM_SMTP_PORT and POSTROOM_LMTP_PORT must differ.')
  return wrong
}

/** POSTROOM_TEST_… and POSTROOM_CORPORA are read by tests; POSTROOM_PORT… and POSTROOM_SERVICE… are put there by Kubernetes. */
function unknownNames(env: Environment): string[] {
  const known = new Set(settingsTable.map((one) => one.name))
  const others = /^POSTROOM_(TEST_|BENCH_|CORPORA|PORT|SERVICE)/
  return Object.keys(env).filter((name) => name.startsWith('POSTROOM_') && !known.has(name) && !others.test(name))
}

// ── kinds of settings ────────────────────────────────────────────────────────────────────────────────────────────────

function given<T>(
  name: string,
  type: string,
  shown: string,
  help: string,
  read: (text: string) => T,
  fallback?: () => T,
): Setting<T> {
  return { name, type, shown, help, read, fallback: fallback ?? (() => read(shown)) }
}

function maybe<T>(name: string, type: string, help: string, read: (text: string) => T): Setting<T | null> {
  return { name, type, shown: '', help, read, fallback: () => null }
}

function list<T>(name: string, type: string, help: string, read: (text: string) => T, fallback: T[]): Setting<T[]> {
  const items = (text: string) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean)
  return {
    name,
    type,
    shown: fallback.join(','),
    help,
    read: (text) => [...new Set(items(text).map(read))],
    fallback: () => fallback,
  }
}

function folder(name: string, shown: string, help: string, fallback: (env: Environment) => string): Setting<string> {
  return { name, type: 'folder', shown, help, read: file, fallback }
}

function dataFolder(env: Environment): string {
  if (process.getuid?.() === 0) return '/var/lib/postroom'
  return path.join(env.XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share'), 'postroom')
}

// ── readers: text in, value out, or an Error that says what to write ─────────────────────────────────────────────────

function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new Error(`"${text}" is not a whole number from ${least} to ${most}.`)
  }
}

function port(text: string): number {
  return integer(0, 65535)(text)
}

function oneOf<const T extends string>(allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const found = allowed.find((one) => one === text.toLowerCase())
    if (found) return found
    throw new Error(`"${text}" is none of ${allowed.join(', ')}.`)
  }
}

/** The text may hold a password, so a mistake does not repeat it. */
function url(...schemes: string[]): (text: string) => string {
  return (text) => {
    const parsed = URL.parse(text)
    if (parsed && schemes.includes(parsed.protocol) && (parsed.host || parsed.search)) return text
    throw new Error(`is not a URL that begins with ${schemes.map((one) => `${one}//`).join(' or ')} and names a host.`)
  }
}

function publicUrl(text: string): string {
  const parsed = URL.parse(text)
  const isOrigin =
    parsed &&
    /^https?:$/.test(parsed.protocol) &&
    parsed.pathname === '/' &&
    !parsed.search &&
    !parsed.hash &&
    !parsed.username
  if (isOrigin) return parsed.origin
  throw new Error(
    `"${text}" is not an address like https://desk.example (no path: Postroom lives at the top of its host).`,
  )
}

function hostname(text: string): string {
  if (/^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9])?$/i.test(text)) return text.toLowerCase()
  throw new Error(`"${text}" is not a name of letters, digits, dots and hyphens, like desk.example.`)
}

function host(text: string): string {
  if (isIP(text)) return text
  return hostname(text)
}

function email(text: string): string {
  const address = normalizeAddress(text)
  if (isAddress(address)) return address
  throw new Error(`"${text}" is not an e-mail address like help@desk.example.`)
}

function file(text: string): string {
  return path.resolve(text)
}

function network(text: string): string {
  const [address = '', bits] = text.split('/')
  const most = isIP(address) === 6 ? 128 : 32
  if (isIP(address) && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most))) return text
  throw new Error(`"${text}" is not an address like 10.0.0.1 or a network like 10.0.0.0/8.`)
}

function privateHost(text: string): string {
  return isIP(text.split('/')[0] ?? '') ? network(text) : hostname(text)
}

function longText(least: number): (text: string) => string {
  return (text) => {
    if (text.length >= least) return text
    throw new Error(`is too short: ${least} characters or more.`)
  }
}
