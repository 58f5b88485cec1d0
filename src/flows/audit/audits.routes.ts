// Which verb answers which route about audits of routing.
import { Problem } from '../../kit/problem.ts'
import type { RawSource } from '../../desk/rules/stored-facts.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import { mustAlso, type Actor } from '../../desk/users/permissions.ts'
import * as api from './audits.api.ts'
import { beginAudit, deleteAudit, judge, listAudits, readAudit, signAudit } from './audits.ts'
import * as healthApi from './health.api.ts'
import { routingHealth } from './health.ts'
import { countToJudge, judgementsOf, nextMail } from './mails.ts'
import { changePlan, dueInboxes, readPlan } from './plan.ts'

export function auditRoutes(raw: RawSource): Answer[] {
  return [
    answer(api.listRoutingAudits, async ({ tx, actor }, page) => ({
      ...(await listAudits(tx, actor, page)),
      plan: await readPlan(tx),
      due: (await dueInboxes(tx)).flatMap(({ inboxId, at }) =>
        actor.inboxIds.includes(inboxId) ? [{ inboxId, at: at.toISOString() }] : [],
      ),
    })),
    answer(api.beginRoutingAudit, async ({ tx, actor }, { since, until, inboxIds, size }) => {
      const unseen = inboxIds?.filter((id) => !actor.inboxIds.includes(id)) ?? []
      if (unseen.length > 0)
        throw new Problem('invalid', 'inbox-missing', 'There is no such inbox, or you do not see it.', {
          detail: { unseen },
        })
      const wanted = { since: new Date(since), until: new Date(until), inboxIds: inboxIds ?? actor.inboxIds, size }
      return await beginAudit(tx, actor, wanted)
    }),
    answer(api.readRoutingAudit, async ({ tx, actor }, { id }) => {
      mustAlso(actor, 'conversation.read')
      const { audit, mails } = await readAudit(tx, actor, id)
      return { audit, judgements: await judgementsOf(tx, actor, mails), left: await countToJudge(tx, actor, id) }
    }),
    answer(api.nextAuditMail, async ({ tx, actor }, { id, after }) => {
      mustAlso(actor, 'conversation.read')
      await readAudit(tx, actor, id)
      return { mail: await nextMail(tx, actor, id, after) }
    }),
    answer(api.judgeAuditMail, async ({ tx, actor }, { judgement, ...which }) => {
      refuseProgram(actor)
      return await judge(tx, actor, which, judgement)
    }),
    answer(api.signRoutingAudit, async ({ tx, actor }, { id, conclusion }) => {
      refuseProgram(actor)
      return await signAudit(tx, actor, id, conclusion)
    }),
    answer(api.deleteRoutingAudit, async ({ tx, actor }, { id }) => {
      await deleteAudit(tx, actor, id)
      return {}
    }),
    answer(api.changeAuditPlan, async ({ tx, actor }, plan) => {
      if (!actor.seesAll)
        throw new Problem('denied', 'plan-of-all', 'The plan is for the whole desk. Ask somebody who sees every inbox.')
      return await changePlan(tx, plan)
    }),
    answer(healthApi.readRoutingHealth, async ({ tx, actor }, { days }) => {
      mustAlso(actor, 'conversation.read')
      return await routingHealth(tx, actor, raw, days)
    }),
  ]
}

/** A judgement and a signature are somebody's, who can be asked about them. */
function refuseProgram(actor: Actor): void {
  if (actor.kind === 'user') return
  throw new Problem('denied', 'not-a-person', 'Audits are judged and signed by people, not by programs.')
}
