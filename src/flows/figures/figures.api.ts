// What is promised about figures: counts, times and shares over a period of days, the one before beside it, by part of the period or
// by group; and the conversations behind every one of them. What each of them is, docs/figures.md says word for word.
import { z } from 'zod'
import { Measure, Priority } from '../../desk/conversations/conversations.api.ts'
import { route } from '../../kit/route.ts'
import { groupings } from './names.api.ts'

/** Between which dates a period lies, and how many days it has at most: ten years and a little. */
export const PERIODS = { first: '1990-01-01', last: '2200-01-01', most: 3_700 } as const

/** `none`: those that have none. */
const idOrNone = z.string().regex(/^\d{1,19}$|^none$/)
const question = {
  /** Days of the desk, both included; without them the thirty days until today. */
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  inboxId: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
  teamId: idOrNone.optional(),
  /** Who answered or resolved; of everything else whose it is. Who may not read figures of the team has only their own. */
  personId: idOrNone.optional(),
  categoryId: idOrNone.optional(),
  priority: Priority.optional(),
  tag: z.string().max(40).optional(),
  /** Those that have no tag. */
  tagged: z.literal('none').optional(),
}

export const Grouping = z.enum(groupings)
export type Grouping = z.infer<typeof Grouping>
/** Each group beside what it was in the period before. */
const compare = z.literal('previous').optional()
export const Step = z.enum(['day', 'week', 'month'])

const seconds = z.number().nullable()
const Spread = z.object({ median: seconds, p90: seconds, mean: seconds })
/** In seconds; null where there are no cases. */
export const Times = z.object({
  cases: z.number().int(),
  /** Within business hours. */
  business: Spread,
  calendar: Spread,
  /** Median and p90 of so many cases are right within one per cent. */
  isRounded: z.boolean(),
})
export type Times = z.infer<typeof Times>

/** `low` and `high`: where it lies 19 times in 20 (Wilson). Null where there are no cases. */
export const Part = z.object({
  count: z.number().int(),
  of: z.number().int(),
  share: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})
export type Part = z.infer<typeof Part>

const counts = {
  received: z.number().int(),
  opened: z.number().int(),
  reopened: z.number().int(),
  answered: z.number().int(),
  resolved: z.number().int(),
  firstResponse: Times,
  nextResponse: Times,
  response: Times,
  resolution: Times,
  oneTouch: Part,
  /** Promises of SLA policies: kept, of those kept or broken. */
  kept: Part,
}
export const FigureSet = z.object({
  ...counts,
  /** Unresolved at the end of the period, or now. */
  backlog: z.number().int(),
  keptBy: z.array(z.object({ measure: Measure, kept: Part })),
})
export type FigureSet = z.infer<typeof FigureSet>

const Dates = z.object({ from: z.iso.date(), until: z.iso.date() })
const Standing = z.object({
  /** Of the definitions. */
  version: z.number().int(),
  /** Whose days these are. */
  timeZone: z.string(),
  /** What happened until then is in the figures; null: they are being measured for the first time. */
  followedAt: z.iso.datetime().nullable(),
  /** All is measured anew, and not complete yet. */
  isBuilding: z.boolean(),
  /** They are the asker's own, because that is all they may read. */
  isOwn: z.boolean(),
  period: Dates,
  previous: Dates,
})

export const readFigures = route({
  name: 'readFigures',
  summary: 'Figures over a period, with those of the period before, also by inbox, team, person, category, priority or tag.', // prettier-ignore
  method: 'GET',
  path: '/figures',
  may: 'conversation.read',
  input: z.strictObject({ ...question, groupBy: Grouping.optional(), compare }),
  output: z.object({
    ...Standing.shape,
    now: FigureSet,
    before: FigureSet,
    /** Still running at this moment, whenever they began. */
    running: z.object({
      firstResponse: z.number().int(),
      nextResponse: z.number().int(),
      /** Promises that are not late yet. */
      promises: z.number().int(),
    }),
    /** The largest first; `key`: an id, a priority or a tag, null where there is none. */
    groups: z.array(
      z.object({
        key: z.string().nullable(),
        figures: FigureSet,
        /** Null where it was not asked for. */
        before: FigureSet.nullable(),
      }),
    ),
    /** Groups that were left out, because a table ends somewhere. */
    moreGroups: z.number().int(),
  }),
})

export const AGES = [24, 72, 168, 720] as const
export const Bucket = z.object({
  ...counts,
  ...Dates.shape,
  /** Unresolved at its end, by age: under a day, under three, under a week, under thirty days, older. */
  backlog: z.array(z.number().int()).length(AGES.length + 1),
  /** It has not ended, or not begun yet. */
  isOpen: z.boolean(),
})
export type Bucket = z.infer<typeof Bucket>

export const readFigureSeries = route({
  name: 'readFigureSeries',
  summary: 'Figures by day, week or month of a period, and the same of the period before.',
  method: 'GET',
  path: '/figures/series',
  may: 'conversation.read',
  input: z.strictObject({ ...question, by: Step.default('day') }),
  output: z.object({ ...Standing.shape, by: Step, now: z.array(Bucket), before: z.array(Bucket) }),
})

export const FigureName = z.enum([
  'received',
  'opened',
  'reopened',
  'answered',
  'resolved',
  'backlog',
  'firstResponse',
  'nextResponse',
  'response',
  'resolution',
  'oneTouch',
  'kept',
  'broken',
  'waiting',
])
export type FigureName = z.infer<typeof FigureName>

export const Case = z.object({
  conversationId: z.string(),
  number: z.string(),
  subject: z.string(),
  from: z.object({ name: z.string(), address: z.string() }),
  status: z.enum(['open', 'waiting', 'resolved']),
  inboxId: z.string(),
  personId: z.string().nullable(),
  at: z.iso.datetime(),
  /** From when it was measured. */
  since: z.iso.datetime().nullable(),
  businessSeconds: seconds,
  calendarSeconds: seconds,
  measure: Measure.nullable(),
})
export type Case = z.infer<typeof Case>

const which = {
  ...question,
  figure: FigureName.default('opened'),
  /** Of the backlog: of this age only, as places in `AGES`. */
  age: z.coerce.number().int().min(0).max(AGES.length).optional(),
  /** Of promises kept or broken: of this one only. */
  measure: Measure.optional(),
}
export const listFigureCases = route({
  name: 'listFigureCases',
  summary: 'The conversations behind a figure, newest first; one is in it as often as it was counted.',
  method: 'GET',
  path: '/figures/cases',
  may: 'conversation.read',
  input: z.strictObject({
    ...which,
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({ cases: z.array(Case), next: z.string().nullable() }),
})

export const exportFigures = route({
  name: 'exportFigures',
  summary:
    'Figures, their series or the conversations behind one of them (at most 20,000), as CSV. Times are in seconds.',
  method: 'GET',
  path: '/figures/export',
  may: 'conversation.read',
  produces: 'text/csv',
  input: z.strictObject({
    ...which,
    what: z.enum(['figures', 'series', 'cases']).default('figures'),
    groupBy: Grouping.optional(),
    compare,
    by: Step.default('day'),
  }),
  output: z.unknown(),
})

export const ConversationSegment = z.object({
  beganAt: z.iso.datetime(),
  /** Until somebody gave it to another, or answered. Null: nobody has. */
  reaction: z.object({ seconds: z.number().int(), userId: z.string() }).nullable(),
  /** Seconds of each answer, from the oldest mail that nobody had answered. */
  responses: z.array(z.number().int()),
  /** All responses together, and who put it aside. Null: it goes on. */
  resolution: z.object({ seconds: z.number().int(), userId: z.string().nullable() }).nullable(),
})
export type ConversationSegment = z.infer<typeof ConversationSegment>

export const readSegments = route({
  name: 'readSegments',
  summary: 'What a conversation took, segment by segment: reaction, responses and resolution, by the calendar.',
  method: 'GET',
  path: '/conversations/:id/segments',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string() }),
  output: z.array(ConversationSegment),
})
