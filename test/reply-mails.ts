// Mails made of the forms in reply-forms.ts, so that they are hostile enough: long names, names with quotes and commas, evening
// hours, lines broken at every width, with and without quote marks. Nothing here is a mail that anybody wrote.
import type { Form } from './reply-forms.ts'

const BEFORE = 'How is the kettle of 3 May?\n\nWe would like to know: does it boil?\n\nBen\nKettle desk'
const ADDRESS = 'fiona.kettle+orders@mail.acme.example'
const LONG = 'Dr. Maximiliane-Theodora von und zu Feldhausen-Österreicher (Acme International Kettle Works)'

/** What names do to such a line: in the language's letters, long, "Field, Dora", with a nickname in quotes, the bare address. */
const namesFor = (form: Form): string[] => [
  form.name,
  LONG,
  '"Field, Dora"',
  'Dora "Kettle" Field (2nd floor)',
  ADDRESS,
]

/** As programs that send plain text break it, at a blank. */
function wrapped(line: string, width: number): string {
  const lines: string[] = []
  let rest = line
  while (rest.length > width) {
    const at = rest.lastIndexOf(' ', width)
    if (at < 1) break
    lines.push(rest.slice(0, at))
    rest = rest.slice(at + 1)
  }
  return [...lines, rest].join('\n')
}

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n')

const half = (line: string): string => line.replace(/10([:.])12/, '22$112')
const filled = (line: string, name: string): string => line.replace('{N}', name).replace('{A}', ADDRESS)

interface ReplyCase {
  name: string
  language: string
  client: 'Gmail' | 'Outlook' | 'Apple Mail' | 'Thunderbird'
  text: string
  reply: string
}

/** Ten mails or more for each program and language: names, evening hours, broken lines, with and without quote marks, CRLF. */
export function replyCases(all: Form[]): ReplyCase[] {
  return all.flatMap((form) => [
    ...lineCases(form, 'Gmail', form.gmail),
    ...lineCases(form, 'Apple Mail', form.apple),
    ...lineCases(form, 'Thunderbird', form.thunderbird),
    ...outlookCases(form),
  ])
}

function lineCases(form: Form, client: ReplyCase['client'], template: string): ReplyCase[] {
  const common = { language: form.language, client, reply: form.answer }
  return namesFor(form).flatMap((name) => {
    const line = filled(template, name)
    const one = (what: string, text: string): ReplyCase => ({
      ...common,
      name: `${form.language}, ${client}, ${name}, ${what}`,
      text,
    })
    return [
      one('quoted', `${form.answer}\n\n${line}\n\n${quoted(BEFORE)}\n`),
      one('broken at 72', `${form.answer}\n\n${wrapped(line, 72)}\n\n${quoted(BEFORE)}\n`),
      one(
        'broken at 50, quoted too',
        `${form.answer}\r\n\r\n${quoted(wrapped(half(line), 50))}\n>\n${quoted(BEFORE)}\n`.replace(/\r?\n/g, '\r\n'),
      ),
      one('without marks', `${form.answer}\n\n${half(line)}\n\n${BEFORE}\n`),
    ]
  })
}

function outlookCases(form: Form): ReplyCase[] {
  const [from, sent, to, subject, date] = form.outlook
  const common = { language: form.language, client: 'Outlook' as const, reply: form.answer }
  return namesFor(form).flatMap((name) => {
    const fields = [
      [from, `${name} <${ADDRESS}>`],
      [sent, date],
      [to, 'Support <support@desk.example>; "Sales, all" <sales@desk.example>'],
      [subject, 'Kettle: 2 questions'],
    ]
    const head = fields.map(([label, value]) => `${label}: ${value}`).join('\n')
    const one = (what: string, text: string): ReplyCase => ({
      ...common,
      name: `${form.language}, Outlook, ${name}, ${what}`,
      text,
    })
    return [
      one('classic', `${form.answer}\n\n${head}\n\n${BEFORE}\n`),
      one(
        'under a rule, as CRLF',
        `${form.answer}\n\n${'_'.repeat(32)}\n${head}\n\n${BEFORE}\n`.replaceAll('\n', '\r\n'),
      ),
      one(
        'bold',
        `${form.answer}\n\n${fields.map(([label, value]) => `*${label}:* ${value}`).join('\n')}\n\n${BEFORE}\n`,
      ),
      one(
        'mailto in brackets, broken',
        `${form.answer}\n\n${wrapped(
          fields
            .map(([label, value]) => `${label}: ${value}`)
            .join('\n')
            .replace(`<${ADDRESS}>`, `[mailto:${ADDRESS}]`),
          400,
        ).replace(' [mailto', '\n[mailto')}\n\n${BEFORE}\n`,
      ),
    ]
  })
}

interface ForwardCase {
  name: string
  language: string
  subject: string
  text: string
  sender: { name: string; address: string }
}

const FORWARD_MARK: Record<string, string> = {
  de: 'WG',
  fr: 'TR',
  es: 'RV',
  it: 'I',
  pt: 'ENC',
  tr: 'İLT',
  pl: 'PD',
  sv: 'VB',
  da: 'VS',
  fi: 'VL',
  zh: '转发',
}

/** The same four programs passing a mail on; every one needs the sender that stands in the head. */
export function forwardCases(all: Form[]): ForwardCase[] {
  return all.flatMap((form) => {
    const [from, sent, to, subject, date] = form.outlook
    const [apple, thunderbird] = form.forwarded
    return [form.name, '"Field, Dora"'].flatMap((name) => {
      const sender = { name: name.replaceAll('"', ''), address: ADDRESS }
      const head = [
        `${from}: ${name} <${ADDRESS}>`,
        `${sent}: ${date}`,
        `${subject}: Kettle: 2 questions`,
        `${to}: <support@desk.example>`,
      ]
      const one = (client: string, subjectLine: string, text: string): ForwardCase => ({
        name: `${form.language}, ${client}, ${name}`,
        language: form.language,
        subject: subjectLine,
        text,
        sender,
      })
      return [
        one(
          'Gmail',
          'Fwd: Kettle',
          `${form.answer}\n\n---------- Forwarded message ---------\n${from}: ${name} <${ADDRESS}>\nDate: ${date}\nSubject: Kettle\nTo: <support@desk.example>\n\n\n${BEFORE}\n`,
        ),
        one(
          'Outlook',
          `${FORWARD_MARK[form.language] ?? 'FW'}: Kettle`,
          `${form.answer}\n\n${head.join('\n')}\n\n${BEFORE}\n`,
        ),
        one(
          'Apple Mail',
          'Fwd: Kettle',
          `${form.answer}\n\n${apple}:\n\n${quoted(head.map((line) => line.replace(/^([^:]+):/, '*$1:*')).join('\n'))}\n>\n${quoted(BEFORE)}\n`,
        ),
        one(
          'Thunderbird',
          'Fwd: Kettle',
          `${form.answer}\n\n-------- ${thunderbird} --------\n${[head[2], head[1], head[0], head[3]].join('\n').replaceAll(': ', ': \t')}\n\n\n${BEFORE}\n`,
        ),
        one(
          'subject lost',
          'Kettle',
          `${form.answer}\n\n-------- ${thunderbird} --------\n${head.join('\n')}\n\n${BEFORE}\n`,
        ),
      ]
    })
  })
}
