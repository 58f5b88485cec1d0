// The English sentences of reasons. The screen has its own in locales/*/reasons.json; a test sees that it has all of them.
import type { Reason } from './reasons.api.ts'

export const sentences = {
  allAway: 'all {all} are away',
  allFull: 'all {all} are at capacity',
  answeredLast: 'answered this contact last',
  didAlreadyIn: 'already in the inbox {name}',
  didAlreadyTagged: 'tagged {tags} already',
  didAssigned: 'assigned to {name}',
  didAssignedAlready: 'assigned to {name} already',
  didAssignedNobody: 'assigned to nobody',
  didAssignedNobodyAlready: 'assigned to nobody already',
  didAutoReply: 'automatic reply',
  didAutoReplySent: 'automatic reply sent',
  didCategory: 'category {name}',
  didCategoryRemoved: 'category removed',
  didCategorySame: 'category as it was',
  didDraft: 'letter {name} prepared for whoever has it',
  didEnrol: 'enrolled in {name}',
  didFieldEmptied: '“{name}” emptied',
  didFieldSame: '“{name}” as it was',
  didFieldSet: '“{name}”: {value}',
  didFollowed: 'followed by {names}',
  didForwarded: 'forwarded to {to}',
  didMoved: 'moved to the inbox {name}',
  didNotAgain: 'not again: it was done since somebody last wrote',
  didNotAssigned: 'not assigned',
  didNote: 'note',
  didPriority: 'priority {priority}',
  didPrioritySame: 'priority was {priority} already',
  didReplied: 'replied to the customer',
  didReply: 'reply to the customer',
  didSnoozed: 'snoozed for {length}',
  didStatus: 'status {status}',
  didStatusSame: 'status was {status} already',
  didStays: 'stays with {name}',
  didTagRemoved: 'tag {tags} removed',
  didTagged: 'tagged {tags}',
  didTeam: 'team {name}',
  didTeamRemoved: 'team removed',
  didTeamSame: 'team as it was',
  didTold: 'told {names}',
  didUnseen: 'not assigned: {name} does not see this inbox',
  didUntagged: 'had no tag {tags}',
  didWaits: 'waits {length}',
  didWaitsFor: 'waits until somebody suitable of {name} is free',
  didWaitsForSomebody: 'waits until somebody suitable is free',
  due: 'due {at}',
  firstOf: 'first of {among} that waited',
  full: 'you have {held} open already, and take {slots} at once',
  givenBack: 'given back: {words}',
  inboxUnseen: 'the assignee does not see the new inbox',
  later: 'chosen when it comes',
  leastLoaded: 'least loaded: {open} of {capacity}',
  mostRoom: 'most room: {room} more',
  named: 'named by the rule',
  nextInTurn: 'next in turn of {among}',
  noneForYou: 'something waits, and none of it is for you now',
  nothingWaits: 'nothing waits',
  nobodySees: 'nobody here sees this inbox',
  onlyAway: 'the only one is away',
  onlyFree: 'the only one free',
  onlyFull: 'the only one is at capacity',
  onlyWaiting: 'the only one that waited',
  overdue: 'overdue since {at}',
  ownsCompany: 'looks after this company',
  ownsContact: 'looks after this contact',
  policy: 'SLA policy “{name}”: {measure} {state}',
  relaxed: 'nobody more suitable was free for {length}',
  rule: 'rule “{name}”',
  skills: '{skills}',
  someAway: '{away} of {all} are away, the others at capacity',
  staysWaiting: 'waits in its inbox, with its age',
  waitsForSomebody: 'it waits until somebody suitable is free',
  waitedTooLong: 'has waited longer than anything may ({length})',
} as const
export type ReasonCode = keyof typeof sentences

export interface Why {
  because: string
  reason: Reason[]
}

/** What is left out of `told` is for the screen alone: it writes instants and lengths in its own way. */
export function why(
  code: ReasonCode,
  told: Record<string, string | number> = {},
  exact: Record<string, string | number> = {},
): Why {
  const because = sentences[code].replace(/\{(\w+)\}/g, (_, name: string) => String(told[name] ?? ''))
  return { because, reason: [{ ...told, ...exact, code }] }
}

/** One sentence of several: `{ because: 'rule “Invoices”: least loaded: 2 of 6' }`. */
export function joined(parts: readonly Why[], between = ', '): Why {
  return {
    because: parts.map((one) => one.because).join(between),
    reason: parts.flatMap((one) => one.reason),
  }
}
