// The last look: what an inbox's policy blocks does not leave, whoever sends it by whatever program, unless somebody who may says why.
// Send later asks twice, when it is written and when it goes.
import type { Id } from '../../../kit/id.ts'
import { Problem } from '../../../kit/problem.ts'
import { CheckName } from '../../../desk/checks/checks.api.ts'
import { checkRulesOf, levelIn } from '../../../desk/checks/policies.ts'
import type { Means } from '../../../desk/means.ts'
import { type Actor, can } from '../../../desk/users/permissions.ts'
import { record } from '../../../store/events.ts'
import type { Tx } from '../../../store/tx.ts'
import type { ReplyKind } from '../reply.api.ts'
import { alone, type Asked, hostsOf, lookAround } from './around.ts'
import type { Draft } from './draft.ts'
import { judge } from './judge.ts'
import { withoutSecrets } from './secrets-of.ts'

export interface Leaving extends Asked, Pick<Draft, 'subject' | 'text' | 'html' | 'files'> {
  /** The new one's too, where it begins one. */
  conversationId: Id
  kind: ReplyKind | 'first'
}

/** For these the words are enough: most inboxes hold nothing else back, and then nobody else is asked about. */
const ofWords: ReadonlySet<CheckName> = new Set([
  'cardNumber',
  'iban',
  'nationalNumber',
  'password',
  'apiKey',
  'privateKey',
  'signInLink',
  'unfilled',
  'linkElsewhere',
  'linkDisguised',
  'linkInternal',
  'linkBroken',
  'linkPlain',
  'bannedPhrase',
])

/**
 * Throws `invalid` `blocked-by-checks` where something is blocked and no reason is given. With one, from somebody who may, it answers,
 * and the event `conversation.checksOverridden` keeps which checks and why, never what was found.
 */
export async function refuseBlocked(
  tx: Tx,
  means: Pick<Means, 'publicUrl'>,
  actor: Actor,
  leaving: Leaving,
  reason: string | null,
): Promise<void> {
  const { inboxId, conversationId, kind } = leaving
  const rules = await checkRulesOf(tx, inboxId)
  const held = CheckName.options.filter((check) => levelIn(rules, check) === 'block')
  if (held.length === 0) return
  const around = held.every((check) => ofWords.has(check))
    ? { ...alone(rules, tx.now.toISOString().slice(0, 10)), ownHosts: hostsOf(means.publicUrl) }
    : await lookAround(tx, means, actor, { ...leaving, conversationId: kind === 'first' ? null : conversationId })
  const blocked = judge(leaving, around, 'block')
  if (blocked.length === 0) return
  const checks = [...new Set(blocked.map(({ check }) => check))]
  const mayOverride = can(actor, 'check.override', inboxId)
  if (reason === null || !mayOverride)
    throw new Problem(
      'invalid',
      'blocked-by-checks',
      mayOverride
        ? 'Something in it is held back in this inbox. Mend it, or say why it has to leave as it is.'
        : 'Something in it is held back in this inbox. Mend it, or ask somebody who may send it all the same.',
      { detail: { checks, mayOverride } },
    )
  await record(
    tx,
    'conversation.checksOverridden',
    conversationId,
    { checks, reason: withoutSecrets(reason) },
    { conversationId, inboxId },
  )
}
