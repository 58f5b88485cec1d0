// Trying the rules on a message: what they would do and why, with nothing done.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Deliberation } from './deed.ts'
import { evaluate, type Evaluation } from './evaluate.ts'
import type { Facts } from './facts.ts'
import { wantsOf } from './further-facts.ts'
import { loadNames } from './names.ts'
import type { Rule } from './rules.api.ts'
import { enabledRules } from './rules.ts'
import { storedFacts, type RawSource } from './stored-facts.ts'

/** So many rules that do not hold are told. */
const TOLD = { failures: 1000 }

/** Who may be given work, and by what choice; triage knows. Without it, a trace only names the strategy. */
export type Deliberate = (tx: Tx, rules: Rule[]) => Promise<Deliberation>

export async function tryOnFacts(tx: Tx, facts: Facts, deliberate?: Deliberate): Promise<Evaluation> {
  const rules = await enabledRules(tx)
  const deliberation = deliberate ? await deliberate(tx, rules) : { names: await loadNames(tx) }
  return evaluate(rules, facts, deliberation, TOLD)
}

/** The conversation is taken as it is now. `messageId` null: its newest message from outside. */
export async function tryOnStored(
  tx: Tx,
  asked: { conversationId: Id; messageId: Id | null },
  raw: RawSource,
  deliberate?: Deliberate,
): Promise<Evaluation> {
  const rules = await enabledRules(tx)
  const [stored] = await storedFacts(tx, [{ ...asked, occasion: 'message.received' }], wantsOf(rules), raw)
  if (!stored) throw new Problem('missing', 'message-missing', 'There is no such message.', { detail: asked })
  return tryOnFacts(tx, stored.facts, deliberate)
}
