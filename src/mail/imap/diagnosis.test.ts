import net from 'node:net'
import tls from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { certificates, key } from '../../../test/doubles/certificates.ts'
import { Problem } from '../../kit/problem.ts'
import { diagnose, type Tried, type Trouble } from './diagnosis.ts'
import { visitAccount } from './visit.ts'

// A server that behaves so, for every case; of the network's own failures the code, as Node gives it.

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

interface Behaviour {
  greeting?: string
  /** To a command, without its tag; what is not named is answered OK. `null` hangs up. */
  answers?: Record<string, string | null>
  capability?: string
  certificate?: string
}

async function serverThat({ greeting = '* OK ready', answers = {}, capability, certificate }: Behaviour) {
  const hear = (socket: net.Socket) => {
    socket.on('error', () => undefined)
    if (greeting) socket.write(`${greeting}\r\n`)
    socket.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        const [tag = '', verb = ''] = line.split(' ')
        const told = verb === 'LOGIN' ? answers.AUTHENTICATE : answers[verb]
        if (told === null) socket.destroy()
        else if (told !== undefined) socket.write(`${told.replace('TAG', tag)}\r\n`)
        else {
          if (verb === 'CAPABILITY') socket.write(`* CAPABILITY ${capability ?? 'IMAP4rev1 AUTH=PLAIN'}\r\n`)
          socket.write(`${tag} OK done\r\n`)
        }
      }
    })
  }
  const server = certificate ? tls.createServer({ key, cert: certificate }, hear) : net.createServer(hear)
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => server.close())
  return (server.address() as net.AddressInfo).port
}

const here: net.LookupFunction = (_name, { all }, callback) =>
  all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4)

type Options = Partial<Tried> & { secure?: boolean; lookup?: net.LookupFunction; patience?: number }

async function visited(port: number, { secure = false, host = '127.0.0.1', patience = 10_000, ...tried }: Options) {
  const access = { host, port, secure, auth: { user: 'desk', pass: 'secret' }, authority: certificates.authority }
  const lookup = tried.lookup ?? here
  try {
    await visitAccount({ ...access, lookup, patience }, (client) => client.mailboxOpen('INBOX', { readOnly: true }))
    return 'fine'
  } catch (thrown) {
    return diagnose(thrown, { host, isSecure: secure, isToken: false, wantsAppPassword: false, ...tried }).trouble
  }
}

const no = (text: string) => ({ answers: { AUTHENTICATE: `TAG NO ${text}` } })
const refused = no('[AUTHENTICATIONFAILED] Invalid credentials')
const listed = '* LIST () "/" "INBOX"\r\nTAG OK'

const signIns: [string, Behaviour, Trouble | 'fine', Partial<Tried>?][] = [
  ['one that lets us in', {}, 'fine'],
  ['a wrong password', refused, 'password-wrong'],
  ['a refused permission', refused, 'permission-refused', { isToken: true }],
  ['a provider that takes passwords for programs only', refused, 'password-for-apps', { wantsAppPassword: true }],
  ['Gmail, with the web password', no('[ALERT] Application-specific password required: https://x (Failure)'), 'password-for-apps'],
  ['Gmail, suspicious', no('[ALERT] Please log in via your web browser: https://x (Failure)'), 'web-sign-in'],
  ['Gmail with IMAP off', no('[ALERT] Your account is not enabled for IMAP use. Please visit your settings'), 'imap-off'],
  ['Zoho with IMAP off', no('[ALERT] You are yet to enable IMAP for your account.'), 'imap-off'],
  ['Yandex', no('[AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is disabled'), 'password-or-imap-off'],
  ['a password that is over', no('[EXPIRED] change it'), 'password-expired'],
  ['an account that is not ours', no('[AUTHORIZATIONFAILED] no'), 'account-denied'],
  ['a server that wants TLS', no('[PRIVACYREQUIRED] no'), 'tls-needed'],
  ['a server that wants its administrator', no('[CONTACTADMIN] no'), 'administrator'],
  ['a server whose back is away', no('[UNAVAILABLE] later'), 'server-busy'],
  ['basic authentication blocked', no('LOGIN failed. BasicAuthBlocked'), 'password-not-taken'],
  ['a server that takes no passwords unencrypted', { capability: 'IMAP4rev1 LOGINDISABLED' }, 'tls-needed'],
  ['a folder that is not there', { answers: { EXAMINE: 'TAG NO [NONEXISTENT] no' } }, 'folder-missing'],
  ['a folder that is not there, in words', { answers: { EXAMINE: "TAG NO Mailbox doesn't exist" } }, 'folder-missing'],
  ['a folder that is not ours', { answers: { EXAMINE: 'TAG NO [NOPERM] no', LIST: listed } }, 'folder-denied'],
  ['Microsoft without the right on the mailbox', { answers: { NAMESPACE: 'TAG BAD User is authenticated but not connected.', LIST: 'TAG BAD User is authenticated but not connected.', EXAMINE: 'TAG BAD User is authenticated but not connected.' } }, 'not-connected'],
  ['too many at once', { greeting: '* BYE Too many connections from your address' }, 'too-many'],
  ['one that sends everybody away', { greeting: '* BYE not today' }, 'closed'],
  ['a mail server of the other kind', { greeting: '220 mx.acme.example ESMTP' }, 'not-imap'],
  ['POP3', { greeting: '+OK ready' }, 'not-imap'],
] // prettier-ignore

test.each(signIns)('%s is told from the others', async (_name, behaviour, trouble, tried = {}) => {
  expect(await visited(await serverThat(behaviour), tried)).toBe(trouble)
})

test('a password at Microsoft is not taken, however it says so', () => {
  const refusal = Object.assign(new Error('Command failed'), { authenticationFailed: true, responseText: 'LOGIN failed.' }) // prettier-ignore
  const tried = { host: 'outlook.office365.com', isSecure: true, isToken: false, wantsAppPassword: false }

  expect(diagnose(refusal, tried)).toEqual({ trouble: 'password-not-taken', said: 'LOGIN failed.' })
  expect(diagnose(refusal, { ...tried, isToken: true }).trouble).toBe('permission-refused')
})

test('what a server says is repeated as one line of text, and nothing of what is no mail server', async () => {
  const tried = { host: 'imap.acme.example', isSecure: true, isToken: false, wantsAppPassword: false }
  const said = (responseText: string) => diagnose(Object.assign(new Error('x'), { responseText }), tried).said
  const port = await serverThat({ greeting: 'SSH-2.0-OpenSSH_9.2 internal-build-7' })
  const visit = { host: '127.0.0.1', port, secure: false, auth: { user: 'desk', pass: 'secret' }, patience: 10_000 }
  const other = await visitAccount(visit, async () => 0).catch((thrown: unknown) => thrown)

  expect(said('No.\r\n\u001b[31mred\u0000 \u202eevil\u200b')).toBe('No. [31mred evil')
  expect(said('x'.repeat(100_000))).toHaveLength(200)
  expect(diagnose(other, { ...tried, isSecure: false })).toMatchObject({ trouble: 'not-imap', said: expect.not.stringMatching(/SSH|internal/) }) // prettier-ignore
})

test('certificates: right, of another name, over, of the future, of nobody known', async () => {
  const at = async (certificate: string) =>
    await visited(await serverThat({ certificate }), { secure: true, host: 'imap.acme.example' })
  const unknown = await serverThat({ certificate: certificates.right })
  const access = { host: 'imap.acme.example', port: unknown, secure: true, auth: { user: 'desk', pass: 'secret' } }
  const stranger = await visitAccount({ ...access, lookup: here, patience: 10_000 }, async () => 0).catch(
    (e: unknown) => e,
  )

  expect(await at(certificates.right)).toBe('fine')
  expect(await at(certificates.other)).toBe('certificate-name')
  expect(await at(certificates.expired)).toBe('certificate-expired')
  expect(await at(certificates.early)).toBe('certificate-early')
  const tried = { host: 'imap.acme.example', isSecure: true, isToken: false, wantsAppPassword: false }
  expect(diagnose(stranger, tried).trouble).toBe('certificate-untrusted')
})

test('TLS where there is none, none where there is, and STARTTLS that is not offered', async () => {
  expect(await visited(await serverThat({}), { secure: true })).toBe('tls-not-first')
  expect(await visited(await serverThat({ certificate: certificates.right }), { patience: 300 })).toBe('tls-first')
  expect(await visited(await serverThat({}), { host: 'imap.acme.example' })).toBe('tls-not-offered')
})

test('a port nobody listens on, a server that says nothing, a name that is not there', async () => {
  const closed = await serverThat({})
  for (const end of ends.splice(0)) end()
  const failing =
    (code: string): net.LookupFunction =>
    (_name, _options, callback) =>
      callback(Object.assign(new Error(code), { code }), [], 0)

  expect(await visited(closed, {})).toBe('port-closed')
  expect(await visited(await serverThat({ greeting: '', certificate: certificates.right }), { secure: true, host: 'imap.acme.example', patience: 1_000 })).toBe('no-answer') // prettier-ignore
  expect(await visited(1, { host: 'imap.acme.example', lookup: failing('ENOTFOUND') })).toBe('name-unknown')
  expect(await visited(1, { host: 'imap.acme.example', lookup: failing('EAI_AGAIN') })).toBe('names-away')
})

test('what our own words say already is not said twice', () => {
  const problem = new Problem('invalid', 'host-private', 'It is in a private network.')
  const tried = { host: 'imap.lan', isSecure: true, isToken: false, wantsAppPassword: false }

  expect(diagnose(problem, tried)).toEqual({ trouble: 'told', said: 'It is in a private network.' })
})
