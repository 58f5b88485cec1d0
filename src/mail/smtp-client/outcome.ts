// What became of a message, read from how nodemailer's send ended. Pure, because a wrong answer here sends mail twice or
// never.

export type Result = 'accepted' | 'deferred' | 'rejected' | 'uncertain'

export interface Submission {
  /**
   * `accepted`: the server has answered for it, for at least one recipient. `deferred`: it surely does not have it, try
   * again. `rejected`: it never will. `uncertain`: the connection died when it may have had it: no blind retry.
   */
  result: Result
  /** The server's reply, or what went wrong instead. It may quote addresses: not for logs. */
  response: string
  /** Of each; on `uncertain` each is that too, but whom the server had refused for good before. */
  recipients: { address: string; result: Result; response: string }[]
}

export interface Refusal {
  recipient?: string | undefined
  response?: string | undefined
  responseCode?: number | undefined
}

export interface SendInfo {
  accepted: string[]
  rejected: string[]
  rejectedErrors?: Refusal[] | undefined
  response: string
}

export interface SendError extends Error, Refusal {
  code?: string | undefined
  rejectedErrors?: Refusal[] | undefined
}

export function whenAnswered(info: SendInfo): Submission {
  const refusals = refusalsByAddress(info.rejectedErrors)
  const recipients = [
    ...info.accepted.map((address) => ({ address, result: 'accepted' as const, response: info.response })),
    ...info.rejected.map((address) => ({ address, ...verdict(refusals.get(address)) })),
  ]
  return { result: 'accepted', response: info.response, recipients }
}

/**
 * `wasSentWhole`: the last byte of the message had left our hands, so that the final dot may have arrived. `refused`: whom the
 * server had refused before that.
 */
export function whenFailed(
  error: SendError,
  to: readonly string[],
  wasSentWhole: boolean,
  refused: readonly Refusal[] = [],
): Submission {
  const response = error.response ?? error.message
  const code = error.responseCode ?? 0
  const isAnswer = code >= 400 && code < 600
  const refusals = refusalsByAddress(error.rejectedErrors ?? refused)
  const told = (result: Result, stands: (refusal: Refusal) => boolean) =>
    to.map((address) => {
      const refusal = refusals.get(address)
      return refusal && stands(refusal) ? { address, ...verdict(refusal) } : { address, result, response }
    })
  if (wasSentWhole && !isAnswer) {
    const recipients = told('uncertain', (refusal) => isPermanent(refusal.responseCode ?? 0))
    return { result: 'uncertain', response, recipients }
  }
  // A refusal of the message or its envelope is about this mail; one of the greeting or the login is about the server.
  const isAboutMail = error.code === 'EENVELOPE' || error.code === 'EMESSAGE'
  const isFinal = !error.rejectedErrors && isAboutMail && (isPermanent(code) || !isAnswer)
  const recipients = told(isFinal ? 'rejected' : 'deferred', () => true)
  const canTryAgain = recipients.some((one) => one.result === 'deferred')
  return { result: canTryAgain ? 'deferred' : 'rejected', response, recipients }
}

function refusalsByAddress(refusals: readonly Refusal[] = []): Map<string, Refusal> {
  return new Map(refusals.map((one) => [one.recipient ?? '', one]))
}

function verdict(refusal: Refusal | undefined): { result: Result; response: string } {
  const isFinal = isPermanent(refusal?.responseCode ?? 0)
  return { result: isFinal ? 'rejected' : 'deferred', response: refusal?.response ?? '' }
}

/** RFC 5321 §4.2.1; 503 says the session was out of step, which a new one mends. */
function isPermanent(code: number): boolean {
  return code >= 500 && code < 600 && code !== 503
}
