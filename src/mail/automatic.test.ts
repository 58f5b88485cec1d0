import { describe, expect, test } from 'vitest'
import { recogniseKind } from './automatic.ts'
import { headersFrom } from './parse/headers.ts'

type Case = [
  what: string,
  headers: [string, string][],
  change: Partial<{
    from: string | null
    envelopeFrom: string | null
    subject: string
    text: string
    isBounce: boolean
  }>,
]

const kindOf = (headers: [string, string][], change: Case[2] = {}) =>
  recogniseKind({
    headers: headersFrom(headers),
    from: 'dora@acme.example',
    envelopeFrom: 'dora@acme.example',
    subject: 'Broken kettle',
    isBounce: false,
    ...change,
  })

describe('an auto-reply', () => {
  test.each<Case>([
    ['by RFC 3834', [['Auto-Submitted', 'auto-replied (vacation)']], {}],
    ['by Precedence', [['Precedence', 'auto_reply']], {}],
    ['by X-Autoreply', [['X-Autoreply', 'yes']], {}],
    [
      'Exchange’s',
      [
        ['Auto-Submitted', 'auto-generated'],
        ['X-Auto-Response-Suppress', 'All'],
      ],
      { subject: 'Automatic reply: Broken kettle' },
    ],
    ['Domino’s', [['Auto-Submitted', 'auto-generated']], { subject: 'Dora is out of the office (returning 05/03)' }],
    ['by null sender and subject', [], { envelopeFrom: '', subject: 'Abwesenheitsnotiz: Kessel' }],
    ['Turkish', [['X-Auto-Response-Suppress', 'All']], { subject: 'Otomatik yanıt: Çaydanlık' }],
    ['Chinese', [['Precedence', 'bulk']], { subject: '自动回复: 水壶' }],
    ['Arabic', [['Return-Path', '<>']], { subject: 'رد تلقائي: غلاية' }],
  ])('%s', (_what, headers, change) => {
    expect(kindOf(headers, change)).toMatchObject({ kind: 'auto-reply', mayAutoReply: false })
  })

  test.each([
    ['en', 'Out of office: Kettle', 'I am out of the office until Monday.'],
    ['nl', 'Afwezig: Ketel', 'Ik ben afwezig tot maandag.'],
    ['de', 'Abwesenheitsnotiz: Kessel', 'Ich bin bis Montag nicht im Büro.'],
    ['fr', 'Réponse automatique : Bouilloire', 'Je suis absent jusqu’au 3 mai.'],
    ['es', 'Respuesta automática: Hervidor', 'Estoy fuera de la oficina.'],
    ['pt', 'Resposta automática: Chaleira', 'Estou de férias até segunda-feira.'],
    ['it', 'Risposta automatica: Bollitore', 'Sono in ferie fino a lunedì.'],
    ['tr', 'Otomatik yanıt: Çaydanlık', 'Pazartesiye kadar yıllık izindeyim; ofiste değilim.'],
    ['az', 'Avtomatik cavab: Çaydan', 'Bazar ertəsinədək məzuniyyətdəyəm.'],
    ['pl', 'Automatyczna odpowiedź: Czajnik', 'Do poniedziałku jestem na urlopie.'],
    ['ru', 'Автоматический ответ: Чайник', 'Я в отпуске до понедельника.'],
    ['uk', 'Автоматична відповідь: Чайник', 'Я у відпустці до понеділка.'],
    ['ar', 'رد تلقائي: غلاية', 'أنا خارج المكتب حتى يوم الاثنين.'],
    ['he', 'תשובה אוטומטית: קומקום', 'אני מחוץ למשרד עד יום שני.'],
    ['zh', '自动回复: 水壶', '我正在休假，周一回来。'],
    ['ja', '自動返信: やかん', '月曜日まで休暇中です。'],
    ['ko', '자동 회신: 주전자', '월요일까지 휴가 중입니다.'],
    ['sv', 'Autosvar: Kittel', 'Jag är på semester till måndag.'],
    ['da', 'Autosvar: Kedel', 'Jeg er på ferie til mandag.'],
    ['fi', 'Automaattinen vastaus: Kattila', 'Olen lomalla maanantaihin asti.'],
  ])('that says so in its own words: %s', (_language, subject, text) => {
    expect(kindOf([], { subject, text })).toMatchObject({ kind: 'auto-reply', mayAutoReply: false })
    expect(kindOf([], { text })).toMatchObject({ kind: 'message' })
  })

  test('is recognised by what only a program puts before a subject', () => {
    expect(kindOf([], { subject: 'Auto reply: Kettle' })).toMatchObject({ kind: 'auto-reply' })
    expect(kindOf([], { subject: 'Automatic reply is broken in your shop' })).toMatchObject({ kind: 'message' })
  })

  test('is not recognised by an absence in its subject alone', () => {
    for (const subject of ['Out of office chairs arrived broken', 'My colleague is out of the office chairs you sent'])
      expect(kindOf([], { subject })).toMatchObject({ kind: 'message', mayAutoReply: true })
  })
})

describe('a program’s mail', () => {
  test.each<Case>([
    ['that says so', [['Auto-Submitted', 'auto-generated']], {}],
    ['with the null sender', [], { envelopeFrom: '' }],
    ['from an address without a reader', [], { from: 'no-reply@acme.example' }],
    ['from a daemon', [], { from: 'MAILER-DAEMON@acme.example' }],
    ['from nobody', [], { from: null }],
  ])('%s', (_what, headers, change) => {
    expect(kindOf(headers, change)).toMatchObject({ kind: 'system', mayAutoReply: false })
  })
})

describe('mail to many', () => {
  test.each<Case>([
    ['a list', [['List-Id', '<kettles.acme.example>']], {}],
    ['a newsletter', [['List-Unsubscribe', '<https://acme.example/u>']], { from: 'no-reply@acme.example' }],
    ['old bulk mail', [['Precedence', 'bulk']], {}],
  ])('%s', (_what, headers, change) => {
    expect(kindOf(headers, change)).toMatchObject({ kind: 'list', mayAutoReply: false })
  })
})

test('a person’s mail may be answered, unless its sender or a loop mark asks not to', () => {
  expect(kindOf([])).toMatchObject({ kind: 'message', mayAutoReply: true })
  expect(
    kindOf([
      ['Auto-Submitted', 'no'],
      ['X-Auto-Response-Suppress', 'DR, RN, NRN'],
    ]),
  ).toMatchObject({ kind: 'message', mayAutoReply: true })
  expect(kindOf([['X-Auto-Response-Suppress', 'OOF, AutoReply']])).toMatchObject({
    kind: 'message',
    mayAutoReply: false,
  })
  expect(kindOf([['X-Loop', 'support@desk.example']])).toMatchObject({
    kind: 'message',
    mayAutoReply: false,
    because: expect.stringContaining('X-Loop'),
  })
})

test('a bounce stays a bounce, though bounces say they are auto-replied', () => {
  expect(kindOf([['Auto-Submitted', 'auto-replied']], { isBounce: true })).toMatchObject({
    kind: 'bounce',
    mayAutoReply: false,
  })
})
