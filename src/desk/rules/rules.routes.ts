// Which verb answers which route of the rules' room.
import { Problem } from '../../kit/problem.ts'
import { visibleConversation } from '../conversations/read.ts'
import type { Means } from '../means.ts'
import { answer, withHeaders, type Answer, type Asking } from '../users/asking.ts'
import type { Actor } from '../users/permissions.ts'
import { explain, type Evaluation } from './evaluate.ts'
import { mailFacts } from './mail-facts.ts'
import * as api from './rules.api.ts'
import { tryRules } from './try.api.ts'
import { addRule, changeRule, deleteRule, listRules, lockRule, noSuchRule, orderRules } from './rules.ts'
import { tryOnFacts, tryOnStored, type Deliberate } from './try.ts'
import { webhookSecret } from './webhook-secret.ts'
import { maySeeRule, refuseBeyond, withoutKeys } from './within.ts'

/** `deliberate` comes from triage, which a noun does not know. */
export function rulesRoutes(means: Pick<Means, 'keys' | 'reader' | 'raw'>, deliberate?: Deliberate): Answer[] {
  return [
    answer(api.listRules, async ({ tx, actor }) =>
      (await listRules(tx)).flatMap((rule) => (maySeeRule(actor, rule) ? withoutKeys(actor, rule) : [])),
    ),
    answer(api.addRule, async ({ tx, actor }, { note, ...wanted }) => {
      refuseBeyond(actor, wanted)
      return tagged(await addRule(tx, wanted, note))
    }),
    answer(api.changeRule, async (asking, { id, version, note, ...wanted }) => {
      refuseStale(asking, version)
      refuseBeyond(asking.actor, await visibleRule(asking, id))
      refuseBeyond(asking.actor, wanted)
      return tagged(await changeRule(asking.tx, id, version, wanted, note))
    }),
    answer(api.deleteRule, async (asking, { id, note }) => {
      refuseBeyond(asking.actor, await visibleRule(asking, id))
      await deleteRule(asking.tx, id, note)
      return {}
    }),
    answer(api.orderRules, async ({ tx, actor }, { ids, note }) => {
      // Their order is one for all: what is read first can stop what is read after.
      for (const rule of await listRules(tx)) refuseBeyond(actor, rule)
      return await orderRules(tx, ids, note)
    }),
    answer(api.readWebhookSecret, async (_, { url }) => ({ secret: webhookSecret(means.keys, url) })),
    answer(tryRules, async ({ tx, actor }, { conversationId, messageId, raw }) => {
      if (raw !== undefined) {
        const mail = await means.reader.read(Buffer.from(raw), { from: null })
        return shownTo(actor, await tryOnFacts(tx, await mailFacts(tx, mail, null), deliberate), await listRules(tx))
      }
      if (conversationId === undefined) {
        throw new Problem(
          'invalid',
          'nothing-to-try',
          'Give a conversationId, with a messageId or without, or a raw mail.',
        )
      }
      const { id } = await visibleConversation(tx, actor, conversationId)
      const tried = await tryOnStored(tx, { conversationId: id, messageId: messageId ?? null }, means.raw, deliberate)
      return shownTo(actor, tried, await listRules(tx))
    }),
  ]
}

async function visibleRule({ tx, actor }: Asking, id: string): Promise<api.Rule> {
  const rule = await lockRule(tx, id)
  if (!maySeeRule(actor, rule)) throw noSuchRule(id)
  return rule
}

function tagged(rule: api.Rule) {
  return withHeaders(rule, { etag: `"${rule.version}"` })
}

function refuseStale({ ifMatch }: Asking, version: number): void {
  if (ifMatch === null || ifMatch === String(version)) return
  throw new Problem('conflict', 'rule-changed', 'If-Match and the version in the body differ.', {
    detail: { ifMatch, version },
  })
}

/** A raw mail can be addressed to any inbox, and a rule can move to one: what the rules there say is left out. */
function shownTo(actor: Actor, { because, traces }: Evaluation, rules: api.Rule[]) {
  const hidden = new Set(rules.filter((rule) => !maySeeRule(actor, rule)).map((rule) => rule.id))
  const trace = traces.filter((one) => !hidden.has(one.ruleId))
  return { because: trace.length < traces.length ? explain(trace) : because, trace }
}
