import { describe, expect, test } from 'vitest'
import { cpuMs } from '../../test/cpu.ts'
import { baseSubject, forwardSubject, replySubject } from './subject.ts'

describe('the base of a subject', () => {
  test.each([
    'Re: Broken kettle',
    'RE: Broken kettle',
    'AW: Broken kettle',
    'Antw: Broken kettle',
    'SV: Broken kettle',
    'VS: Broken kettle',
    'RE : Broken kettle',
    'RES: Broken kettle',
    'Odp: Broken kettle',
    'YNT: Broken kettle',
    'Yanıt: Broken kettle',
    'Cavab: Broken kettle',
    'Отв: Broken kettle',
    'Відп: Broken kettle',
    'رد: Broken kettle',
    'השב: Broken kettle',
    '回复: Broken kettle',
    '回复：Broken kettle',
    '答复: Broken kettle',
    '返信: Broken kettle',
    '답장: Broken kettle',
    'Re[2]: Broken kettle',
    'Re(3): Broken kettle',
    'Re^2: Broken kettle',
    'RÉF: Broken kettle',
    'Re: AW: Re: Broken kettle',
    '  Re:   Broken\t kettle ',
    '[help-list] Re: Broken kettle',
    'Re: [help-list] Broken kettle',
    '\u200fRe: Broken kettle',
    'ΑΠ: Broken kettle',
    'Trả lời: Broken kettle',
    'ตอบ: Broken kettle',
    'R: Broken kettle',
    'SV: Re: SV: Broken kettle',
  ])('%s is an answer', (subject) => {
    expect(baseSubject(subject)).toMatchObject({ base: 'broken kettle', isReply: true, isForward: false })
  })

  test.each([
    'Fwd: Broken kettle',
    'FW: Broken kettle',
    'WG: Broken kettle',
    'TR: Broken kettle',
    'RV: Broken kettle',
    'ENC: Broken kettle',
    'I: Broken kettle',
    'PD: Broken kettle',
    'İLT: Broken kettle',
    '转发: Broken kettle',
    '転送: Broken kettle',
    'VB: Broken kettle',
    'VL: Broken kettle',
    'Пересл: Broken kettle',
    'إعادة توجيه: Broken kettle',
    'Broken kettle (fwd)',
    'Doorst: Broken kettle',
  ])('%s is a forward', (subject) => {
    expect(baseSubject(subject)).toMatchObject({ base: 'broken kettle', isReply: false, isForward: true })
  })

  test.each([
    'Broken kettle',
    'Report: broken kettle',
    'Order 4711: broken',
    'r: a letter',
    'Re',
    '[Order 4711] broken',
    'Reply: no prefix',
    '',
    'Urgent: Re: kettle',
    '[only a tag]',
  ])('%s is neither', (subject) => {
    expect(baseSubject(subject)).toMatchObject({ base: subject.toLowerCase(), isReply: false, isForward: false })
  })

  test('list tags are kept apart, but a tag with a number belongs to the subject', () => {
    expect(baseSubject('[EXTERNAL] AW: [help-list] Kettle')).toMatchObject({
      base: 'kettle',
      tags: ['EXTERNAL', 'help-list'],
      isReply: true,
    })
    expect(baseSubject('Re: [Case 12] Kettle').base).toBe('[case 12] kettle')
  })

  test('a flood of prefixes takes no time', () => {
    const before = cpuMs()
    for (const flood of ['Re: ', 'Re[', '[a] ', ' ', '[', 'Re[999]']) baseSubject(flood.repeat(100_000))
    expect(cpuMs() - before).toBeLessThan(500)
  })
})

test('an answer has one prefix, and a forward inside it stays', () => {
  expect(replySubject('AW: RE: Kettle')).toBe('Re: Kettle')
  expect(replySubject('Fwd: Kettle')).toBe('Re: Fwd: Kettle')
  expect(replySubject('[list] Re: Kettle')).toBe('Re: [list] Kettle')
  expect(replySubject('')).toBe('Re:')
  expect(forwardSubject('WG: Fwd: Kettle')).toBe('Fwd: Kettle')
  expect(forwardSubject('Re: Kettle')).toBe('Fwd: Re: Kettle')
  expect(replySubject('Kettle\r\nBcc: eve@acme.example')).toBe('Re: Kettle Bcc: eve@acme.example')
})
