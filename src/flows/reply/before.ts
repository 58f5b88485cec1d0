// What undoing has to know: written into the event `message.queued` when a message is queued, read when it is called back.
import type { Id } from '../../kit/id.ts'

export interface Before {
  /** The conversation's version once the message was in it: while it is that, nothing else has happened. */
  version?: number
  /** Of the conversation, restored where nothing else has happened. */
  status?: string
  statusId?: Id | null
  waitingSince?: string | null
  assigneeId?: Id | null
  snoozedUntil?: string | null
  /** What macros may have changed beside these. */
  priority?: string
  categoryId?: Id | null
  teamId?: Id | null
  tags?: string[]
  /** The conversation began with this message. */
  isFirst?: boolean
  /** Whom the message brought in, or let take part fully: their role before it, null where they had none. */
  participants?: FormerRole[]
  /** Which of its attachments (under the same ids) were uploads of the writer's. */
  uploadIds?: Id[]
  /** Under which subjects only this message is found, in hex. */
  subjectKeys?: string[]
}

export interface FormerRole {
  address: string
  role: string | null
}

export function beforeIn(eventData: unknown): Before {
  return (eventData as { before?: Before } | undefined)?.before ?? {}
}
