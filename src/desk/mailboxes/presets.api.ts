// What is known of the providers most people have: where their mail is read, by what it is entered, and where their pages about it
// are. The servers are those of the providers' own help pages and of Thunderbird's collection (ISPDB), as of November 2026.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Provider } from './grants.api.ts'

/** By what an account is entered: `web`, the password people have; `app`, one that is made for programs; `grant`, a permission. */
const SignIn = z.enum(['web', 'app', 'grant'])

export const Preset = z.object({
  id: z.string(),
  name: z.string(),
  host: z.string(),
  port: z.number().int(),
  isSecure: z.boolean(),
  /** What of the address is the user name. */
  username: z.enum(['address', 'local']),
  /** The first is the one to take. */
  signIn: z.array(SignIn),
  grant: Provider.nullable(),
  /** Whether what is sent through its SMTP server lies in the folder of sent mail by itself; null: nobody knows. */
  savesSent: z.boolean().nullable(),
  /** Where passwords for programs are made, or IMAP is turned on. */
  help: z.string().nullable(),
})
export type Preset = z.infer<typeof Preset>

interface Known extends Preset {
  /** Of addresses. */
  domains: readonly string[]
  /** The end of the names of its servers for incoming mail (MX), for addresses under domains of one's own. */
  mx: readonly string[]
}

type Given = Partial<Known> & Pick<Known, 'id' | 'name' | 'host' | 'domains'>

const known = (given: Given): Known => ({
  port: 993,
  isSecure: true,
  username: 'address',
  signIn: ['web'],
  grant: null,
  savesSent: null,
  help: null,
  mx: [],
  ...given,
})

const posteo = 'de at be ca ch cl co co.uk com com.br cr cz dk ee es eu fi gl gr hn hr hu ie in is it jp la li lt lu me mx my net nl no nz org pe pl pm pt ro se sg si tn uk us' // prettier-ignore
const gmx = 'gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.biz gmx.org gmx.info'
const gmxCom = 'gmx.com gmx.us gmx.co.uk gmx.es gmx.fr gmx.it'
const yahoo = 'yahoo.com yahoo.ca yahoo.de yahoo.it yahoo.fr yahoo.es yahoo.se yahoo.co.in yahoo.co.uk yahoo.co.nz yahoo.com.au yahoo.com.ar yahoo.com.br yahoo.com.mx ymail.com myyahoo.com rocketmail.com' // prettier-ignore
const outlook = 'outlook.com hotmail.com live.com msn.com windowslive.com outlook.de outlook.fr outlook.es outlook.it outlook.be outlook.at outlook.dk outlook.com.tr hotmail.de hotmail.fr hotmail.nl hotmail.be hotmail.it hotmail.es hotmail.co.uk live.nl live.de live.fr live.be live.co.uk' // prettier-ignore
const kpn = 'kpnmail.nl kpnplanet.nl planet.nl wxs.nl hetnet.nl freeler.nl xs4all.nl telfort.nl tip.nl tiscali.nl'
const ziggo = 'ziggo.nl ziggomail.com casema.nl upcmail.nl chello.nl home.nl quicknet.nl multiweb.nl zinders.nl hahah.nl zeggis.nl zeggis.com razcall.nl razcall.com' // prettier-ignore

const all: Known[] = [
  known({ id: 'gmail', name: 'Gmail', host: 'imap.gmail.com', domains: ['gmail.com', 'googlemail.com'], signIn: ['grant', 'app'], grant: 'google', savesSent: true, help: 'https://support.google.com/accounts/answer/185833' }), // prettier-ignore
  known({ id: 'workspace', name: 'Google Workspace', host: 'imap.gmail.com', domains: [], mx: ['google.com', 'googlemail.com'], signIn: ['grant', 'app'], grant: 'google', savesSent: true, help: 'https://support.google.com/accounts/answer/185833' }), // prettier-ignore
  known({ id: 'microsoft365', name: 'Microsoft 365', host: 'outlook.office365.com', domains: ['onmicrosoft.com', 'office365.com'], mx: ['mail.protection.outlook.com', 'mx.microsoft'], signIn: ['grant'], grant: 'microsoft', savesSent: true }), // prettier-ignore
  known({ id: 'outlook', name: 'Outlook.com', host: 'outlook.office365.com', domains: outlook.split(' '), mx: ['olc.protection.outlook.com'], signIn: ['grant'], grant: 'microsoft', savesSent: true }), // prettier-ignore
  known({ id: 'icloud', name: 'iCloud', host: 'imap.mail.me.com', domains: ['icloud.com', 'me.com', 'mac.com'], mx: ['mail.icloud.com'], username: 'local', signIn: ['app'], help: 'https://support.apple.com/HT202304' }), // prettier-ignore
  known({ id: 'yahoo', name: 'Yahoo', host: 'imap.mail.yahoo.com', domains: yahoo.split(' '), mx: ['yahoodns.net'], signIn: ['app'], help: 'https://help.yahoo.com/kb/new-mail-for-desktop/imap-server-settings-yahoo-mail-sln4075.html' }), // prettier-ignore
  known({ id: 'fastmail', name: 'Fastmail', host: 'imap.fastmail.com', domains: ['fastmail.com', 'fastmail.fm'], mx: ['messagingengine.com'], signIn: ['app'], help: 'https://www.fastmail.com/help/technical/servernamesandports.html' }), // prettier-ignore
  known({ id: 'gmx', name: 'GMX', host: 'imap.gmx.net', domains: gmx.split(' '), mx: ['gmx.net'], help: 'https://hilfe.gmx.net/pop-imap/einschalten.html' }), // prettier-ignore
  known({ id: 'gmxcom', name: 'GMX (.com)', host: 'imap.gmx.com', domains: gmxCom.split(' ') }), // prettier-ignore
  known({ id: 'webde', name: 'WEB.DE', host: 'imap.web.de', domains: ['web.de'], username: 'local', help: 'https://hilfe.web.de/pop-imap/einschalten.html' }), // prettier-ignore
  known({
    id: 'zohoeu',
    help: 'https://www.zoho.com/mail/help/imap-access.html',
    name: 'Zoho (EU)',
    host: 'imap.zoho.eu',
    domains: ['zoho.eu', 'zohomail.eu'],
    mx: ['zoho.eu'],
    signIn: ['app', 'web'],
  }),
  known({
    id: 'zoho',
    help: 'https://www.zoho.com/mail/help/imap-access.html',
    name: 'Zoho',
    host: 'imap.zoho.com',
    domains: ['zoho.com', 'zohomail.com'],
    mx: ['zoho.com'],
    signIn: ['app', 'web'],
  }),
  known({ id: 'mailru', name: 'Mail.ru', host: 'imap.mail.ru', domains: ['mail.ru', 'inbox.ru', 'list.ru', 'bk.ru', 'corp.mail.ru'], mx: ['mail.ru'], signIn: ['app'] }), // prettier-ignore
  known({ id: 'yandex', help: 'https://mail.yandex.com/#setup/client', name: 'Yandex', host: 'imap.yandex.com', domains: 'yandex.ru yandex.com yandex.by yandex.kz yandex.ua ya.ru narod.ru'.split(' '), mx: ['yandex.net', 'yandex.ru'], signIn: ['app'] }), // prettier-ignore
  known({ id: 'mailboxorg', name: 'mailbox.org', host: 'imap.mailbox.org', domains: ['mailbox.org'], mx: ['mailbox.org'], signIn: ['web', 'app'], help: 'https://kb.mailbox.org/en/private/e-mail/e-mail-configuration' }), // prettier-ignore
  known({
    id: 'posteo',
    help: 'https://posteo.de/hilfe/wie-richte-ich-posteo-in-einem-mailprogramm-ein-pop3-imap-und-smtp',
    name: 'Posteo',
    host: 'posteo.de',
    domains: posteo.split(' ').map((end) => `posteo.${end}`),
  }),
  known({ id: 'infomaniak', name: 'Infomaniak', host: 'mail.infomaniak.com', domains: ['ikmail.com', 'ik.me'], mx: ['infomaniak.ch'], signIn: ['app', 'web'], help: 'https://www.infomaniak.com/en/support/faq/admin2/email-service' }), // prettier-ignore
  known({ id: 'ovh', name: 'OVH', host: 'ssl0.ovh.net', domains: ['ovh.net'], mx: ['mail.ovh.net'] }),
  known({ id: 'ionos', name: 'IONOS', host: 'imap.ionos.com', domains: [], mx: ['ionos.com'] }),
  known({ id: 'ionosde', name: 'IONOS (DE)', host: 'imap.ionos.de', domains: ['online.de', 'onlinehome.de'], mx: ['ionos.de', 'kundenserver.de'] }), // prettier-ignore
  known({
    id: 'strato',
    help: 'https://www.strato.de/faq/mail/externes-e-mail-programm-mit-strato-e-mail-adresse-nutzen/',
    name: 'STRATO',
    host: 'imap.strato.de',
    domains: ['strato.de'],
    mx: ['rzone.de'],
  }),
  known({ id: 'transip', name: 'TransIP', host: 'imap.transip.email', domains: [], mx: ['transip.email'] }),
  known({ id: 'kpn', name: 'KPN', host: 'imap.kpnmail.nl', domains: kpn.split(' ') }),
  known({ id: 'ziggo', name: 'Ziggo', host: 'imap.ziggo.nl', domains: ziggo.split(' ') }),
]

const shown = ({ domains: _domains, mx: _mx, ...preset }: Known): Preset => preset

export const presets: readonly Preset[] = all.map(shown)

/** Of an address as it is being typed: whole domains only. */
export function presetOf(address: string): Preset | null {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  const found = address.includes('@') ? all.find((one) => one.domains.some((name) => isUnder(domain, name))) : undefined
  return found ? shown(found) : null
}

/** Of the servers that take a domain's mail in, the best first. */
export function presetOfMx(exchanges: readonly string[]): Preset | null {
  for (const exchange of exchanges) {
    const name = exchange.toLowerCase().replace(/\.$/, '')
    const found = all.find((one) => one.mx.some((end) => isUnder(name, end)))
    if (found) return shown(found)
  }
  return null
}

/** Of the server that is read; null where it is none of these. */
export function presetOfHost(host: string): Preset | null {
  const found = all.find((one) => one.host === host.toLowerCase())
  return found ? shown(found) : null
}

const isUnder = (name: string, end: string) => name === end || name.endsWith(`.${end}`)

export const Found = z.object({
  /** By what it was found: the address itself, its domain's mail servers, its SRV records (RFC 6186), or what the domain publishes for mail programs. */
  by: z.enum(['address', 'mx', 'srv', 'autoconfig']),
  preset: Preset,
})
export type Found = z.infer<typeof Found>

export const findMailServer = route({
  name: 'findMailServer',
  summary:
    'Where the mail of an address is read, as far as its provider is known or its domain publishes it. Asks the DNS and the domain itself, nobody else.',
  method: 'POST',
  path: '/mailboxes/find-server',
  may: 'mailbox.configure',
  input: z.strictObject({ address: z.email().max(254) }),
  output: z.object({ found: Found.nullable() }),
})
