// Which verb answers which route about judging drafts.
import type { Id } from '../../../kit/id.ts'
import { Problem } from '../../../kit/problem.ts'
import { deskPhrases } from '../../../desk/checks/policies.ts'
import { visibleConversation } from '../../../desk/conversations/read.ts'
import type { Means } from '../../../desk/means.ts'
import { answer, type Answer } from '../../../desk/users/asking.ts'
import { type Actor, can } from '../../../desk/users/permissions.ts'
import { alone, detector, lookAround } from './around.ts'
import { judge } from './judge.ts'
import * as api from './judge.api.ts'

export function judgeRoutes(means: Pick<Means, 'publicUrl'>): Answer[] {
  return [
    answer(api.judgeReply, async ({ tx, actor }, { id, messageId, withQuote, ...draft }) => {
      const { id: conversationId, inboxId } = await visibleConversation(tx, actor, id, api.judgeReply.may)
      const { to, cc, bcc } = draft
      const around = await lookAround(tx, means, actor, { inboxId, conversationId, messageId, to, cc, bcc })
      const quoted = withQuote ? (around.answered?.whole ?? '') : ''
      return { findings: judge({ ...draft, quoted }, around), mayOverride: can(actor, 'check.override', inboxId) }
    }),
    answer(api.judgeFirstMail, async ({ tx, actor }, { id: inboxId, ...draft }) => {
      refuseUnseen(actor, api.judgeFirstMail.may, inboxId)
      const { to, cc, bcc } = draft
      const around = await lookAround(tx, means, actor, { inboxId, conversationId: null, to, cc, bcc })
      const findings = judge({ ...draft, kind: 'first' }, around)
      return { findings, mayOverride: can(actor, 'check.override', inboxId) }
    }),
    answer(api.tryChecks, async ({ tx, actor }, { id, rules, subject, text, html }) => {
      refuseUnseen(actor, api.tryChecks.may, id)
      const { phrases } = await deskPhrases(tx)
      const around = {
        ...alone({ ...rules, phrases: [...phrases, ...rules.phrases] }, tx.now.toISOString().slice(0, 10)),
        detect: await detector(),
      }
      const draft = { kind: 'reply' as const, to: [], cc: [], bcc: [], subject, text, html, files: 0 }
      return { findings: judge(draft, around) }
    }),
  ]
}

function refuseUnseen(actor: Actor, permission: string, id: Id): void {
  if (!can(actor, permission, id))
    throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { id } })
}
