// The two header fields a final delivery puts on top: Return-Path and Received (RFC 5321 §4.4).
import net from 'node:net'

interface Trace {
  /** Null for the empty reverse-path of a bounce. */
  from: string | null
  to: readonly string[]
  remote: string
  helo: string
  /** SMTP, ESMTP, ESMTPS, LMTP … (RFC 3848). */
  protocol: string
  name: string
  id: string
  receivedAt: Date
}

export function traceFields(trace: Trace): string {
  const single = trace.to.length === 1 ? `\r\n\tfor <${printable(trace.to[0] ?? '')}>` : '' // more would tell of a Bcc
  return (
    `Return-Path: <${printable(trace.from ?? '')}>\r\n` +
    `Received: from ${heloName(trace.helo)} (${addressLiteral(trace.remote)})\r\n` +
    `\tby ${trace.name} with ${trace.protocol} id ${trace.id}${single};\r\n` +
    `\t${dateTime(trace.receivedAt)}\r\n`
  )
}

/** What the client called itself, if that could be a domain or an address literal; it is a claim, not a fact. */
function heloName(helo: string): string {
  const name = helo.slice(0, 255)
  return /^(?:[a-z0-9._-]+|\[[a-z0-9.:]+\])$/i.test(name) ? name : 'invalid.helo'
}

function addressLiteral(address: string): string {
  return net.isIPv6(address) ? `[IPv6:${address}]` : `[${address}]` // RFC 5321 §4.1.3
}

function printable(address: string): string {
  return address.replace(/[\p{Cc}<>]/gu, '')
}

/** RFC 5322 §3.3, always in UTC. */
function dateTime(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000')
}
