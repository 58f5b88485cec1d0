import { expect, test } from 'vitest'
import { authenticityOf } from './authenticity.ts'

const from: [string, string] = ['From', 'Dora <dora@acme.example>']
const says = (value: string): [string, string] => ['Authentication-Results', value]
const verdict = (fields: [string, string][], servers = ['mx.desk.example'], senders = ['dora@acme.example']) =>
  authenticityOf([...fields, from], senders, servers).result === 'pass'

test.each([
  ['mx.desk.example; dmarc=pass (p=reject dis=none) header.from=acme.example'],
  ['MX.desk.example 1; spf=fail smtp.mailfrom=x@evil.test; dmarc=pass header.from=acme.example'],
  ['mx.desk.example; dkim=pass (2048-bit key) header.d=acme.example header.s=k1; spf=none'],
  ['mx.desk.example; dkim=pass header.i=@acme.example'],
  ['mx.desk.example; spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=bounces@mail.acme.example'],
  ['mx.desk.example; spf=pass smtp.mailfrom=acme.example smtp.helo=mail'],
])('our server proves the sender: %s', (value) => {
  expect(verdict([says(value)])).toBe(true)
})

test.each([
  ['another server', [says('mx.evil.test; dmarc=pass header.from=acme.example')]],
  ['nobody', []],
  [
    'a pass for another domain',
    [says('mx.desk.example; dkim=pass header.d=evil.test; spf=pass smtp.mailfrom=a@evil.test')],
  ],
  ['a pass for a whole top-level name', [says('mx.desk.example; dkim=pass header.d=example')]],
  ['a failed DMARC beside a passed DKIM', [says('mx.desk.example; dkim=pass header.d=acme.example; dmarc=fail')]],
  ['only "none"', [says('mx.desk.example; none')]],
  ['a name that begins like ours', [says('mx.desk.example.evil.test; dmarc=pass')]],
  ['ours in a comment', [says('(mx.desk.example;) mx.evil.test; dmarc=pass')]],
  ['a pass inside a comment', [says('mx.desk.example; spf=fail (dmarc=pass; dmarc=pass)')]],
  [
    'a pass inside quotes',
    [says('mx.desk.example; spf=fail smtp.mailfrom="x; dmarc=pass header.from=acme.example"@evil.test')],
  ],
  [
    'a forged one below a true one',
    [
      says('mx.desk.example; dmarc=fail header.from=acme.example'),
      says('mx.desk.example; dmarc=pass header.from=acme.example'),
    ],
  ],
  [
    'a forged one below the hop that wrote nothing of DMARC',
    [
      says('mx.desk.example; spf=softfail smtp.mailfrom=x@evil.test'),
      ['Received', 'from evil.test by mx.desk.example'],
      says('mx.desk.example; dmarc=pass header.from=acme.example'),
    ],
  ],
  [
    'a forged one right below one that says nothing of DMARC',
    [
      says('mx.desk.example; spf=softfail smtp.mailfrom=x@evil.test'),
      says('mx.desk.example; dmarc=pass header.from=acme.example'),
    ],
  ],
  ['DMARC of another From', [says('mx.desk.example; dmarc=pass header.from=evil.test')]],
  ['two From fields', [says('mx.desk.example; dmarc=pass header.from=acme.example'), ['From', 'x@evil.test']]],
] as [string, [string, string][]][])('nothing is proven by %s', (_, fields) => {
  expect(verdict(fields)).toBe(false)
})

test('two senders in one From, or no server named, prove nothing', () => {
  const pass = says('mx.desk.example; dmarc=pass header.from=acme.example')

  expect(verdict([pass], ['mx.desk.example'], ['dora@acme.example', 'x@evil.test'])).toBe(false)
  expect(verdict([pass], [])).toBe(false)
  expect(verdict([pass])).toBe(true)
})
