// What a conversation took, in the segments by which others measure: from its events, whole or so far.
import { familyOf } from '../../desk/conversations/merge.ts'
import { segmentsOf, type Moment } from '../../desk/sla/segments.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { ConversationSegment } from './figures.api.ts'

interface Row {
  name: string
  at: Date
  actorId: Id | null
  nounId: Id
  to: string | null
  kind: string | null
  isAnswer: string | null
  isAside: string | null
}

/** Events that are read of one conversation: the newest; more than people ever write. */
const MOST = 5_000
const CALLED_BACK = 'message.cancelled'
const NAMES = ['message.received', 'message.queued', 'message.sentElsewhere', 'conversation.assigned', 'conversation.statusChanged', 'conversation.snoozed', CALLED_BACK] // prettier-ignore

/** Of a conversation that the asker sees; the head of what was merged. */
export async function conversationSegments(tx: Tx, id: Id): Promise<ConversationSegment[]> {
  const rows = await tx.query<Row>({
    name: 'conversation-segments',
    text: `select name, at, actor_id as "actorId", noun_id as "nounId", data ->> 'to' as to, data ->> 'kind' as kind,
        data ->> 'isAnswer' as "isAnswer", data ->> 'isAside' as "isAside"
      from event where subject_id = any($1::bigint[]) and name = any($2::text[]) order by id desc limit ${MOST}`,
    values: [await familyOf(tx, id), NAMES],
  })
  const back = new Set(rows.flatMap((one) => (one.name === CALLED_BACK ? [one.nounId] : [])))
  const told = rows.filter((one) => !back.has(one.nounId) || one.name.startsWith('conversation.'))
  const seconds = (ms: number) => Math.round(ms / 1000)
  return segmentsOf(told.toReversed().flatMap(momentOf)).map(({ began, reaction, responses, resolution }) => ({
    beganAt: new Date(began).toISOString(),
    reaction: reaction && { seconds: seconds(reaction.ms), userId: reaction.by },
    responses: responses.map(seconds),
    resolution: resolution && { seconds: seconds(resolution.ms), userId: resolution.by || null },
  }))
}

/** What machines write and rules give is nobody's: neither an answer nor a reaction. */
function momentOf({ name, at, actorId, to, kind, isAnswer, isAside }: Row): Moment[] {
  const moment = (what: Moment['what'], by = actorId): Moment[] => [{ at: at.getTime(), what, by: by ?? '', ...(to && { to }) }] // prettier-ignore
  switch (name) {
    case 'message.received':
      return kind === 'message' && isAside !== 'true' ? moment('in') : []
    case 'message.queued':
      return actorId === null || isAnswer === 'false' ? [] : moment('out')
    case 'message.sentElsewhere':
      return isAnswer === 'false' ? [] : moment('out')
    case 'conversation.assigned':
      return actorId === null || to === null ? [] : moment('assigned')
    case 'conversation.statusChanged':
      return to === 'resolved' ? moment('done') : []
    case 'conversation.snoozed':
      return moment('done')
    default:
      return []
  }
}
