import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'

test('what somebody outside wrote is no formula in a spreadsheet, and a number stays a number', () => {
  const rows = [
    ['=HYPERLINK("http://evil.example")', -5],
    ['+31 20 123', 0.25],
    ['@sum(1)', null],
    ['  =1+1', true],
    ['\t=1', 1],
    ['＝1+1', 1],
    ['a, "b"\r\nc', 1],
    ['-2', 1],
    ['where ;', 1],
    ['Late; =cmd()', 1],
    ['so\n+1', 1],
    ['5 = 5, or -5', 1],
    ['plain', 1],
  ]

  expect(csvOf(['subject', 'n'], rows)).toBe(
    [
      'subject,n',
      '"\'=HYPERLINK(""http://evil.example"")",-5',
      '"\'+31 20 123",0.25',
      '"\'@sum(1)",',
      '"\'  =1+1",true',
      '"\'\t\'=1",1',
      '"\'＝1+1",1',
      '"a, ""b""\r\nc",1',
      '"\'-2",1',
      '"where ;",1',
      '"Late; \'=cmd()",1',
      '"so\n\'+1",1',
      '"5 = 5, or -5",1',
      'plain,1',
      '',
    ].join('\r\n'),
  )
})
