// Workflows to start from: each an ordinary rule with places that are left open, written in the reader's words. Nothing is switched on
// before somebody has filled them in.
import type { WantedRule } from '../../../src/desk/rules/rules.api.ts'
import type { Words } from '../../words.ts'

export const templateIds = ['demo', 'quotation', 'unhappy', 'territory', 'product', 'unanswered', 'stageDraft', 'stageSequence'] as const // prettier-ignore
export type TemplateId = (typeof templateIds)[number]

/** What has to be said before it can be switched on. */
export type Blank = 'team' | 'user' | 'stage' | 'macro' | 'sequence' | 'place' | 'words'

export interface Template {
  id: TemplateId
  rule: WantedRule
  blanks: Blank[]
  /** Actions that stand for nobody yet: to be chosen, though the rule could be saved. */
  open: number[]
}

const DAY = 24 * 60
const HOUR = 60
type Told = Pick<WantedRule, 'condition' | 'actions'> & Partial<WantedRule>

export function templatesIn({ t }: Pick<Words, 't'>): Template[] {
  const rule = (id: TemplateId, told: Told): WantedRule => ({
    name: t(`workflow.${id}`),
    inboxId: null,
    occasion: 'message.received',
    isEnabled: false,
    ...told,
  })
  return [
    {
      id: 'demo',
      blanks: ['team'],
      open: [0],
      rule: rule('demo', {
        condition: { field: 'reading', operator: 'intentIs', value: 'demo' },
        actions: [
          { do: 'assignBy', strategy: 'weighted', teamId: null },
          { do: 'task', title: t('workflow.demo.task'), text: '', userId: null, teamId: null, minutes: 4 * HOUR, counts: 'business', priority: 'normal' }, // prettier-ignore
        ],
      }),
    },
    {
      id: 'quotation',
      blanks: ['stage'],
      open: [],
      rule: rule('quotation', {
        condition: { field: 'reading', operator: 'intentIs', value: 'quotation' },
        actions: [
          { do: 'deal', stageId: '', name: t('workflow.quotation.deal'), userId: null, days: 30 },
          { do: 'task', title: t('workflow.quotation.task'), text: '', userId: null, teamId: null, minutes: 8 * HOUR, counts: 'business', priority: 'normal' }, // prettier-ignore
        ],
      }),
    },
    {
      id: 'unhappy',
      blanks: [],
      open: [],
      rule: rule('unhappy', {
        condition: {
          any: [
            { field: 'reading', operator: 'isFrustrated', value: '' },
            { field: 'reading', operator: 'intentIs', value: 'complaint' },
          ],
        },
        actions: [
          { do: 'setPriority', priority: 'high' },
          { do: 'notify', to: ['leads'], userIds: [], text: t('workflow.unhappy.told') },
        ],
      }),
    },
    {
      id: 'territory',
      blanks: ['place', 'user'],
      open: [0],
      rule: rule('territory', {
        condition: {
          all: [
            { field: 'contact', operator: 'isFirstMail' },
            {
              any: [
                { field: 'contactField', name: 'territory', operator: 'is', value: '' },
                { field: 'senderDomain', operator: 'endsWith', value: '' },
              ],
            },
          ],
        },
        actions: [{ do: 'assign', userId: null }],
      }),
    },
    {
      id: 'product',
      blanks: ['words', 'team'],
      open: [0],
      rule: rule('product', {
        condition: {
          all: [
            { field: 'isNew', operator: 'is', value: true },
            { field: 'subjectOrBody', operator: 'words', value: '' },
          ],
        },
        actions: [{ do: 'assignBy', strategy: 'leastLoaded', teamId: null }],
      }),
    },
    {
      id: 'unanswered',
      blanks: [],
      open: [],
      rule: rule('unanswered', {
        condition: {
          all: [
            { field: 'kind', operator: 'is', value: 'message' },
            { field: 'status', operator: 'is', value: 'open' },
          ],
        },
        after: { minutes: DAY, counts: 'calendar', unless: ['agentWrites', 'resolved'] },
        actions: [
          { do: 'escalate', policyId: null },
          { do: 'notify', to: ['assignee', 'leads'], userIds: [], text: t('workflow.unanswered.told') },
        ],
      }),
    },
    {
      id: 'stageDraft',
      blanks: ['stage', 'macro'],
      open: [],
      rule: rule('stageDraft', {
        occasion: 'conversation.changed',
        condition: { field: 'deal', operator: 'inStage', value: '' },
        actions: [
          { do: 'draft', macroId: '' },
          { do: 'notify', to: ['assignee'], userIds: [], text: t('workflow.stageDraft.told') },
        ],
      }),
    },
    {
      id: 'stageSequence',
      blanks: ['stage', 'sequence'],
      open: [],
      rule: rule('stageSequence', {
        occasion: 'conversation.changed',
        condition: { field: 'deal', operator: 'inStage', value: '' },
        actions: [{ do: 'enrol', sequenceId: '' }],
      }),
    },
  ]
}
