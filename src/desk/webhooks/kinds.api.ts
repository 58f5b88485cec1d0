// What webhooks can be told of: the names under which events are kept, by what they are about.

export const webhookKinds = {
  conversation: ['opened', 'answered', 'statusChanged', 'statusRefined', 'assigned', 'teamChanged', 'categoryChanged', 'priorityChanged', 'tagged', 'fieldsChanged', 'renamed', 'moved', 'snoozed', 'woken', 'merged', 'unmerged', 'split', 'contactChanged', 'routed', 'clockWarned', 'clockBreached', 'followedUp', 'held', 'released', 'deleted', 'restored'],
  message: ['received', 'queued', 'cancelled', 'sent', 'sentElsewhere', 'delayed', 'failed', 'uncertain', 'authenticated'],
  delivery: ['failed', 'delayed', 'complained'],
  note: ['added', 'changed', 'deleted'],
  contact: ['added', 'changed', 'fieldsChanged', 'merged', 'optedOut', 'optedIn'],
  company: ['added', 'changed', 'fieldsChanged', 'merged'],
  deal: ['opened', 'changed', 'assigned', 'moved', 'linked', 'unlinked', 'deleted', 'restored'],
  task: ['added', 'changed', 'assigned', 'fellDue', 'done', 'reopened', 'deleted', 'restored'],
  enrolment: ['added', 'sent', 'skipped', 'delayed', 'paused', 'resumed', 'stopped', 'finished', 'replied'],
} as const satisfies Record<string, readonly string[]> // prettier-ignore

export type WebhookNoun = keyof typeof webhookKinds
export const webhookNouns = Object.keys(webhookKinds) as WebhookNoun[]

/** `deal.moved`, and `deal.*` for all of them. */
export const everyKind: readonly string[] = webhookNouns.flatMap((noun) => [`${noun}.*`, ...webhookKinds[noun].map((one) => `${noun}.${one}`)]) // prettier-ignore

/** The names of events that these stand for. */
export function eventsOf(kinds: readonly string[]): string[] {
  return [...new Set(kinds.flatMap((kind) => allOf(kind) ?? kind))]
}

function allOf(kind: string): string[] | null {
  const noun = webhookNouns.find((one) => kind === `${one}.*`)
  return noun ? webhookKinds[noun].map((one) => `${noun}.${one}`) : null
}
