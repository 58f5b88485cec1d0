import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { addMacro, archiveMacro } from '../../desk/macros/macros.ts'
import { macrosForRules } from '../../desk/macros/for-rules.ts'
import { addRule, deleteRule } from '../../desk/rules/rules.ts'
import type { Automatic } from '../reply/automatic.ts'
import { triage } from './triage.ts'

const fromDora = 'Authentication-Results: mx.desk.example; dmarc=pass header.from=acme.example'

/** Dora writes, and a rule answers with a macro: what is sent, what the trace says, how the conversation is then. */
async function answered(desk: Desk, text: string, fields = [fromDora]) {
  const { ada, tx, store, inboxes } = desk
  const macro = await addMacro(ada, await ada.actor(), {
    title: 'Thanks',
    folderId: null,
    isPersonal: false,
    teamId: null,
    inboxIds: [],
    variants: [{ language: 'en', body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] } }], // prettier-ignore
    actions: [
      { do: 'setPriority', priority: 'high' },
      { do: 'addTags', tags: ['thanked'] },
    ],
  })
  const rule = await addRule(ada, {
    name: 'Thank',
    inboxId: inboxes.support,
    occasion: 'message.received',
    condition: { all: [] },
    actions: [{ do: 'macro', macroId: macro.id, use: 'both' }],
    isEnabled: true,
  })
  const sent: Automatic[] = []
  const means = { ...testMeans(store), queueAutomatic: async (_tx: unknown, one: Automatic) => void sent.push(one) }
  await receive(tx, means, { text: 'Hello', subject: 'Hello', fields, recipients: ['support@desk.example'] })
  const { id, conversation_id: conversationId } = await tx.db.selectFrom('message').select(['id', 'conversation_id']).executeTakeFirstOrThrow() // prettier-ignore
  await triage(tx, [{ conversationId, messageId: id, occasion: 'message.received' }], means)
  const conversation = await tx.db.selectFrom('conversation').selectAll().where('id', '=', conversationId).executeTakeFirstOrThrow() // prettier-ignore
  const { because } = await tx.db.selectFrom('routing').select('because').executeTakeFirstOrThrow()
  return { macro, rule, sent, because, conversation }
}

test(
  'a rule’s macro answers with its words and does what it says, and the trace has both',
  onDesk(async (desk) => {
    const { sent, because, conversation } = await answered(desk, 'Dear {{contact.firstName|customer}}, thanks for #{{conversation.number}}.') // prettier-ignore

    expect(sent.map(({ text }) => text)).toEqual([`Dear Dora, thanks for #${conversation.number}.`])
    expect(conversation).toMatchObject({ priority: 'high', tags: ['thanked'] })
    expect(because).toBe(
      'Rule “Thank”: canned reply “Thanks”: replied to the customer; priority high; tagged “thanked”.',
    )
  }),
)

test(
  'nothing of a mail but its sender’s plain name is repeated, and an empty place is never sent',
  onDesk(async (desk) => {
    const { sent, because, conversation } = await answered(desk, 'About {{conversation.subject}}')

    expect(sent).toEqual([])
    expect(because).toContain('no reply: nothing is known for {{conversation.subject}}')
    expect(conversation.tags).toEqual(['thanked'])
  }),
)

test(
  'it is guarded like every automatic reply: to a machine it says nothing',
  onDesk(async (desk) => {
    const { sent, because } = await answered(desk, 'Thanks', [fromDora, 'Auto-Submitted: auto-replied'])

    expect(sent).toEqual([])
    expect(because).toContain('canned reply “Thanks”: no reply: it was an automatic reply itself')
  }),
)

test(
  'rules know those of the desk that are in use',
  onDesk(async (desk) => {
    const { ada, tx } = desk
    const { macro, rule } = await answered(desk, 'Thanks')
    expect(await macrosForRules(tx)).toMatchObject([{ id: macro.id, title: 'Thanks', inboxIds: [] }])

    await deleteRule(ada, rule.id)
    await archiveMacro(ada, await ada.actor(), macro.id)

    expect(await macrosForRules(tx)).toEqual([])
  }),
)
