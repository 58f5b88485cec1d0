// Companies come into being from the domains people write from; never from the domains that anybody can have an address at.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

/** Providers of personal addresses: two people there have nothing in common. */
export const personalDomains: ReadonlySet<string> = new Set(
  (
    'gmail.com googlemail.com outlook.com hotmail.com hotmail.nl hotmail.fr hotmail.de hotmail.co.uk live.com live.nl msn.com yahoo.com yahoo.de yahoo.fr yahoo.co.uk ' +
    'yahoo.co.jp ymail.com icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.at web.de t-online.de freenet.de mail.ru bk.ru inbox.ru list.ru yandex.ru yandex.com ' +
    'proton.me protonmail.com pm.me tutanota.com tuta.com fastmail.com hey.com zoho.com mail.com email.com qq.com 163.com 126.com sina.com foxmail.com naver.com daum.net ' +
    'orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it ziggo.nl kpnmail.nl planet.nl xs4all.nl home.nl telenet.be skynet.be ' +
    'uol.com.br bol.com.br terra.com.br sapo.pt wp.pl o2.pl onet.pl interia.pl seznam.cz abv.bg ukr.net i.ua box.az mail.az comcast.net verizon.net att.net'
  ).split(' '),
)

/** Where the private customers of `postroom demo` have their addresses; nobody else can have one there (RFC 2606). */
const SAMPLE_PROVIDER = '.mail.example'

export function isPersonalDomain(domain: string): boolean {
  return personalDomains.has(domain) || domain.endsWith(SAMPLE_PROVIDER)
}

/** `shop.acme-tools.example` reads as “Acme-tools”: the label before the public ending, capitalised. A person may correct it. */
export function companyNameOf(domain: string): string {
  const labels = domain.split('.')
  const ending = labels.length > 2 && /^(co|com|net|org|gov|ac|edu)$/.test(labels.at(-2) ?? '') ? 2 : 1
  const name = labels.at(-1 - ending) ?? domain
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** The companies of these domains, made where they are new. Personal domains have none. */
export async function companiesOf(tx: Tx, domains: string[]): Promise<Map<string, Id>> {
  const wanted = [...new Set(domains)].filter((domain) => domain.includes('.') && !isPersonalDomain(domain)).toSorted()
  if (wanted.length === 0) return new Map()
  const known = await readDomains(tx, wanted)
  const missing = wanted.filter((domain) => !known.has(domain))
  if (missing.length === 0) return known
  const companies = missing.map((domain) => ({ id: tx.mint(), domain }))
  await tx.db
    .insertInto('company')
    .values(companies.map(({ id, domain }) => ({ id, name: companyNameOf(domain), created_at: tx.now })))
    .execute()
  const claimed = await tx.db
    .insertInto('company_domain')
    .values(companies.map(({ id, domain }) => ({ domain, company_id: id })))
    .onConflict((clash) => clash.doNothing())
    .returning(['domain', 'company_id'])
    .execute()
  const lost = companies.filter((one) => !claimed.some((row) => row.domain === one.domain))
  if (lost.length > 0)
    await tx.db
      .deleteFrom('company')
      .where(
        'id',
        'in',
        lost.map((one) => one.id),
      )
      .execute() // somebody else was first
  return readDomains(tx, wanted)
}

async function readDomains(tx: Tx, domains: string[]): Promise<Map<string, Id>> {
  const rows = await tx.query<{ domain: string; company_id: Id }>({
    name: 'companies-by-domain',
    text: 'select domain, company_id from company_domain where domain = any($1::text[])',
    values: [domains],
  })
  return new Map(rows.map((row) => [row.domain, row.company_id]))
}
