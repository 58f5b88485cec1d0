// What is promised about audits of routing: mails drawn at random, judged again by a person who is not shown what was decided.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

/** A share with the interval in which it lies 19 times in 20 (Wilson 1927): never a bare percentage. */
export const Share = z.object({
  count: z.number().int(),
  of: z.number().int(),
  share: z.number(),
  low: z.number(),
  high: z.number(),
})
export type Share = z.infer<typeof Share>

/** How often one category, or one rule, was wrong, of those of its mails that were judged. */
const Wrong = z.object({ id: z.string().nullable(), wrong: Share })

export const AuditFindings = z.object({
  /** Mails whose inbox or category was wrong. */
  wrong: Share,
  inbox: Share,
  category: Share,
  /** By the category that was given; null: none. */
  byCategory: z.array(Wrong),
  /** By the rule that gave inbox or category, or `classifier`. */
  byRule: z.array(Wrong),
  /** By the model with which the classifier gave the category; null: by the names of the categories alone. */
  byModel: z.array(Wrong.extend({ madeAt: z.iso.datetime().nullable() })),
  /** What was taken for what, most often first. */
  confusions: z.array(
    z.object({ given: z.string().nullable(), right: z.string().nullable(), count: z.number().int() }),
  ),
})
export type AuditFindings = z.infer<typeof AuditFindings>

export const AuditHead = z.object({
  id: z.string(),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  inboxIds: z.array(z.string()),
  /** Conversations there were to draw from, and how many were drawn. */
  population: z.number().int(),
  size: z.number().int(),
  judged: z.number().int(),
  /** Judged, but the judge was not sure: they count for nothing. */
  unsure: z.number().int(),
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  signedBy: z.string().nullable(),
  /** As it stood when it was signed: people leave. */
  signedName: z.string().nullable(),
  signedAt: z.iso.datetime().nullable(),
  conclusion: z.string(),
})
export type AuditHead = z.infer<typeof AuditHead>
export const RoutingAudit = AuditHead.extend({ findings: AuditFindings })
/** As it stands in the list. `wrong`: mails whose inbox or category was wrong. */
export const ListedAudit = AuditHead.extend({ wrong: Share })
export type ListedAudit = z.infer<typeof ListedAudit>
export type RoutingAudit = z.infer<typeof RoutingAudit>

/** A mail as its judge sees it: nothing of what was decided about it. */
export const AuditMail = z.object({
  conversationId: z.string(),
  place: z.number().int(),
  from: z.object({ name: z.string(), address: z.string() }),
  subject: z.string(),
  text: z.string(),
  attachments: z.array(z.string()),
  receivedAt: z.iso.datetime(),
})
export type AuditMail = z.infer<typeof AuditMail>

export const AuditJudgement = z.object({
  conversationId: z.string(),
  number: z.string(),
  subject: z.string(),
  place: z.number().int(),
  given: z.object({ inboxId: z.string(), categoryId: z.string().nullable() }),
  right: z.object({ inboxId: z.string(), categoryId: z.string().nullable() }),
  isUnsure: z.boolean(),
  comment: z.string(),
  judgedBy: z.string(),
  judgedAt: z.iso.datetime(),
})
export type AuditJudgement = z.infer<typeof AuditJudgement>

/** How often an audit is due, and how large it is. */
export const AuditPlan = z.object({
  /** Null: nobody is reminded. */
  everyDays: z.number().int().min(7).max(366).nullable(),
  size: z.number().int().min(10).max(500),
})
export type AuditPlan = z.infer<typeof AuditPlan>

const id = z.string()

export const listRoutingAudits = route({
  name: 'listRoutingAudits',
  summary:
    'The audits of routing of inboxes that you see, newest first; when each inbox is due next, and by which plan.',
  method: 'GET',
  path: '/routing-audits',
  may: 'audit.read',
  input: z.strictObject({
    /** The last id of the page before. */
    before: z
      .string()
      .regex(/^\d{1,19}$/)
      .optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    audits: z.array(ListedAudit),
    hasMore: z.boolean(),
    plan: AuditPlan,
    /** Of the inboxes that you see, the soonest first; empty where there is no plan. */
    due: z.array(z.object({ inboxId: z.string(), at: z.iso.datetime() })),
  }),
})
export const beginRoutingAudit = route({
  name: 'beginRoutingAudit',
  summary: 'Draw conversations at random out of those that were opened in a period, to judge their routing again.',
  method: 'POST',
  path: '/routing-audits',
  may: 'audit.write',
  status: 201,
  input: z.strictObject({
    since: z.iso.datetime({ offset: true }),
    until: z.iso.datetime({ offset: true }),
    /** Left out: all inboxes that you see. */
    inboxIds: z.array(z.string()).min(1).max(200).optional(),
    size: z.number().int().min(10).max(500).default(100),
  }),
  output: RoutingAudit,
})
export const readRoutingAudit = route({
  name: 'readRoutingAudit',
  summary: 'One audit: what was found, and what each judge said of the mails that you see.',
  method: 'GET',
  path: '/routing-audits/:id',
  may: 'audit.read',
  input: z.strictObject({ id }),
  output: z.object({
    audit: RoutingAudit,
    judgements: z.array(AuditJudgement),
    left: z.number().int(), // that you may still judge: not what was binned, kept private or moved out of your sight since
  }),
})
export const nextAuditMail = route({
  name: 'nextAuditMail',
  summary:
    'The next mail of an audit that nobody has judged, without what was decided about it; null when there is none.',
  method: 'GET',
  path: '/routing-audits/:id/next',
  may: 'audit.write',
  input: z.strictObject({ id, after: z.coerce.number().int().min(0).default(0) }),
  output: z.object({ mail: AuditMail.nullable() }),
})
export const judgeAuditMail = route({
  name: 'judgeAuditMail',
  summary: 'Say where a mail belongs; until the audit is signed, a judgement can be replaced or (null) taken back.',
  method: 'PUT',
  path: '/routing-audits/:id/mails/:conversationId',
  may: 'audit.write',
  input: z.strictObject({
    id,
    conversationId: z.string(),
    judgement: z
      .strictObject({
        inboxId: z.string(),
        categoryId: z.string().nullable(),
        isUnsure: z.boolean().default(false),
        comment: z.string().trim().max(1_000).default(''),
      })
      .nullable(),
  }),
  output: RoutingAudit,
})
export const signRoutingAudit = route({
  name: 'signRoutingAudit',
  summary: 'Sign an audit in which every mail is judged, with a conclusion; after that it cannot be changed.',
  method: 'POST',
  path: '/routing-audits/:id/signature',
  may: 'audit.write',
  input: z.strictObject({ id, conclusion: z.string().trim().min(1).max(5_000) }),
  output: RoutingAudit,
})
export const deleteRoutingAudit = route({
  name: 'deleteRoutingAudit',
  summary: 'Throw away an audit that is not signed.',
  method: 'DELETE',
  path: '/routing-audits/:id',
  may: 'audit.write',
  input: z.strictObject({ id }),
  output: z.object({}),
})
export const changeAuditPlan = route({
  name: 'changeAuditPlan',
  summary: 'How often an audit of routing is due, and how many mails it has.',
  method: 'PUT',
  path: '/routing-audit-plan',
  may: 'audit.write',
  input: z.strictObject(AuditPlan.shape),
  output: AuditPlan,
})
