// An envelope for mail that came without one: what the header of a mail says about who it was delivered to, by whom and when.
import { limits } from '../../kit/limits.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { readAddresses } from '../../mail/parse/addresses.ts'
import { parseDate } from '../../mail/parse/date.ts'
import { splitHeaders } from '../../mail/parse/headers.ts'

export interface HeaderEnvelope {
  /** Of Return-Path: '' for the null path; null where there is no such field. */
  from: string | null
  /** Where it was delivered to, by mail servers on its way, and whom it is addressed to. */
  recipients: string[]
  /** When the last server took it, else when it was written; null where neither is told. */
  date: Date | null
}

const DELIVERED = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-delivered-to']
const ADDRESSED = ['to', 'cc', 'bcc', 'resent-to', 'resent-cc', 'apparently-to']

export function headerEnvelope(raw: Buffer): HeaderEnvelope {
  // NUL (RFC 5322 §4.1 forbids it) stands in no column of a table.
  const fields = splitHeaders(raw, limits.message.headerBytes).fields.map(({ name, value }) => ({
    name,
    value: value.replaceAll('\0', ''),
  }))
  const named = (names: string[]) => fields.filter((field) => names.includes(field.name.toLowerCase()))
  const recipients = [...named(DELIVERED), ...named(ADDRESSED)].flatMap((field) =>
    readAddresses(field.value, null, limits.smtp.recipients).map((one) => normalizeAddress(one.address)),
  )
  const returnPath = named(['return-path'])[0]?.value
  // RFC 5321 §4.4: each server writes its Received on top, with the date behind the last semicolon.
  const received = named(['received'])[0]?.value
  return {
    from: returnPath === undefined ? null : (/<([^<>]*)>/.exec(returnPath)?.[1] ?? returnPath).trim(),
    recipients: [...new Set(recipients.filter((one) => one.includes('@')))].slice(0, limits.message.addresses),
    date:
      parseDate(received?.slice(received.lastIndexOf(';') + 1)) ?? parseDate(named(['date'])[0]?.value.trim()) ?? null,
  }
}
