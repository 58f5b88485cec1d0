// What rules may not: send where nobody allowed it, be kept waiting by strangers, tell of what their writers do not see.
import { expect, test } from 'vitest'
import { receive } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { allow, common, running } from '../../../test/running.ts'
import { setPrivacy } from '../../desk/conversations/privacy.ts'
import { changeOutlets } from '../../desk/rules/outlets.ts'
import type { WantedRule } from '../../desk/rules/rules.api.ts'
import { addRule } from '../../desk/rules/rules.ts'
import { must } from '../../kit/must.ts'
import type { Job } from '../../store/jobs/claim.ts'
import type { OutsideHandler } from '../../store/jobs/worker.ts'
import { dueJob } from './courses.ts'
import { triageHandlers } from './handler.ts'
import { triage } from './triage.ts'
import { webhookJob } from './webhook.ts'

const waiting: WantedRule = {
  ...common,
  name: 'Late',
  condition: { field: 'status', operator: 'is', value: 'open' },
  after: { minutes: 240, counts: 'calendar', unless: ['customerWrites'] },
  actions: [{ do: 'addTags', tags: ['late'] }],
}

test(
  'where rules may send is said by an administrator: what is not there is refused with its place, and calls that wait no longer leave',
  onDesk(async (desk) => {
    const { letter, jobs, means, because } = running(desk)
    const asked: string[] = []
    const post = async ({ url }: { url: string }) => ({ status: asked.push(url) && 204 })
    const handler = must(triageHandlers(means, { calendars: new Map(), post })[webhookJob], 'it') as OutsideHandler
    const saying = (...actions: WantedRule['actions']) => addRule(desk.ada, { ...common, name: 'Out', actions })
    const hook = (url: string) => ({ do: 'webhook' as const, url, isWithText: true })
    const to = (address: string) => ({ do: 'forward' as const, to: address, text: '' })
    await expect(changeOutlets(desk.ada, { forwardTo: [], webhookTo: ['shop.example', '.com'] })).rejects.toMatchObject({ code: 'outlet-unfit', detail: { where: 'webhookTo.1' } }) // prettier-ignore
    await allow(desk, ['people.example'], ['Hooks.shop.example', '.partner.example'])

    for (const url of ['https://shop.example/', 'https://partner.example/', 'https://evilpartner.example/', 'https://hooks.shop.example.evil.example/', 'https://hooks.shop.example@evil.example/', 'https://hooks.shop.example./']) // prettier-ignore
      await expect(saying({ do: 'stop' }, hook(url)), url).rejects.toMatchObject({ code: 'webhook-beyond', detail: { where: 'actions.1.url' } }) // prettier-ignore
    // Every domain that is allowed still gives nobody here what they do not see.
    for (const address of ['ben@people.example', 'Ben+x@People.example'])
      await expect(saying(to(address))).rejects.toMatchObject({ code: 'forward-blind', detail: { where: 'actions.0.to', name: 'Ben', inbox: 'Billing' } }) // prettier-ignore
    await saying(to('ada@people.example'))
    await saying(hook('https://hooks.shop.example/a'), hook('https://eu.partner.example/b'))
    const { conversationId } = await letter('A matter')
    const [first, second] = await jobs(webhookJob)
    const run = (job: Job | undefined) => handler.runOutside(desk.store, { ...must(job, 'a job'), attempts: 1, serialKey: null }) // prettier-ignore
    await run(first as Job | undefined)
    await allow(desk, [])
    await expect(run(second as Job | undefined)).rejects.toMatchObject({ code: 'webhook-beyond' })
    expect(asked).toEqual(['https://hooks.shop.example/a'])
    expect(await desk.history(conversationId)).toContainEqual(expect.objectContaining({ name: 'webhook.failed' }))
    expect(await because((await letter('Another')).conversationId)).toContain('hooks.shop.example not told: an administrator has not allowed it') // prettier-ignore
  }),
)

test(
  'a stranger’s mail neither ends a wait for the customer nor begins it anew',
  onDesk(async (desk) => {
    const { at, letter, work, tags, means } = running(desk)
    await addRule(desk.ada, waiting)
    const { conversationId } = await letter('Mine', desk.tx, [], { messageId: 'mine@acme.example' })
    const eve = {
      from: 'Eve <eve@evil.example>',
      inReplyTo: 'mine@acme.example',
      text: 'Mine too',
      subject: 'Re: Mine',
    }
    await receive(at(2), means, { ...eve, messageId: 'eve@evil.example' })
    const { id: messageId } = await desk.tx.db.selectFrom('message').select('id').where('is_stranger', 'is', true).executeTakeFirstOrThrow() // prettier-ignore
    await triage(at(2), [{ conversationId, messageId, occasion: 'message.received' }], { ...means, queueAutomatic: async () => undefined }) // prettier-ignore

    expect(await work(dueJob, at(4))).toBe(1)

    expect(await tags(conversationId)).toEqual(['late'])
  }),
)

test(
  'a rule of one inbox counts and knows only what came there, however much is said elsewhere or in private',
  onDesk(async (desk) => {
    const { letter, tags, means } = running(desk)
    const { tx, ada, inboxes } = desk
    const tests: Record<string, WantedRule['condition']> = {
      first: { field: 'contact', operator: 'isFirstMail' },
      known: { field: 'contact', operator: 'isKnown' },
      twice: { field: 'mailsOfSender', operator: 'atLeast', value: 2, withinHours: 24 },
    }
    for (const [tag, condition] of Object.entries(tests))
      for (const [prefix, inboxId] of [['here', inboxes.support], ['any', null]] as const)
        await addRule(ada, { ...common, inboxId, name: `${prefix} ${tag}`, condition, actions: [{ do: 'addTags', tags: [`${prefix} ${tag}`] }] }) // prettier-ignore
    await tx.db
      .updateTable('contact')
      .set({ created_at: new Date(0) })
      .execute()
    await receive(tx, means, { to: 'billing@desk.example', subject: 'Elsewhere' })
    await receive(tx, means, { subject: 'In private' })
    const secret = await tx.db.selectFrom('conversation').select('id').where('subject', '=', 'In private').executeTakeFirstOrThrow() // prettier-ignore
    await setPrivacy(ada, secret.id, [ada.id])

    const one = await letter('One')
    const two = await letter('Two')

    expect((await tags(one.conversationId)).toSorted()).toEqual(['any known', 'any twice', 'here first'])
    expect((await tags(two.conversationId)).toSorted()).toEqual(['any known', 'any twice', 'here known', 'here twice'])
  }),
)
