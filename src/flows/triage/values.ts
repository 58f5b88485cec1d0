// What stands in the places of a rule's text.
import type { Values } from '../../desk/rules/filled.ts'
import type { StoredFacts } from '../../desk/rules/stored-facts.ts'
import type { Tx } from '../../store/tx.ts'

interface Row {
  number: string
  contact: string | null
  inbox: string | null
  assignee: string | null
  category: string | null
}

/**
 * A name comes from the mail, and so could be an advertisement that we would send for somebody: without proof of who writes nothing of it
 * is repeated, and never an address of the web.
 */
export async function valuesOf(tx: Tx, { conversationId }: StoredFacts, isProven: boolean): Promise<Values> {
  const [row] = await tx.query<Row>({
    name: 'rule-text-values',
    text: `select c.number, t.name as contact, i.from_name as inbox, u.name as assignee, k.name as category
           from conversation c left join contact t on t.id = c.contact_id left join inbox i on i.id = c.inbox_id
           left join "user" u on u.id = c.assignee_id left join category k on k.id = c.category_id where c.id = $1`,
    values: [conversationId],
  })
  return {
    'contact.name': isProven ? plainName(row?.contact ?? '') : '',
    'conversation.number': row?.number ?? '',
    'inbox.name': row?.inbox ?? '',
    'assignee.name': row?.assignee ?? '',
    'category.name': row?.category ?? '',
  }
}

/** As people are called: no signs of addresses, at most 60 letters. */
export function plainName(name: string): string {
  return /^[\p{L}\p{M}][\p{L}\p{M} .'’-]{0,59}$/u.test(name) && !/\.\p{L}/u.test(name) ? name : ''
}
