// Why a mail did not arrive, by name: one list for bounces, complaints and the answers of mail servers. docs/inspect.md tells
// each in a sentence.

export const reasonNames = [
  'authfailure',
  'badreputation',
  'blocked',
  'contenterror',
  'delivered',
  'exceedlimit',
  'expired',
  'failedstarttls',
  'feedback',
  'filtered',
  'hasmoved',
  'hostunknown',
  'mailboxfull',
  'mailererror',
  'mesgtoobig',
  'networkerror',
  'norelaying',
  'notaccept',
  'notcompliantrfc',
  'onhold',
  'policyviolation',
  'rejected',
  'requireptr',
  'securityerror',
  'spamdetected',
  'speeding',
  'suppressed',
  'suspend',
  'syntaxerror',
  'systemerror',
  'systemfull',
  'toomanyconn',
  'undefined',
  'userunknown',
  'vacation',
  'virusdetected',
] as const
export type Reason = (typeof reasonNames)[number]

const HARD = new Set<Reason>(['userunknown', 'hostunknown', 'hasmoved', 'notaccept'])

/** Hard means: writing to this address again is useless. */
export function isHard(reason: Reason): boolean {
  return HARD.has(reason)
}
