import { expect, test } from 'vitest'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { common, running } from '../../../test/running.ts'
import { assign } from '../../desk/conversations/change.ts'
import { openDeal } from '../../desk/deals/deals.ts'
import { moveDeal } from '../../desk/deals/moves.ts'
import { draftsIn } from '../../desk/drafts/lists.ts'
import { addMacro } from '../../desk/macros/macros.ts'
import { codeNames } from '../../desk/rules/code-names.ts'
import { rulesAsCode } from '../../desk/rules/code.ts'
import { readCode } from '../../desk/rules/read-code.ts'
import type { WantedRule } from '../../desk/rules/rules.api.ts'
import { addRule } from '../../desk/rules/rules.ts'
import { addSequence } from '../../desk/sequences/sequences.ts'
import { must } from '../../kit/must.ts'

const body = (text: string) => ({ type: 'doc' as const, content: [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] }] }) // prettier-ignore

async function sequenceOf({ ada, ben }: Desk, inboxId: string) {
  return await addSequence(ada, await ada.actor(), {
    name: 'Follow up',
    inboxId,
    senderId: ben.id,
    stopsAt: 'contact',
    isInHours: true,
    awayDays: 7,
    isEnabled: true,
    steps: [{ key: 'one', wait: { minutes: 60, counts: 'calendar' }, conditions: [], otherwise: 'skip', isNewThread: false, variants: [{ language: 'en', subject: 'Kettles', body: body('Dear Dora') }] }], // prettier-ignore
  })
}

test(
  'a rule enrols whoever wrote, once, in the name of who has it; never a machine, nor from another inbox',
  onDesk(async (desk) => {
    const { tx, ada, ben, dora, inboxes } = desk
    const { letter, because } = running(desk)
    const sequence = await sequenceOf(desk, inboxes.support)
    const rule: WantedRule = { ...common, name: 'Follow', actions: [{ do: 'enrol', sequenceId: sequence.id }] }
    await addRule(ada, rule)
    const enrolments = async () => await tx.db.selectFrom('enrolment').selectAll().orderBy('id').execute()

    const machine = await letter('Away', tx, ['Auto-Submitted: auto-replied'])
    expect(await because(machine.conversationId)).toContain('not enrolled: it was an automatic reply itself')
    const { conversationId } = await letter('A kettle')
    expect(await because(conversationId)).toBe('Rule “Follow”: enrolled in “Follow up”.')
    expect(await enrolments()).toMatchObject([{ contact_id: dora.id, sender_id: ben.id, enrolled_by: null, is_to_many: true, state: 'waiting' }]) // prettier-ignore
    await tx.db.updateTable('enrolment').set({ state: 'finished' }).execute()
    expect(await because((await letter('Another')).conversationId)).toContain('not enrolled: they were in it before')

    await tx.db.updateTable('sequence').set({ inbox_id: inboxes.billing }).execute()
    expect(await because((await letter('Once more')).conversationId)).toContain(
      'the sequence writes from another inbox',
    )
    expect(await enrolments()).toHaveLength(1)
    const names = await codeNames(tx, await ada.actor())
    const code = rulesAsCode([rule], names)
    expect(code).toContain('{ do: enrol, sequence: Follow up }')
    expect(readCode(code, names, () => false).rules[0]?.actions).toEqual(rule.actions)
  }),
)

test(
  'a deal that comes into a stage has a letter to its contact lie ready for whoever has the conversation; nothing leaves',
  onDesk(async (desk) => {
    const { tx, ada, ben, dora } = desk
    const { letter, changed, because } = running(desk)
    const variants = [{ language: 'en', body: body('Dear {{contact.firstName}}, here is our offer for {{contact.phone}}.') }] // prettier-ignore
    const macro = await addMacro(ada, await ada.actor(), { title: 'Offer', folderId: null, isPersonal: false, teamId: null, inboxIds: [], variants, actions: [] }) // prettier-ignore
    await addRule(ada, { ...common, name: 'Proposal', occasion: 'conversation.changed', condition: { field: 'deal', operator: 'inStage', value: '9013' }, actions: [{ do: 'draft', macroId: macro.id }] }) // prettier-ignore
    const { conversationId } = await letter('A quotation')
    const deal = await openDeal(ada, { name: 'Kettles', text: '', stageId: '9011', amount: null, currency: null, expectedOn: null, ownProbability: null, ownerId: null, companyId: null, conversationId, contacts: [{ contactId: dora.id, role: 'other' }], tags: [], fields: {} }) // prettier-ignore
    await moveDeal(ada, deal.id, { stageId: '9013', lostReason: null })
    await changed(tx, conversationId)
    expect(await because(conversationId)).toContain('no draft: nobody has the conversation')

    await assign(ada, conversationId, ben.id)
    await letter('And soon, please', tx, [], {})
    await tx.db.deleteFrom('rule_course').execute()
    await changed(tx, conversationId)
    const place = { id: conversationId, inboxId: desk.inboxes.support }
    const [draft] = await draftsIn(ben, await ben.actor(), place)
    expect(must(draft, 'a draft')).toMatchObject({
      authorId: ben.id,
      kind: 'reply',
      to: [{ name: 'Dora', address: 'dora@acme.example' }],
      subject: 'Re: A quotation',
      text: 'Dear Dora, here is our offer for {{contact.phone}}.',
      html: '<p>Dear Dora, here is our offer for {{contact.phone}}.</p>',
    })
    await tx.db.deleteFrom('rule_course').execute()
    await changed(tx, conversationId)
    expect(await because(conversationId)).toContain('no draft: one is being written there already')
    expect(await tx.db.selectFrom('outbox').select('id').execute()).toEqual([])

    // To whom its writer does not see none is begun: it goes to who wrote.
    const fay = tx.mint()
    await tx.db.insertInto('contact').values({ id: fay, name: 'Fay', created_at: tx.now }).execute()
    await tx.db.insertInto('contact_address').values({ address: 'fay@other.example', contact_id: fay }).execute()
    await tx.db.updateTable('deal_contact').set({ contact_id: fay }).where('deal_id', '=', deal.id).execute()
    await tx.db.deleteFrom('draft').execute()
    await tx.db.deleteFrom('rule_course').execute()
    await changed(tx, conversationId)
    expect((await draftsIn(ben, await ben.actor(), place)).map((one) => one.to)).toEqual([[{ name: 'Dora', address: 'dora@acme.example' }]]) // prettier-ignore
  }),
)

test(
  'whoever proves who they are has nobody else enrolled: not the contact of a conversation that was begun in somebody’s name',
  onDesk(async (desk) => {
    const { tx, ada, inboxes } = desk
    const { letter, because } = running(desk)
    const sequence = await sequenceOf(desk, inboxes.support)
    const { conversationId } = await letter('A kettle', tx, [], { messageId: 'one@acme.example' })
    const other = tx.mint()
    await tx.db.insertInto('contact').values({ id: other, name: 'Fay', created_at: tx.now }).execute()
    await tx.db.insertInto('contact_address').values({ address: 'fay@other.example', contact_id: other }).execute()
    await tx.db.updateTable('conversation').set({ contact_id: other }).where('id', '=', conversationId).execute()
    await addRule(ada, { ...common, name: 'Follow', actions: [{ do: 'enrol', sequenceId: sequence.id }] })

    const next = await letter('Another', tx, [], { inReplyTo: 'one@acme.example' })
    expect(next.conversationId).toBe(conversationId)
    expect(await because(conversationId)).toContain('it was written by somebody else than its contact')
    expect(await tx.db.selectFrom('enrolment').select('id').execute()).toEqual([])
  }),
)
