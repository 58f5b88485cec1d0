// Twenty languages and four mail programs: how each writes the line or block above the mail answered.
import { expect, test } from 'vitest'
import { visibleReply } from './reply-text.ts'

const dora = 'Dora Field <dora@acme.example>'

interface Forms {
  language: string
  /** Gmail, Apple Mail or Thunderbird: a line above the quotation. Also read without quote marks, as after HTML. */
  lines: string[]
  /** Outlook: From, Sent, To, Subject. */
  outlook: [from: string, sent: string, to: string, subject: string]
  original?: string
}

const FORMS: Forms[] = [
  {
    language: 'en',
    lines: [
      `On Mon, May 4, 2026 at 10:12 AM ${dora} wrote:`,
      `On 4 May 2026, at 10:12, ${dora} wrote:`,
      'On 5/4/26 10:12, Dora Field wrote:',
    ],
    outlook: ['From', 'Sent', 'To', 'Subject'],
    original: 'Original Message',
  },
  {
    language: 'nl',
    lines: [
      `Op ma 4 mei 2026 om 10:12 schreef ${dora}:`,
      `Op 4 mei 2026, om 10:12 heeft ${dora} het volgende geschreven:`,
      'Op 04-05-2026 om 10:12 schreef Dora Field:',
    ],
    outlook: ['Van', 'Verzonden', 'Aan', 'Onderwerp'],
    original: 'Oorspronkelijk bericht',
  },
  {
    language: 'de',
    lines: [
      `Am Mo., 4. Mai 2026 um 10:12 Uhr schrieb ${dora}:`,
      `Am 04.05.2026 um 10:12 schrieb ${dora}:`,
      'Am 04.05.26 um 10:12 schrieb Dora Field:',
    ],
    outlook: ['Von', 'Gesendet', 'An', 'Betreff'],
    original: 'Ursprüngliche Nachricht',
  },
  {
    language: 'fr',
    lines: [
      `Le lun. 4 mai 2026 à 10:12, ${dora} a écrit :`,
      `Le 4 mai 2026 à 10:12, ${dora} a écrit :`,
      'Le 04/05/2026 à 10:12, Dora Field a écrit :',
    ],
    outlook: ['De ', 'Envoyé ', 'À ', 'Objet '],
    original: "Message d'origine",
  },
  {
    language: 'es',
    lines: [
      `El lun, 4 may 2026 a las 10:12, ${dora} escribió:`,
      `El 4 may 2026, a las 10:12, ${dora} escribió:`,
      'El 4/5/26 a las 10:12, Dora Field escribió:',
    ],
    outlook: ['De', 'Enviado el', 'Para', 'Asunto'],
    original: 'Mensaje original',
  },
  {
    language: 'pt',
    lines: [
      `Em seg., 4 de mai. de 2026 às 10:12, ${dora} escreveu:`,
      `No dia 4 de mai. de 2026, às 10:12, ${dora} escreveu:`,
      'Em 04/05/2026 10:12, Dora Field escreveu:',
    ],
    outlook: ['De', 'Enviada em', 'Para', 'Assunto'],
    original: 'Mensagem original',
  },
  {
    language: 'it',
    lines: [
      `Il giorno lun 4 mag 2026 alle ore 10:12 ${dora} ha scritto:`,
      `Il giorno 4 mag 2026, alle ore 10:12, ${dora} ha scritto:`,
      'Il 04/05/26 10:12, Dora Field ha scritto:',
    ],
    outlook: ['Da', 'Inviato', 'A', 'Oggetto'],
    original: 'Messaggio originale',
  },
  {
    language: 'tr',
    lines: [
      `${dora}, 4 May 2026 Pzt, 10:12 tarihinde şunu yazdı:`,
      `${dora} şunları yazdı (4 May 2026 10:12):`,
      '4.05.2026 10:12 tarihinde Dora Field yazdı:',
    ],
    outlook: ['Kimden', 'Gönderildi', 'Kime', 'Konu'],
    original: 'Orijinal Mesaj',
  },
  {
    language: 'az',
    lines: [
      `${dora}, 4 may 2026, B.e. 10:12 tarixində yazıb:`,
      `4 may 2026, 10:12 tarixində ${dora} yazdı:`,
      '04.05.2026 10:12 tarixində Dora Field yazdı:',
    ],
    outlook: ['Kimdən', 'Göndərildi', 'Kimə', 'Mövzu'],
    original: 'Orijinal Mesaj',
  },
  {
    language: 'pl',
    lines: [
      `pon., 4 maj 2026 o 10:12 ${dora} napisał(a):`,
      `Wiadomość napisana przez ${dora} w dniu 4 maj 2026, o godz. 10:12:`,
      'W dniu 4.05.2026 o 10:12, Dora Field pisze:',
    ],
    outlook: ['Od', 'Wysłano', 'Do', 'Temat'],
    original: 'Oryginalna wiadomość',
  },
  {
    language: 'ru',
    lines: [
      `пн, 4 мая 2026 г. в 10:12, ${dora}:`,
      `4 мая 2026 г., в 10:12, ${dora} написал(а):`,
      '04.05.2026 10:12, Dora Field пишет:',
    ],
    outlook: ['От', 'Отправлено', 'Кому', 'Тема'],
    original: 'Исходное сообщение',
  },
  {
    language: 'uk',
    lines: [
      `пн, 4 трав. 2026 р. о 10:12 ${dora} пише:`,
      `4 трав. 2026 р. о 10:12 ${dora} написав(ла):`,
      '04.05.26 10:12, Dora Field пише:',
    ],
    outlook: ['Від', 'Надіслано', 'Кому', 'Тема'],
    original: 'Вихідне повідомлення',
  },
  {
    language: 'ar',
    lines: [
      `في الاثنين، 4 مايو 2026 في 10:12 ص تمت كتابة ما يلي بواسطة ${dora}:`,
      `في ٤ مايو ٢٠٢٦، الساعة ١٠:١٢ ص، كتب ${dora}:`,
      'في 04/05/2026 10:12، كتب Dora Field:',
    ],
    outlook: ['من', 'تم الإرسال', 'إلى', 'الموضوع'],
    original: 'الرسالة الأصلية',
  },
  {
    language: 'he',
    lines: [
      `‫בתאריך יום ב׳, 4 במאי 2026 ב-10:12 מאת ‪Dora Field‬‏ <‪dora@acme.example‬‏>:‬`,
      `ב-4 במאי 2026, בשעה 10:12, ${dora} כתב/ה:`,
      'בתאריך 04/05/2026 10:12, Dora Field כתב:',
    ],
    outlook: ['מאת', 'נשלח', 'אל', 'נושא'],
    original: 'הודעה מקורית',
  },
  {
    language: 'zh',
    lines: [
      `${dora} 于2026年5月4日周一 10:12写道：`,
      `在 2026年5月4日，上午10:12，${dora} 写道：`,
      '在 2026/5/4 10:12, Dora Field 写道:',
    ],
    outlook: ['发件人', '发送时间', '收件人', '主题'],
    original: '原始邮件',
  },
  {
    language: 'ja',
    lines: [
      `2026年5月4日(月) 10:12 ${dora}:`,
      `2026/05/04 10:12、${dora}のメール:`,
      'On 2026/05/04 10:12, Dora Field wrote:',
    ],
    outlook: ['差出人', '送信日時', '宛先', '件名'],
    original: '元のメッセージ',
  },
  {
    language: 'ko',
    lines: [
      `2026년 5월 4일 (월) 오전 10:12, ${dora}님이 작성:`,
      `2026. 5. 4. 오전 10:12, ${dora} 작성:`,
      '2026-05-04 오전 10:12에 Dora Field 이(가) 쓴 글: 작성:',
    ],
    outlook: ['보낸 사람', '보낸 날짜', '받는 사람', '제목'],
    original: '원본 메시지',
  },
  {
    language: 'sv',
    lines: [
      `Den mån 4 maj 2026 kl 10:12 skrev ${dora}:`,
      `4 maj 2026 kl. 10:12 skrev ${dora}:`,
      'Den 2026-05-04 kl. 10:12, skrev Dora Field:',
    ],
    outlook: ['Från', 'Skickat', 'Till', 'Ämne'],
    original: 'Originalmeddelande',
  },
  {
    language: 'da',
    lines: [
      `Den man. 4. maj 2026 kl. 10.12 skrev ${dora}:`,
      `Den 4. maj 2026 kl. 10.12 skrev ${dora}:`,
      'Den 04-05-2026 kl. 10:12 skrev Dora Field:',
    ],
    outlook: ['Fra', 'Sendt', 'Til', 'Emne'],
    original: 'Oprindelig meddelelse',
  },
  {
    language: 'fi',
    lines: [
      `ma 4. toukok. 2026 klo 10.12 ${dora} kirjoitti:`,
      `${dora} kirjoitti 4.5.2026 kello 10.12:`,
      'Dora Field kirjoitti 4.5.2026 klo 10.12:',
    ],
    outlook: ['Lähettäjä', 'Lähetetty', 'Vastaanottaja', 'Aihe'],
    original: 'Alkuperäinen viesti',
  },
]

const answer = 'Thank you.\nIt boils again.'
const before = 'How is the kettle?\nWe would like to know.'
const quote = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')

const cases = FORMS.flatMap(({ language, lines, outlook: [from, sent, to, subject], original }) => {
  const head = `${from}: ${dora}\n${sent}: 04.05.2026 10:12\n${to}: support@desk.example\n${subject}: Kettle`
  return [
    ...lines.map((line) => [language, `${answer}\n\n${line}\n\n${quote(before)}\n`] as const),
    ...lines.map((line) => [`${language}, without marks`, `${answer}\n\n${line}\n\n${before}\n`] as const),
    [
      `${language}, broken line`,
      `${answer}\n\n${(lines[0] ?? '').replace(' <', '\n<')}\n\n${quote(before)}\n`,
    ] as const,
    [`${language}, Outlook`, `${answer}\n\n________________________________\n${head}\n\n${before}\n`] as const,
    [`${language}, Outlook in bold`, `${answer}\n\n${head.replace(/^(.+?)\s?:/gm, '*$1:*')}\n\n${before}\n`] as const,
    [`${language}, original message`, `${answer}\n\n-----${original}-----\n${before}\n`] as const,
  ]
})

test.each(cases)('%s: %s', (_language, text) => {
  expect(visibleReply({ text, html: null }).reply).toBe(answer)
})
