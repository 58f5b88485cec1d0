// Which verb answers which route of the rules' room.
import { Problem } from '../../kit/problem.ts'
import { visibleConversation } from '../conversations/read.ts'
import type { Means } from '../means.ts'
import { answer, withHeaders, type Answer, type Asking } from '../users/asking.ts'
import type { Evaluation } from './evaluate.ts'
import { mailFacts } from './mail-facts.ts'
import * as api from './rules.api.ts'
import { addRule, changeRule, deleteRule, listRules, orderRules } from './rules.ts'
import { tryOnFacts, tryOnStored, type Deliberate } from './try.ts'

/** `deliberate` comes from triage, which a noun does not know. */
export function rulesRoutes(means: Pick<Means, 'reader' | 'raw'>, deliberate?: Deliberate): Answer[] {
  return [
    answer(api.listRules, ({ tx }) => listRules(tx)),
    answer(api.addRule, async ({ tx }, wanted) => tagged(await addRule(tx, wanted))),
    answer(api.changeRule, async (asking, { id, version, ...wanted }) => {
      refuseStale(asking, version)
      return tagged(await changeRule(asking.tx, id, version, wanted))
    }),
    answer(api.deleteRule, async ({ tx }, { id }) => {
      await deleteRule(tx, id)
      return {}
    }),
    answer(api.orderRules, ({ tx }, { ids }) => orderRules(tx, ids)),
    answer(api.tryRules, async ({ tx, actor }, { conversationId, messageId, raw }) => {
      if (raw !== undefined) {
        const mail = await means.reader.read(Buffer.from(raw), { from: null })
        return shown(await tryOnFacts(tx, await mailFacts(tx, mail, null), deliberate))
      }
      if (conversationId === undefined) {
        throw new Problem(
          'invalid',
          'nothing-to-try',
          'Give a conversationId, with a messageId or without, or a raw mail.',
        )
      }
      const { id } = await visibleConversation(tx, actor, conversationId)
      return shown(await tryOnStored(tx, { conversationId: id, messageId: messageId ?? null }, means.raw, deliberate))
    }),
  ]
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

function shown({ because, traces }: Evaluation) {
  return { because, trace: traces }
}
