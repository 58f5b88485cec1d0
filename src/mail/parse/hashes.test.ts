import { expect, test } from 'vitest'
import { canonicalHash, strippedHash } from './hashes.ts'

const lines = (...parts: string[]): Buffer => Buffer.from(parts.join('\r\n'))
const written = lines('From: Dora <dora@acme.example>', 'Subject: x', '', 'one', '', 'two', '')

test('a mail that came by two ways has one body', () => {
  const overImap = lines(
    'Return-Path: <dora@acme.example>',
    'Received: from a by b;',
    '\tMon',
    'From: Dora <dora@acme.example>',
    '',
    'one',
    '',
    'two',
  )
  const withLf = Buffer.from(written.toString().replaceAll('\r\n', '\n') + '\n\n')

  expect(canonicalHash(overImap)).toBe(canonicalHash(written))
  const mixed = Buffer.from(written.toString().replace('one\r\n', 'one\n'))

  expect(canonicalHash(withLf)).toBe(canonicalHash(written))
  expect(canonicalHash(mixed)).toBe(canonicalHash(written))
})

test('another body, and a blank line within, are another mail', () => {
  expect(canonicalHash(lines('From: x', '', 'one', 'two'))).not.toBe(canonicalHash(written))
  expect(canonicalHash(Buffer.alloc(0))).toBe(canonicalHash(lines('From: x', '', '', '')))
})

test('a long body with bare line feeds is hashed like one with CRLF', () => {
  const body = 'a line of text that crosses the edges of the buffer, sooner or later\n'.repeat(5_000)

  expect(canonicalHash(Buffer.from(`A: b\n\n${body}`))).toBe(
    canonicalHash(Buffer.from(`A: b\r\n\r\n${body.replaceAll('\n', '\r\n')}`)),
  )
})

test('fields that delivery adds do not make another copy; any other difference does', () => {
  const delivered = lines(
    'Return-Path: <dora@acme.example>',
    'Delivered-To: support@desk.example',
    'Received: from mx',
    '\tby desk',
    'ARC-Seal: i=1;',
    ' cv=none',
    'Authentication-Results: desk.example; spf=pass',
    'From: Dora <dora@acme.example>',
    'Subject: x',
    '',
    'one',
    '',
    'two',
    '',
  )

  expect(strippedHash(delivered)).toBe(strippedHash(written))
  expect(
    strippedHash(
      lines('DKIM-Signature: v=1', 'From: Dora <dora@acme.example>', 'Subject: x', '', 'one', '', 'two', ''),
    ),
  ).not.toBe(strippedHash(written))
  expect(strippedHash(Buffer.concat([written, Buffer.from('.')]))).not.toBe(strippedHash(written))
})
