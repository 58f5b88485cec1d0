// What a thrown Problem becomes on an SMTP connection.
import { translations, type Problem } from '../../kit/problem.ts'

/** smtp-server answers with `responseCode` and the message; ours begins with the enhanced status (RFC 3463). */
export interface Reply extends Error {
  responseCode: number
}

export function reply(code: number, text: string): Reply {
  return Object.assign(new Error(text), { responseCode: code })
}

/** Codes that say more than their kind does. */
const special: Record<string, { code: number; enhanced: string }> = {
  'disk-full': { code: 452, enhanced: '4.3.1' }, // RFC 3463 §3.4: mail system full
  'memory-full': { code: 451, enhanced: '4.3.1' },
  'message-too-large': { code: 552, enhanced: '5.3.4' },
  'headers-too-large': { code: 552, enhanced: '5.3.4' },
}

/** Printable ASCII only, and short enough for one reply line (RFC 5321 §4.5.3.1.5). */
export function replyFor(problem: Problem): Reply {
  const { code, enhanced } = special[problem.code] ?? translations[problem.kind].smtp
  const text = problem.message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 400)
  return reply(code, `${enhanced} ${text}`)
}
