// An audit from the draw to the signature, on mail that was really filed and routed.
import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk, type Person } from '../../../test/desk.ts'
import { addCategory } from '../../desk/categories/categories.ts'
import { deleteConversation, setCategory } from '../../desk/conversations/change.ts'
import { setPrivacy } from '../../desk/conversations/privacy.ts'
import type { WantedRule } from '../../desk/rules/rules.api.ts'
import { addRule } from '../../desk/rules/rules.ts'
import { must } from '../../kit/must.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import { triage } from '../triage/triage.ts'
import { beginAudit, deleteAudit, judge, listAudits, readAudit, signAudit } from './audits.ts'
import { watchDrift } from './drift.ts'
import { routingHealth } from './health.ts'
import { countToJudge, judgementsOf, nextMail } from './mails.ts'
import { changePlan, dueInboxes } from './plan.ts'
import { remind, reminderJob, type Reminder } from './reminding.ts'

const always = { since: new Date('2025-01-02'), until: new Date('2090-01-01'), size: 100 }
const DAY = 86_400_000

/** Twelve mails to support, every third of them about an invoice, and two to billing; one rule sorts invoices into Money. */
async function routed(desk: Desk) {
  const { tx, ada, inboxes } = desk
  const means = testMeans(desk.store)
  const [money, parcels] = [await category(ada, 'Money'), await category(ada, 'Parcels')]
  const invoices = await rule(ada, 'Invoices', 'invoice', [{ do: 'setCategory', categoryId: money }])
  const letter = (at: number, to: string) => ({
    subject: at % 3 === 0 ? `invoice ${at}` : `parcel ${at}`,
    to,
    text: `canary ${at}`,
  })
  const letters = Array.from({ length: 14 }, (_, at) =>
    letter(at, at < 12 ? 'support@desk.example' : 'billing@desk.example'),
  )
  await receive(tx, means, ...letters)
  const messages = await tx.db
    .selectFrom('message')
    .select(['id', 'conversation_id as conversationId'])
    .orderBy('id')
    .execute()
  await triage(
    tx,
    messages.map(({ id, conversationId }) => ({
      conversationId,
      messageId: id,
      occasion: 'message.received' as const,
    })),
    { raw: means.raw, proof: means.proof, queueAutomatic: async () => undefined },
  )
  return { means, money, parcels, invoices, of: { support: [inboxes.support], all: Object.values(inboxes) } }
}

const category = async (who: Person, name: string) => (await addCategory(who, { name, description: '' })).id

function rule(who: Person, name: string, word: string, actions: WantedRule['actions'], more: Partial<WantedRule> = {}) {
  const condition = { field: 'subject' as const, operator: 'contains' as const, value: word }
  return addRule(who, {
    name,
    inboxId: null,
    occasion: 'message.received',
    condition,
    actions,
    isEnabled: true,
    ...more,
  })
}

test(
  'every mail has its chance, is judged without what was decided, and what was found is counted',
  onDesk(async (desk) => {
    const { tx, ada, inboxes } = desk
    const { money, parcels, invoices, of } = await routed(desk)
    const actor = await ada.actor()
    const audit = await beginAudit(ada, actor, { ...always, inboxIds: of.support })
    expect(audit).toMatchObject({
      population: 12,
      size: 12,
      judged: 0,
      findings: { wrong: { count: 0, of: 0, high: 1 } },
    })

    // The judge calls the first invoice a parcel, every parcel a parcel (it got no category), and is unsure of the last mail.
    const seen: Id[] = []
    for (let after = 0; ;) {
      const mail = await nextMail(tx, actor, audit.id, after)
      if (!mail) break
      expect(Object.keys(mail).toSorted()).toEqual([
        'attachments',
        'conversationId',
        'from',
        'place',
        'receivedAt',
        'subject',
        'text',
      ])
      expect(mail.text).toContain('canary')
      const isInvoice = mail.subject.startsWith('invoice') && mail.subject !== 'invoice 0'
      const judgement = {
        inboxId: inboxes.support,
        categoryId: isInvoice ? money : parcels,
        isUnsure: mail.place === 12,
        comment: '',
      }
      await judge(ada, actor, { id: audit.id, conversationId: mail.conversationId }, judgement)
      seen.push(mail.conversationId)
      after = mail.place
    }
    expect(new Set(seen).size).toBe(12)

    const { audit: done, mails } = await readAudit(tx, actor, audit.id)
    const sure = mails.filter((mail) => !mail.is_unsure)
    const wrong = sure.filter((mail) => mail.category_id !== (mail.outcome as { categoryId: Id | null }).categoryId)
    expect(done).toMatchObject({
      judged: 12,
      unsure: 1,
      findings: { wrong: { count: wrong.length, of: 11 }, inbox: { count: 0 } },
    })
    const lastIsInvoice = mails.find((mail) => mail.place === 12)?.category_id === money
    const ofRule = done.findings.byRule.find((one) => one.id === invoices.id)
    expect(ofRule?.wrong.of).toBe(
      sure.filter((mail) => (mail.outcome as { categoryId: Id | null }).categoryId === money).length,
    )
    expect(done.findings.confusions[0]).toEqual({
      given: null,
      right: parcels,
      count: lastIsInvoice ? 8 : wrong.length - (ofRule?.wrong.count ?? 0),
    })
    expect((await judgementsOf(tx, actor, mails)).map((one) => one.place)).toEqual(mails.map((mail) => mail.place))
  }),
)

test(
  'it is signed when all is judged, and closed from then on',
  onDesk(async (desk) => {
    const { ada, inboxes } = desk
    const { of } = await routed(desk)
    const actor = await ada.actor()
    const { id } = await beginAudit(ada, actor, { ...always, inboxIds: of.support })
    const { mails } = await readAudit(ada, actor, id)
    const right = { inboxId: inboxes.support, categoryId: null, isUnsure: false, comment: '' }
    const say = (at: number, judgement: typeof right | null) =>
      judge(ada, actor, { id, conversationId: must(mails[at], 'a mail').conversation_id }, judgement)
    for (const at of mails.keys()) await say(at, right)
    const parcel = mails.findIndex((one) => (one.outcome as { categoryId: Id | null }).categoryId === null)
    expect((await say(parcel, null)).judged).toBe(11)
    await expect(signAudit(ada, actor, id, 'All is well')).rejects.toMatchObject({ code: 'audit-unfinished' })
    // What nobody may judge any more stands in nobody's way.
    await deleteConversation(ada, must(mails[parcel], 'a mail').conversation_id)
    expect(await countToJudge(ada, actor, id)).toBe(0)

    expect(await signAudit(ada, actor, id, 'All is well')).toMatchObject({
      signedName: 'Ada',
      signedBy: ada.id,
      conclusion: 'All is well',
    })
    await expect(say(0, null)).rejects.toMatchObject({ code: 'audit-signed' })
    await expect(deleteAudit(ada, actor, id)).rejects.toMatchObject({ code: 'audit-signed' })
    expect((await desk.history(id)).filter((one) => one.name === 'routingAudit.signed')).toMatchObject([
      { by: 'ada', data: { name: 'Ada', findings: { wrong: { count: 4, of: 11 } } } },
    ])
  }),
)

test(
  'nothing of inboxes one does not see, nor of what is private or hides a way to sign in',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, inboxes } = desk
    const { of } = await routed(desk)
    const whole = await beginAudit(ada, await ada.actor(), { ...always, inboxIds: of.all })
    expect(whole.population).toBe(14)
    const listed = async (who: Person) => await listAudits(tx, await who.actor(), { limit: 1 })
    expect(await listed(ben)).toEqual({ audits: [], hasMore: false })
    expect(await listed(cleo)).toMatchObject({ audits: [{ id: whole.id, size: 14, judged: 0, wrong: { of: 0 } }], hasMore: false }) // prettier-ignore
    await expect(readAudit(tx, await ben.actor(), whole.id)).rejects.toMatchObject({ code: 'audit-missing' })

    const [first, second] = await tx.db
      .selectFrom('conversation')
      .select('id')
      .where('inbox_id', '=', inboxes.support)
      .orderBy('id')
      .execute()
    await setPrivacy(cleo, must(first, 'a conversation').id, [cleo.id])
    await tx.db
      .updateTable('message')
      .set({ secret: 'code' })
      .where('conversation_id', '=', must(second, 'another').id)
      .execute()
    const actor = await ada.actor()
    expect((await beginAudit(ada, actor, { ...always, inboxIds: of.support })).population).toBe(10)
    // Of the audit that was drawn before, its judge no longer gets either.
    const places = new Set<Id>()
    for (
      let after = 0, mail = await nextMail(tx, actor, whole.id, 0);
      mail;
      mail = await nextMail(tx, actor, whole.id, after)
    ) {
      if (places.has(mail.conversationId)) break
      places.add(mail.conversationId)
      after = mail.place
    }
    expect(places.size).toBe(12)
    expect(places).not.toContain(first?.id)
    await expect(
      judge(
        ada,
        actor,
        { id: whole.id, conversationId: first?.id ?? '' },
        { inboxId: inboxes.support, categoryId: null, isUnsure: false, comment: '' },
      ),
    ).rejects.toMatchObject({ kind: 'missing' })
  }),
)

test(
  'too few to say anything, a period that ends before it begins, a category nobody has: refused, with what to do',
  onDesk(async (desk) => {
    const { ada, inboxes } = desk
    const { of } = await routed(desk)
    const actor = await ada.actor()
    await expect(beginAudit(ada, actor, { ...always, inboxIds: [inboxes.billing] })).rejects.toMatchObject({
      code: 'audit-too-few',
      detail: { found: 2 },
    })
    await expect(beginAudit(ada, actor, { ...always, until: always.since, inboxIds: of.all })).rejects.toMatchObject({
      code: 'period-backwards',
    })
    const { id } = await beginAudit(ada, actor, { ...always, inboxIds: of.all })
    const mail = must(await nextMail(ada, actor, id, 0), 'a mail')
    const judgement = { inboxId: inboxes.support, categoryId: '4711', isUnsure: false, comment: '' }
    await expect(judge(ada, actor, { id, conversationId: mail.conversationId }, judgement)).rejects.toMatchObject({
      code: 'category-missing',
    })
  }),
)

test(
  'health: what never holds, what people correct, what stands in another’s light, and what to do about it',
  onDesk(async (desk) => {
    const { tx, ada, ben } = desk
    const parcel = await rule(ada, 'Parcels stop here', 'parcel', [
      { do: 'setPriority', priority: 'high' },
      { do: 'stop' },
    ])
    const shadowed = await rule(ada, 'Never reached', 'parcel', [{ do: 'addTags', tags: ['late'] }])
    const dead = await rule(ada, 'Dead', 'aardvark', [{ do: 'addTags', tags: ['animal'] }])
    const { means, parcels, invoices } = await routed(desk)
    const lows = await rule(ada, 'Cheap', 'invoice', [{ do: 'setPriority', priority: 'low' }])
    const highs = await rule(ada, 'Dear', 'invoice', [{ do: 'setPriority', priority: 'high' }])
    for (const one of await tx.db
      .selectFrom('conversation')
      .select('id')
      .where('subject', 'like', 'invoice%')
      .execute())
      await setCategory(ben, one.id, parcels)

    const health = await routingHealth(tx, await ada.actor(), means.raw, 30)
    const of = (id: Id) => health.rules.find((one) => one.ruleId === id)
    expect(health.routed).toBe(14)
    expect(of(parcel.id)).toMatchObject({ held: 9, corrected: { count: 0, of: 9 }, shadowedBy: null })
    expect(of(invoices.id)).toMatchObject({
      held: 5,
      corrected: { count: 5, of: 5 },
      insteadOf: { field: 'categoryId', to: parcels, count: 5 },
    })
    expect(of(shadowed.id)).toMatchObject({ held: 0, shadowedBy: parcel.id })
    expect(of(dead.id)).toMatchObject({ held: 0, lastHeldAt: null, shadowedBy: null })
    expect(health.conflicts).toEqual([{ firstId: lows.id, secondId: highs.id, field: 'priority', mails: 5 }])
    expect(health.repairs).toEqual([
      { kind: 'moveBefore', ruleId: shadowed.id, beforeId: parcel.id },
      { kind: 'setInstead', ruleId: invoices.id, field: 'categoryId', to: parcels },
      { kind: 'narrow', ruleId: lows.id, otherId: highs.id, field: 'priority' },
    ])
    const bens = await routingHealth(tx, await ben.actor(), means.raw, 30)
    expect(bens.routed).toBe(12)
  }),
)

test(
  'health: a rule behind the first that holds in its inbox is in its shadow, and one that waits contradicts nobody',
  onDesk(async (desk) => {
    const { tx, ada, ben, inboxes } = desk
    const first = await rule(ada, 'First', 'parcel', [{ do: 'setPriority', priority: 'low' }])
    const second = await rule(ada, 'Second', 'parcel', [{ do: 'addTags', tags: ['late'] }])
    const { means, money } = await routed(desk)
    // Mail is read in the situation in which it came, whatever people made of it since.
    const sorted = { field: 'category' as const, operator: 'is' as const, value: money }
    await rule(ada, 'Sorted', 'parcel', [{ do: 'setPriority', priority: 'urgent' }], { condition: sorted })
    for (const { id } of await tx.db
      .selectFrom('conversation')
      .select('id')
      .where('subject', 'like', 'parcel%')
      .execute())
      await setCategory(ben, id, money)
    const after = { minutes: 240, counts: 'calendar' as const, unless: [] }
    await rule(ada, 'Later', 'parcel', [{ do: 'setPriority', priority: 'high' }], { after })
    const free = await routingHealth(tx, await ada.actor(), means.raw, 30)
    await tx.db.updateTable('inbox').set({ is_first_rule_last: true }).where('id', 'in', Object.values(inboxes)).execute() // prettier-ignore
    await tx.query({ text: "delete from event where name = 'conversation.routed'", values: [] })

    const strict = await routingHealth(tx, await ada.actor(), means.raw, 30)

    expect(free.conflicts).toEqual([])
    expect(strict.rules.find((one) => one.ruleId === second.id)).toMatchObject({ held: 0, shadowedBy: first.id })
  }),
)

test(
  'whoever signs is told when an inbox is due, to the second, and every week until somebody signs; each inbox has its own time',
  onDesk(async ({ ada, ben, cleo, tx, inboxes }) => {
    await tx.db.updateTable('user').set({ role: 'lead' }).where('id', 'in', [ben.id, cleo.id]).execute()
    await changePlan(ada, { everyDays: 30, size: 50 })
    const at = (days: number) => ({ ...tx, now: new Date(tx.now.getTime() + days * DAY) })
    const due = async () => Object.fromEntries((await dueInboxes(tx)).map((one) => [one.name, one.at]))
    const job = async () => must((await tx.db.selectFrom('job').selectAll().where('kind', '=', reminderJob).orderBy('id', 'desc').execute())[0], 'a job') // prettier-ignore
    const ring = async (days: number) => await remind(at(days), (await job()).payload as Reminder, await dueInboxes(tx))
    const told = async () => {
      const rows = await tx.db.selectFrom('notification').select(['user_id', 'data']).where('what', '=', 'audit').orderBy('id').execute() // prettier-ignore
      return rows.map(({ user_id, data }) => [[ada, ben, cleo].find((one) => one.id === user_id)?.name, (data as { text: string }).text]) // prettier-ignore
    }
    expect(await due()).toEqual({ Support: at(30).now, Billing: at(30).now })
    expect((await job()).run_at).toEqual(at(30).now)
    const first = (await job()).payload as Reminder

    // Somebody signs for support alone.
    await tx.db.insertInto('routing_audit').values({ id: tx.mint(), since: tx.now, until: tx.now, inbox_ids: [inboxes.support], population: 10, created_at: tx.now, signed_at: at(20).now }).execute() // prettier-ignore
    expect(await due()).toEqual({ Support: at(50).now, Billing: at(30).now })
    await ring(30)
    expect(new Set(await told())).toEqual(new Set([['Ada', 'Billing'], ['Cleo', 'Billing']])) // prettier-ignore
    expect((await job()).run_at).toEqual(at(37).now)
    await remind(at(37), first, await dueInboxes(tx)) // one that was overtaken comes to nothing
    expect(await told()).toHaveLength(2)
    await ring(37)
    expect(await told()).toHaveLength(4)
    await changePlan(ada, { everyDays: null, size: 50 })
    await ring(44)
    expect(await told()).toHaveLength(4)
  }),
)

test(
  'that the mail of an inbox has changed is told once, to who sees it',
  onDesk(async ({ ada, tx, inboxes }) => {
    const opened = async (days: number, categoryId: string, count: number) => {
      for (let at = 0; at < count; at++) {
        const id = String(BigInt(firstIdAt(tx.now.getTime() - days * DAY)) + BigInt(at))
        await tx.db.insertInto('conversation').values({ id, number: id, inbox_id: inboxes.billing, subject: 'x', last_message_at: tx.now, created_at: tx.now }).execute() // prettier-ignore
        await tx.db.insertInto('routing').values({ conversation_id: id, id, message_id: id, because: '', trace: '[]', outcome: JSON.stringify({ categoryId, by: {} }), at: tx.now }).execute() // prettier-ignore
      }
    }
    await opened(30, '1', 100)
    await opened(3, '1', 20)
    await opened(2, '2', 80)
    const told = async () => await tx.db.selectFrom('notification').select(['user_id', 'data']).execute()

    await watchDrift(tx)
    await watchDrift(tx)

    expect(await told()).toMatchObject([{ user_id: ada.id, data: { work: 'drift', text: 'Billing' } }])
  }),
)

test(
  'the health of routing counts nothing of a conversation that is private, or in the bin',
  onDesk(async (desk) => {
    const { tx, ada, cleo, inboxes } = desk
    const { means, invoices } = await routed(desk)
    const all = await tx.db.selectFrom('conversation').select('id').where('inbox_id', '=', inboxes.support).where('subject', 'like', 'invoice%').orderBy('id').execute() // prettier-ignore
    const figures = async () => {
      const { routed: count, rules, drift } = await routingHealth(tx, await ada.actor(), means.raw, 7)
      return [count, rules.find((one) => one.ruleId === invoices.id)?.held ?? 0, drift.now]
    }
    const before = await figures()

    await setPrivacy(cleo, must(all[0], 'an invoice').id, [cleo.id])
    await deleteConversation(ada, must(all[1], 'another').id)

    expect(await figures()).toEqual(before.map((count) => count - 2))
  }),
)
