// Short requests as they come by mail: behind a greeting, among what people say before and after, above a signature and the quoted
// mail that is answered, which is about another matter. Templates of our own, the same mails for the same seed.
import { randomFrom } from '../../src/ai/classifier/random.ts'
import type { Example } from '../../src/ai/classifier/train.ts'
import { requests, type Tongue } from './requests.ts'

interface Around {
  subjects: string[]
  greetings: string[]
  before: string[]
  after: string[]
  closings: string[]
  /** Under a name. */
  signatures: string[]
  wrote: string
  /** What the desk answered last time, around a sentence about another matter. */
  answer: readonly [before: string, after: string]
}

const around: Record<Tongue, Around> = {
  en: {
    subjects: ['Question', 'Your help please', 'Re: your message', 'Customer 48213', 'A short question'],
    greetings: ['Hello,', 'Dear Sir or Madam,', 'Good morning,', 'Hi there,'],
    before: [
      'I hope you are well and had a pleasant weekend.',
      'We have been customers of yours for many years and were always content.',
      'My colleague told me that I should write to this address.',
      'As I said on the telephone, I am writing about the following.',
    ],
    after: [
      'I will be in the office until Friday and can be reached by telephone.',
      'Please let me know if you need anything else from me.',
      'Many thanks in advance for your trouble.',
      'I look forward to hearing from you soon.',
    ],
    closings: ['Kind regards,', 'Best wishes,', 'Yours sincerely,'],
    signatures: ['Head of Purchasing\nAcme Trading Ltd\n12 Mill Lane\nTel. +44 20 7946 0123', 'Sent from my phone'],
    wrote: 'On Mon, 2 March 2026 at 09:14, Desk <help@desk.example> wrote:',
    answer: ['Dear customer, you wrote to us:', 'We have seen to it. Is there anything else that we can do for you?'],
  },
  nl: {
    subjects: ['Vraag', 'Graag uw hulp', 'Re: uw bericht', 'Klant 48213', 'Een korte vraag'],
    greetings: ['Hallo,', 'Geachte heer of mevrouw,', 'Goedemorgen,', 'Beste mensen,'],
    before: [
      'Ik hoop dat het goed met u gaat en dat u een fijn weekend heeft gehad.',
      'Wij zijn al vele jaren klant bij u en waren altijd tevreden.',
      'Mijn collega zei dat ik naar dit adres moest schrijven.',
      'Zoals ik aan de telefoon zei, schrijf ik u over het volgende.',
    ],
    after: [
      'Tot vrijdag ben ik op kantoor en telefonisch bereikbaar.',
      'Laat het mij weten als u nog iets van mij nodig heeft.',
      'Alvast hartelijk dank voor de moeite.',
      'Ik hoor graag spoedig van u.',
    ],
    closings: ['Met vriendelijke groet,', 'Groeten,', 'Hoogachtend,'],
    signatures: ['Hoofd inkoop\nAcme Handel BV\nMolenstraat 12\nTel. 020 123 45 67', 'Verzonden vanaf mijn telefoon'],
    wrote: 'Op ma 2 mrt 2026 om 09:14 schreef Desk <help@desk.example>:',
    answer: ['Beste klant, u schreef ons:', 'Wij hebben het geregeld. Kunnen wij nog iets anders voor u doen?'],
  },
  de: {
    subjects: ['Frage', 'Bitte um Hilfe', 'AW: Ihre Nachricht', 'Kunde 48213', 'Eine kurze Frage'],
    greetings: ['Hallo,', 'Sehr geehrte Damen und Herren,', 'Guten Morgen,', 'Liebes Team,'],
    before: [
      'ich hoffe, es geht Ihnen gut und Sie hatten ein schönes Wochenende.',
      'wir sind seit vielen Jahren Ihre Kunden und waren immer zufrieden.',
      'mein Kollege sagte mir, ich solle an diese Adresse schreiben.',
      'wie am Telefon besprochen, schreibe ich Ihnen wegen Folgendem.',
    ],
    after: [
      'Bis Freitag bin ich im Büro und telefonisch erreichbar.',
      'Sagen Sie mir bitte, falls Sie noch etwas von mir brauchen.',
      'Vielen Dank im Voraus für Ihre Mühe.',
      'Ich freue mich auf Ihre baldige Antwort.',
    ],
    closings: ['Mit freundlichen Grüßen', 'Viele Grüße', 'Beste Grüße'],
    signatures: [
      'Leitung Einkauf\nAcme Handel GmbH\nMühlenweg 12\nTel. 030 123456',
      'Von meinem Mobiltelefon gesendet',
    ],
    wrote: 'Am Mo., 2. März 2026 um 09:14 Uhr schrieb Desk <help@desk.example>:',
    answer: [
      'Sehr geehrter Kunde, Sie schrieben uns:',
      'Wir haben das erledigt. Können wir sonst noch etwas für Sie tun?',
    ],
  },
  tr: {
    subjects: ['Soru', 'Yardımınızı rica ederim', 'Ynt: mesajınız', 'Müşteri 48213', 'Kısa bir soru'],
    greetings: ['Merhaba,', 'Sayın yetkili,', 'Günaydın,', 'İyi günler,'],
    before: [
      'Umarım iyisinizdir ve güzel bir hafta sonu geçirmişsinizdir.',
      'Uzun yıllardır müşterinizim ve her zaman memnun kaldım.',
      'Bir iş arkadaşım bu adrese yazmamı söyledi.',
      'Telefonda söylediğim gibi size şu konuda yazıyorum.',
    ],
    after: [
      'Cumaya kadar ofisteyim ve telefonla ulaşabilirsiniz.',
      'Benden başka bir şeye ihtiyacınız olursa lütfen bildirin.',
      'Emeğiniz için şimdiden teşekkür ederim.',
      'En yakın zamanda sizden haber almayı umuyorum.',
    ],
    closings: ['Saygılarımla,', 'İyi çalışmalar,', 'Selamlar,'],
    signatures: [
      'Satın Alma Müdürü\nAcme Ticaret AŞ\nDeğirmen Sokak 12\nTel. 0212 123 45 67',
      'iPhone’umdan gönderildi',
    ],
    wrote: '2 Mart 2026 Pzt, 09:14 tarihinde Desk <help@desk.example> şunu yazdı:',
    answer: [
      'Sayın müşterimiz, bize şunu yazdınız:',
      'İsteğiniz yerine getirildi. Başka bir konuda yardımcı olalım mı?',
    ],
  },
  az: {
    subjects: ['Sual', 'Köməyinizi xahiş edirəm', 'Re: mesajınız', 'Müştəri 48213', 'Qısa bir sual'],
    greetings: ['Salam,', 'Hörmətli xanımlar və cənablar,', 'Sabahınız xeyir,', 'Hər vaxtınız xeyir,'],
    before: [
      'Ümid edirəm ki, yaxşısınız və həftəsonunuz gözəl keçib.',
      'Biz uzun illərdir sizin müştərinizik və həmişə razı qalmışıq.',
      'İş yoldaşım dedi ki, bu ünvana yazım.',
      'Telefonda dediyim kimi, sizə bu məsələ ilə bağlı yazıram.',
    ],
    after: [
      'Cüməyə qədər ofisdəyəm, telefonla əlaqə saxlaya bilərsiniz.',
      'Məndən başqa nəsə lazım olsa, xahiş edirəm bildirin.',
      'Zəhmətinizə görə əvvəlcədən təşəkkür edirəm.',
      'Tezliklə cavabınızı gözləyirəm.',
    ],
    closings: ['Hörmətlə,', 'Ən xoş arzularla,', 'Salamlarla,'],
    signatures: [
      'Satınalma şöbəsinin müdiri\nAcme Ticarət MMC\nDəyirman küçəsi 12\nTel. 012 123 45 67',
      'Telefonumdan göndərilib',
    ],
    wrote: '2 mart 2026, 09:14 tarixində Desk <help@desk.example> yazdı:',
    answer: ['Hörmətli müştəri, bizə yazmısınız:', 'Məsələ həll olundu. Sizə başqa nə ilə kömək edə bilərik?'],
  },
}
const NAMES = ['Dora Acker', 'Ben Yılmaz', 'Cleo de Wit', 'Leyla Məmmədova', 'Tom Baker', 'Jana Vogel']

export interface Request extends Example {
  tongue: Tongue
}

export function allRequests(): Request[] {
  return Object.entries(requests).flatMap(([category, tongues]) =>
    (Object.keys(tongues) as Tongue[]).flatMap((tongue) =>
      tongues[tongue].split('|').map((text) => ({ subject: '', text, category, tongue })),
    ),
  )
}

/** What is quoted below it asks for what another of them asks for. */
export function mailed(some: readonly Request[], seed: number): Request[] {
  const random = randomFrom(seed)
  const one = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const byTongue = Map.groupBy(some, ({ tongue }) => tongue)
  return some.map((request) => {
    const words = around[request.tongue]
    const [opening, closing] = words.answer
    const earlier = one(byTongue.get(request.tongue) ?? some).text
    const quoted = ['', opening, earlier, closing].map((line) => `> ${line}`.trimEnd())
    const parts = [
      one(words.greetings),
      random() < 0.7 ? one(words.before) : '',
      request.text,
      random() < 0.7 ? one(words.after) : '',
      [one(words.closings), one(NAMES), one(words.signatures)].join('\n'),
      [words.wrote, ...quoted].join('\n'),
    ]
    return { ...request, subject: one(words.subjects), text: parts.filter((part) => part !== '').join('\n\n') }
  })
}
