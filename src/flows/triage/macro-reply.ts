// A macro as an automatic reply: in the customer's language, through the same guards as every other. A place that nothing fills keeps
// it from being sent: nobody would see it before the customer does.
import { filledMacro, languagesIn } from '../../desk/macros/filling.ts'
import { variantFor } from '../../desk/macros/body.ts'
import { variantsForRule } from '../../desk/macros/for-rules.ts'
import { noteUses } from '../../desk/macros/uses.ts'
import { joined, why, type Why } from '../../desk/reasons.ts'
import type { StoredFacts } from '../../desk/rules/stored-facts.ts'
import { valuesFor } from '../../desk/variables/values.ts'
import type { Values } from '../../desk/variables/variables.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { replyAutomatically, type AnsweringMeans } from './answering.ts'
import { plainName } from './values.ts'

interface Asked {
  inboxId: Id
  macroId: Id
  /** When the rule first held, where it waited. */
  heldAt?: Date | undefined
}

/** Answers what to say of it. */
export async function replyByMacro(
  tx: Tx,
  means: AnsweringMeans,
  stored: StoredFacts,
  { inboxId, macroId, heldAt }: Asked,
): Promise<Why> {
  const { conversationId, messageId } = stored
  const variant = variantFor(await variantsForRule(tx, macroId), await languagesIn(tx, conversationId))
  if (!variant) return noReply(why('noMacro'))
  const about = { conversationId, inboxId, userId: null, language: variant.language }
  const { text, unfilled } = filledMacro(variant, harmless(await valuesFor(tx, about), means.proof.isDemanded))
  if (unfilled.length > 0) return noReply(why('noUnfilled', { places: `{{${unfilled.join('}}, {{')}}}` }))
  const permit = await replyAutomatically(tx, means, stored, inboxId, { subject: '', text, ...(heldAt && { heldAt }) })
  if (!permit.may) return noReply(permit)
  await noteUses(tx, {
    conversationId,
    messageId,
    inboxId,
    userId: null,
    answeredId: null,
    macros: [{ id: macroId, isEdited: false }],
  })
  return why('didReplied')
}

const noReply = (because: Why): Why => joined([why('didNoReply'), because], ': ')

/**
 * What a mail says of itself could be an advertisement that we would send for somebody: of it names alone are repeated, and only to
 * senders who are proven.
 */
function harmless(values: Values, isProven: boolean): Values {
  return new Map(
    [...values].map(([name, value]) => {
      if (/^contact\.(?:name|firstName|lastName)$/.test(name)) return [name, isProven ? plainName(value) : '']
      return [name, /^(?:inbox|date|category|assignee)\.|^conversation\.number$/.test(name) ? value : '']
    }),
  )
}
