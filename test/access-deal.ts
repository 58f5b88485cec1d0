// A deal opened from a conversation, with everything that hangs on one: `word` stands in all its texts.
import type { Id } from '../src/kit/id.ts'
import type { Tx } from '../src/store/tx.ts'

interface Opened {
  deal: Id
  contact: Id
  conversation: Id
  companyId: Id
  word: string
}

export async function dealOf(tx: Tx, { deal, contact, conversation, companyId, word }: Opened): Promise<void> {
  const at = tx.now
  await tx.db
    .insertInto('deal')
    .values({
      id: deal,
      pipeline_id: '9001',
      stage_id: '9011',
      kind: 'open',
      name: `${word} deal`,
      words: `'${word}'`,
      text: `${word} deal text`,
      currency: 'EUR',
      opened_by: tx.actorId,
      company_id: companyId,
      conversation_id: conversation,
      tags: [`${word} deal tag`],
      lost_reason: `${word} reason`,
      entered_at: at,
      created_at: at,
      changed_at: at,
    })
    .execute()
  const of = { deal_id: deal }
  await tx.db
    .insertInto('deal_contact')
    .values({ ...of, contact_id: contact, role: 'other', position: 0 })
    .execute()
  const link = { conversation_id: conversation, because: `${word} because`, confidence: 1, linked_at: at }
  await tx.db
    .insertInto('deal_conversation')
    .values({ ...of, ...link })
    .execute()
  await tx.db
    .insertInto('deal_stay')
    .values({ ...of, id: tx.mint(), stage_id: '9011', entered_at: at })
    .execute()
}
