import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { expect, test } from 'vitest'
import { parseMail } from '../parse/parse.ts'
import { signsAgainst, type ImpostorSign } from './impostor.ts'

const brand = {
  addresses: ['support@northwind.example', 'billing@northwind.example', 'northwind.shop@gmail.com'],
  names: ['Northwind Support', 'Support', 'Billing'],
}
const signsOf = signsAgainst(brand)
const signs = (name: string, address: string) => signsOf({ name, address })

const spoofs: [ImpostorSign, string, string][] = [
  // The desk's own address, or its name in front of another one.
  ['own-address', 'Northwind', 'support@northwind.example'],
  ['own-address', '', 'SUPPORT@Northwind.example'],
  ['own-address', 'Billing', 'billing+x@northwind.example'],
  ['own-address', 'Shop', 'northwind.shop@gmail.com'],
  ...[
    'support@northwind.example',
    '"support@northwind.example"',
    'Northwind <support@northwind.example>',
    'support @ northwind.example',
    'support＠northwind.example',
    'ceo@northwind.example',
    'Support (support@northwind.example)',
    'billing@n0rthwind.example',
    'billing@nоrthwind.example',
    'service@paywell.example',
    'security@northbank.example',
    'alerts@northbank.example urgent',
    'Ada Lovelace ada@northwind.example',
    'no-reply@northwind.example',
    'support@mail.northbank.example',
  ].map((name): [ImpostorSign, string, string] => ['other-address', name, 'mallory@evil.test']),
  ...[
    'Northwind',
    'NORTHWIND',
    'Northwind Support',
    'Northwind Billing Team',
    'The Northwind team',
    'N0rthwind',
    'Northwlnd',
    'Northw1nd',
    'Northvvind',
    'Nоrthwind',
    'Νorthwind',
    'North\u200bwind',
    'Nor\u00adthwind',
    'Ｎｏｒｔｈｗｉｎｄ',
    'Northwínd',
    'ΝΟRTHWIND',
    'Northwind®',
    'northwind',
    'Northwind – account security',
    'northwind.example',
    'Your Northwind account',
    '𝐍𝐨𝐫𝐭𝐡𝐰𝐢𝐧𝐝',
  ].map((name): [ImpostorSign, string, string] => ['own-name', name, 'mallory@evil.test']),
  ...[
    'mallory@northwind.example.evil.test',
    'mallory@northwind-example.test',
    'mallory@n0rthwind.example',
    'mallory@northw1nd.example',
    'mallory@northwlnd.example',
    'mallory@northvvind.example',
    'mallory@nоrthwind.example',
    'mallory@nοrthwind.example',
    'mallory@nórthwind.example',
    'mallory@northwind.example.com',
    'mallory@NORTHWlND.example',
  ].map((address): [ImpostorSign, string, string] => ['own-name', 'Accounts', address]),
  ...[
    'Pаypal',
    'Раypal',
    'Аpple',
    'Micrоsoft',
    'Gооgle Security',
    'Аmazon',
    'Βank of America',
    'Fасebook',
    'Netfliх',
    'DНL',
    'UРS Express',
    'Ηelpdesk',
    'Secυrity',
    'IΤ department',
    'Рaywell',
    'Sаles',
    'Αda Lovelace',
    'Dοra',
    'Βen',
    'Сleo',
    'Jоhn Smith',
    'Мaria',
  ].map((name): [ImpostorSign, string, string] => ['look-alike', name, 'mallory@evil.test']),
  ...[
    'аррӏе.com',
    'xn--80ak6aa92e.com',
    'раураӏ.com',
    'ѕсоре.com',
    'соса.com',
    'асе.com',
    'аmazon.com',
    'gооgle.com',
    'miсrosoft.com',
    'facebοok.com',
    'еbay.com',
    'ԝһо.com',
  ].map((domain): [ImpostorSign, string, string] => ['look-alike', 'Accounts', `mallory@${domain}`]),
  ...[
    '\u202etroppus',
    'Ada\u202e gpj.exe',
    'Ada\u2066\u2069',
    'A\u200bda',
    '\ufeffAda',
    'Bank\u2060er',
    'Dora\u202dx',
    'a\u2063b',
    'Ada\u{e0041}\u{e0042}',
    'Ben\u202a\u202c',
    '\u2067Ben\u2069',
    'Cleo\u2068',
    'Acme\u200b Ltd',
    'Bill\u2064ing',
    '\u202eexample.northbank',
    'Pay\u2062well',
  ].map((name): [ImpostorSign, string, string] => ['hidden-signs', name, 'mallory@evil.test']),
]

test('a hundred senders that would be taken for somebody else carry the sign of it', () => {
  const missed = spoofs.filter(([sign, name, address]) => !signs(name, address).includes(sign))

  expect(spoofs.length).toBeGreaterThanOrEqual(100)
  expect(missed).toEqual([])
})

test.each([
  ['Dora Müller', 'dora@acme.example'],
  ['dora@acme.example', 'dora@acme.example'],
  ['dora.mueller@acme.example', 'dora@mail.acme.example'],
  ['Дора Иванова', 'dora@почта.рф'],
  ['Αθηνά Παπαδοπούλου', 'athina@acme.example'],
  ['東京サポートABC', 'info@acme.example'],
  ['محمد\u200f الأحمد', 'm@acme.example'],
  ['زهرا\u200cسادات', 'z@acme.example'],
  ['Əli Həsənov', 'eli@kenar.example'],
  ['Şükrü Öztürk', 'sukru@acme.example'],
  ['Support', 'support@acme.example'],
  ['Customer Support Team', 'help@acme.example'],
  ['Ada from Northwind', 'ada@northwind.example'],
  ['Windmill North', 'hello@windmill.example'],
  ['Dora via Announce', 'announce@lists.example'],
  ['dora@acme.example via Announce', 'announce@lists.example'],
  ['X Æ A-12', 'x@acme.example'],
  ['', 'dora@acme.example'],
])('%s <%s> is who they say', (name, address) => {
  expect(signs(name, address)).toEqual([])
})

const volume = path.join(process.env['POSTROOM_CORPORA'] ?? path.resolve('../shared/corpora'), 'volume')

test.skipIf(!existsSync(volume))('of a thousand ordinary mails at most one in a hundred carries a sign', async () => {
  const files = readdirSync(volume, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /ham.*\.(?:txt|eml)$/.test(name),
  )
  const taken: string[] = []
  for (const name of files) {
    const [sender] = (await parseMail(readFileSync(path.join(volume, name)))).from
    const found = sender ? signsOf(sender) : []
    if (found.length > 0) taken.push(`${found.join()}: ${sender?.name} <${sender?.address}>`)
  }

  expect(files.length).toBeGreaterThan(300)
  expect(taken.length / files.length, taken.join('\n')).toBeLessThanOrEqual(0.01)
})
