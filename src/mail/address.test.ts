import { describe, expect, test } from 'vitest'
import { cpuMs } from '../../test/cpu.ts'
import { domainOf, isAddress, normalizeAddress, parseAddressList, withoutDetail } from './address.ts'

describe('an address is written one way', () => {
  test.each([
    ['  Dora@ACME.example ', 'dora@acme.example'],
    ['dora@Bücher.example', 'dora@xn--bcher-kva.example'],
    ['dora@127.1', 'dora@127.1'],
    ['DORA', 'dora'],
  ])('%s', (text, normal) => {
    expect(normalizeAddress(text)).toBe(normal)
  })
})

describe('what may be written into an SMTP command', () => {
  test.each([
    'dora@acme.example',
    'd.o-r+a@acme.example',
    'дора@пример.example',
    '"do ra"@acme.example',
    'dora@[192.0.2.1]',
    'dora@[IPv6:2001:db8::1]',
    'postmaster@localhost',
    'dora@my_host.example',
    `${'d'.repeat(64)}@acme.example`,
  ])('%s', (text) => {
    expect(isAddress(text)).toBe(true)
  })

  test.each([
    '',
    'dora',
    '@acme.example',
    'dora@',
    'do ra@acme.example',
    '.dora@acme.example',
    'dora..a@acme.example',
    'dora@-acme.example',
    'dora@acme..example',
    'dora@acme.example.',
    'dora@acme.example\r\nBcc: eve@acme.example',
    'dora@acme.example>\r\nRCPT TO:<eve@acme.example',
    'dora\0@acme.example',
    'dora\u202e@acme.example',
    'do\u00a0ra@acme.example',
    `${'d'.repeat(65)}@acme.example`,
    `dora@${'a.'.repeat(130)}example`,
    'a@b@acme.example',
    'dora@acme.example,eve@acme.example',
    'dora@＠.example',
  ])('not %j', (text) => {
    expect(isAddress(text)).toBe(false)
  })
})

test('a plus-address is taken apart at its first plus', () => {
  expect(withoutDetail('support+a+b@desk.example')).toEqual({ address: 'support@desk.example', detail: 'a+b' })
  expect(withoutDetail('support@desk.example')).toEqual({ address: 'support@desk.example', detail: null })
  expect(withoutDetail('+a@desk.example').detail).toBeNull()
  expect(domainOf('dora@ACME.example')).toBe('acme.example')
  expect(domainOf('dora')).toBe('')
})

describe('address headers', () => {
  test.each<[string, string, [string, string][]]>([
    ['name and address', 'Dora Field <Dora@acme.example>', [['Dora Field', 'dora@acme.example']]],
    [
      'quoted comma',
      '"Field, Dora" <dora@acme.example>, ben@desk.example',
      [
        ['Field, Dora', 'dora@acme.example'],
        ['', 'ben@desk.example'],
      ],
    ],
    ['unquoted comma', 'Field, Dora <dora@acme.example>', [['Field, Dora', 'dora@acme.example']]],
    [
      'comma at the end of the name',
      'Acme account team ,_<dora@acme.example>',
      [['Acme account team, _', 'dora@acme.example']],
    ],
    ['comment as name', 'dora@acme.example (Dora Field)', [['Dora Field', 'dora@acme.example']]],
    ['nested comment', '(a (b) c) dora@acme.example', [['a (b) c', 'dora@acme.example']]],
    [
      'group',
      'Buyers: dora@acme.example, "E" <eve@acme.example>;, ben@desk.example',
      [
        ['', 'dora@acme.example'],
        ['E', 'eve@acme.example'],
        ['', 'ben@desk.example'],
      ],
    ],
    ['empty group', 'undisclosed-recipients:;', []],
    [
      'semicolons',
      'dora@acme.example; ben@desk.example',
      [
        ['', 'dora@acme.example'],
        ['', 'ben@desk.example'],
      ],
    ],
    ['an address as a name', '"eve@acme.example" <dora@acme.example>', [['eve@acme.example', 'dora@acme.example']]],
    [
      'an address as an unquoted name',
      'eve@acme.example <dora@acme.example>',
      [['eve@acme.example', 'dora@acme.example']],
    ],
    ['lone quote', 'Do"ra <dora@acme.example>', [['Do ra', 'dora@acme.example']]],
    ['mailto', '<mailto:dora@acme.example>', [['', 'dora@acme.example']]],
    ['source route', '<@relay.example:dora@acme.example>', [['', 'dora@acme.example']]],
    ['quoted local part', '"do ra"@acme.example', [['', '"do ra"@acme.example']]],
    ['folded inside brackets', 'Dora <dora@acme.\r\n example>', [['Dora', 'dora@acme.example']]],
    ['bracket without its end', 'Dora <dora@acme.example', [['Dora', 'dora@acme.example']]],
    ['encoded words stay', '=?utf-8?q?Dora?= <dora@acme.example>', [['=?utf-8?q?Dora?=', 'dora@acme.example']]],
    ['colon in a name', 'Sales: Dora <dora@acme.example>', [['Sales: Dora', 'dora@acme.example']]],
    ['nothing', '', []],
    ['no address', 'Dora', []],
  ])('%s', (_what, text, expected) => {
    expect(parseAddressList(text).map(({ name, address }) => [name, address])).toEqual(expected)
  })

  test.each(['<', '"', '(', '((a) ', '\\"', ',', ':', 'a:', '"a"@', '<a@b.example,', ' '])(
    'a flood of %j takes no time',
    (flood) => {
      const before = cpuMs()
      parseAddressList(flood.repeat(200_000))
      expect(cpuMs() - before).toBeLessThan(1500)
    },
  )
})
