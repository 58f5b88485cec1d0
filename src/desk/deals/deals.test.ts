import { expect, test } from 'vitest'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import type { Id } from '../../kit/id.ts'
import { setPrivacy } from '../conversations/privacy.ts'
import { mendTallies } from '../conversations/tally.ts'
import { addTeam } from '../teams/teams.ts'

/** The stages that a desk begins with. */
const stage = { fresh: '9011', qualified: '9012', proposal: '9013', negotiation: '9014', won: '9015', lost: '9016' }

/** Everybody at the door, conversations of Dora's, and a clock that can be turned. */
async function open(desk: Desk) {
  const { tx, store, ada, ben, cleo, vera, dora } = desk
  const door = openWebDoor(store)
  const as = { ada: await door.signedIn(ada.id), ben: await door.signedIn(ben.id), cleo: await door.signedIn(cleo.id), vera: await door.signedIn(vera.id) } // prettier-ignore
  let number = 5000
  const conversation = async (inboxId: Id, subject = 'Kettle') => {
    const id = tx.mint()
    await tx.db.insertInto('conversation').values({ id, number: `${++number}`, inbox_id: inboxId, contact_id: dora.id, company_id: dora.companyId, subject, last_message_at: tx.now, created_at: tx.now }).execute() // prettier-ignore
    await mendTallies(tx)
    return id
  }
  const ask = async (who: keyof typeof as, method: string, path: string, body?: unknown) =>
    await door.ask(method, path, { as: as[who], ...(body !== undefined && { body }) })
  const add = async (more: object, who: keyof typeof as = 'ben') =>
    (await ask(who, 'POST', '/deals', { name: 'Kettles', ...more })).body
  const names = async (who: keyof typeof as, query = '') =>
    ((await ask(who, 'GET', `/deals${query}`)).body.deals as { name: string }[]).map((one) => one.name)
  return { ask, add, names, conversation }
}

test(
  'a deal lives: opened from a conversation, changed, moved from stage to stage, lost with a reason, and all of it is remembered',
  onDesk(async (desk) => {
    const { ask, add, conversation } = await open(desk)
    const { ben, dora, inboxes } = desk
    const from = await conversation(inboxes.support)
    const deal = await add({ name: ' 40 kettles ', conversationId: from, amount: 199_900, expectedOn: '2026-04-01' })
    const where = `/deals/${deal.id}`

    expect(deal).toMatchObject({ name: '40 kettles', stageId: stage.fresh, ownerId: ben.id, currency: 'EUR', probability: 10, company: { id: dora.companyId }, contacts: [{ id: dora.id, role: 'other' }], conversation: { id: from } }) // prettier-ignore
    expect((await ask('ben', 'PATCH', where, { ownProbability: 35, version: 1 })).body).toMatchObject({ probability: 35, version: 2 }) // prettier-ignore
    expect((await ask('ben', 'PATCH', where, { text: 'x', version: 1 })).body.code).toBe('deal-changed')
    expect((await ask('ben', 'PATCH', where, { currency: 'XXY' })).body.code).toBe('currency-unknown')
    expect((await ask('ben', 'PATCH', where, { amount: 19.5 })).status).toBe(400)
    await ask('ben', 'PUT', `${where}/stage`, { stageId: stage.proposal })
    const lost = (await ask('ben', 'PUT', `${where}/stage`, { stageId: stage.lost, lostReason: 'Price' })).body
    expect(lost).toMatchObject({ kind: 'lost', lostReason: 'Price', probability: 0, closedAt: expect.any(String) })
    const again = (await ask('ben', 'PUT', `${where}/stage`, { stageId: stage.proposal })).body
    expect(again).toMatchObject({ kind: 'open', lostReason: null, closedAt: null, probability: 35 })
    await ask('ben', 'DELETE', where)
    expect((await ask('ben', 'GET', where)).body.code).toBe('deal-missing')
    await ask('ben', 'POST', `${where}/restore`, {})
    const whole = (await ask('ben', 'GET', where)).body

    expect(whole.stays.map((one: { stage: string; leftAt: string | null }) => [one.stage, one.leftAt !== null])).toEqual([['New', true], ['Proposal', true], ['Lost', true], ['Proposal', false]]) // prettier-ignore
    expect(whole.conversations).toMatchObject([{ id: from, because: 'it was opened from there', confidence: 1 }])
    expect(whole.history.map((one: { name: string }) => one.name)).toEqual(['deal.opened', 'deal.changed', 'deal.moved', 'deal.moved', 'deal.moved', 'deal.deleted', 'deal.restored']) // prettier-ignore
  }),
)

test(
  'what came from a conversation is seen with that, what is of a team’s pipeline by the team, what is mine by me; the rest does not exist',
  onDesk(async (desk) => {
    const { ask, add, names, conversation } = await open(desk)
    const { ada, ben, cleo, inboxes, tx } = desk
    const [billing, support] = [await conversation(inboxes.billing), await conversation(inboxes.support)]
    const hidden = await add({ name: 'Billing’s', conversationId: billing, ownerId: null }, 'cleo')
    await add({ name: 'Support’s', conversationId: support, ownerId: null }, 'cleo')
    await add({ name: 'By hand', ownerId: null }, 'cleo')
    const team = await addTeam(ada, { name: 'Large', memberIds: [cleo.id] })
    const stages = [{ name: 'A', kind: 'open' }, { name: 'B', kind: 'won' }, { name: 'C', kind: 'lost' }] // prettier-ignore
    const large = (await ask('ada', 'POST', '/pipelines', { name: 'Large', teamId: team.id, stages })).body
    const theirs = await add({ name: 'Team’s', stageId: large.stages[0].id, ownerId: null }, 'cleo')

    expect((await names('ben')).toSorted()).toEqual(['By hand', 'Support’s'])
    expect((await names('cleo')).toSorted()).toEqual(['Billing’s', 'By hand', 'Support’s', 'Team’s'])
    expect((await names('ada')).toSorted()).toEqual(['Billing’s', 'By hand', 'Support’s', 'Team’s'])
    for (const { id } of [hidden, theirs])
      for (const [method, path, body] of [
        ['GET', ''],
        ['PATCH', '', { name: 'x' }],
        ['PUT', '/stage', { stageId: stage.won }],
        ['PUT', '/contacts', { contacts: [] }],
        ['DELETE', ''],
      ] as const)
        expect((await ask('ben', method, `/deals/${id}${path}`, body)).body.code).toBe('deal-missing')
    expect((await ask('ben', 'POST', '/deal-changes', { changes: [{ id: hidden.id, deleted: true }] })).status).toBe(404) // prettier-ignore
    expect((await ask('ben', 'POST', '/deals', { name: 'x', stageId: large.stages[0].id })).body.code).toBe('stage-missing') // prettier-ignore
    expect((await ask('ben', 'GET', `/pipelines/${large.id}/sums`)).body.code).toBe('pipeline-missing')
    expect((await ask('cleo', 'PATCH', `/deals/${hidden.id}`, { ownerId: ben.id })).body.code).toBe('owner-blind')
    expect((await ask('vera', 'POST', '/deals', { name: 'x' })).status).toBe(403)
    expect((await ask('ben', 'POST', '/pipelines', { name: 'Mine', stages })).status).toBe(403)

    const mine = await add({ name: 'Mine', conversationId: support })
    await setPrivacy(ada, support, [cleo.id])
    expect((await names('ben')).toSorted()).toEqual(['By hand', 'Mine'])
    expect((await ask('ben', 'GET', `/deals/${mine.id}`)).body).toMatchObject({ conversation: null, company: null, contacts: [], conversations: [] }) // prettier-ignore
    expect((await ask('ben', 'GET', '/pipelines/9001/sums')).body[0].count).toBe(2)
    expect(await tx.db.selectFrom('change').select('subject_id').where('name', '=', 'deal.opened').where('inbox_id', '=', inboxes.billing).execute()).toEqual([{ subject_id: billing }]) // prettier-ignore
  }),
)

test(
  'lists go by when a deal is expected or how long it rests, page after page, and columns say what they come to in each currency',
  onDesk(async (desk) => {
    const { ask, add, names } = await open(desk)
    await add({ name: 'none', ownerId: null })
    await add({ name: 'Later Kettles', expectedOn: '2026-06-01', amount: 10_000, tags: ['big'] })
    await add({ name: 'soon', expectedOn: '2026-03-05', amount: 5_000, stageId: stage.proposal })
    await add({ name: 'yen', amount: 300, currency: 'JPY', ownProbability: 50 })
    const won = await add({ name: 'won', amount: 700 })
    await ask('ben', 'PUT', `/deals/${won.id}/stage`, { stageId: stage.won })

    const first = (await ask('ben', 'GET', '/deals?limit=2')).body
    const second = (await ask('ben', 'GET', `/deals?limit=3&cursor=${first.next}`)).body
    const all = [...first.deals, ...second.deals].map((one: { name: string }) => one.name)
    expect([all, second.next]).toEqual([['soon', 'Later Kettles', 'none', 'yen'], null])
    expect(await names('ben', '?order=resting&stageId=9011')).toEqual(['none', 'Later Kettles', 'yen'])
    expect(await names('ben', '?state=won')).toEqual(['won'])
    expect(await names('ben', '?owner=nobody')).toEqual(['none'])
    expect(await names('ben', '?owner=me&stageId=9013')).toEqual(['soon'])
    expect(await names('ben', '?q=kett%20LAT')).toEqual(['Later Kettles'])
    expect(await names('ben', '?q=%27%29%3A%2A%20%26')).toEqual([])
    expect(await names('ben', '?tag=BIG')).toEqual(['Later Kettles'])
    expect(await names('ben', '?expectedBy=2026-03-31')).toEqual(['soon'])
    expect((await ask('ben', 'GET', '/deals?cursor=x')).body.code).toBe('bad-cursor')

    const sums = (await ask('ben', 'GET', '/pipelines/9001/sums')).body
    expect(sums[0]).toEqual({ stageId: stage.fresh, count: 3, isMore: false, stalled: 0, unknown: 1, sums: [{ currency: 'EUR', count: 1, amount: 10_000, weighted: 1_000 }, { currency: 'JPY', count: 1, amount: 300, weighted: 150 }] }) // prettier-ignore
    expect(sums[4]).toMatchObject({ stageId: stage.won, count: 1, sums: [{ amount: 700, weighted: 700 }] })
  }),
)

test(
  'many are moved at once, a full stage refuses, and what is taken back leaves no trace in how long a deal stayed where',
  onDesk(async (desk) => {
    const { ask, add } = await open(desk)
    const [one, two] = [await add({ name: 'One' }), await add({ name: 'Two' })]
    const [pipeline] = (await ask('ada', 'GET', '/pipelines')).body
    const stages = pipeline.stages.map((each: { id: Id }) => (each.id === stage.proposal ? { ...each, limit: 1, isHard: true } : each)) // prettier-ignore
    await ask('ada', 'PATCH', `/pipelines/${pipeline.id}`, { version: pipeline.version, stages })
    const send = async (changes: object[], takesBack = false) => (await ask('ben', 'POST', '/deal-changes', { changes, takesBack })).body // prettier-ignore
    const state = async () => await desk.tx.db.selectFrom('deal').select(['id', 'stage_id', 'owner_id', 'entered_at', 'closed_at', 'lost_reason', 'deleted_at']).orderBy('id').execute() // prettier-ignore
    const before = await state()

    expect((await send([one, two].map(({ id }) => ({ id, stageId: stage.proposal })))).code).toBe('stage-full')
    expect(await state()).toEqual(before)
    const moved = await send([{ id: one.id, stageId: stage.proposal }, { id: two.id, stageId: stage.lost, lostReason: 'Price', ownerId: desk.cleo.id }]) // prettier-ignore
    expect(moved.deals).toMatchObject([{ stageId: stage.proposal }, { kind: 'lost', ownerId: desk.cleo.id }])
    expect((await ask('ben', 'PUT', `/deals/${two.id}/stage`, { stageId: stage.proposal })).body.code).toBe('stage-full') // prettier-ignore
    await send(moved.before, true)

    expect(await state()).toEqual(before)
    expect(await desk.tx.db.selectFrom('deal_stay').select(['deal_id', 'stage_id', 'left_at']).orderBy('deal_id').execute()).toEqual([one, two].map(({ id }) => ({ deal_id: id, stage_id: stage.fresh, left_at: null }))) // prettier-ignore
  }),
)

test(
  'a stage with deals in it stays, keeps its kind, and a pipeline has one of each',
  onDesk(async (desk) => {
    const { ask, add } = await open(desk)
    await add({ name: 'x', stageId: stage.negotiation })
    const [pipeline] = (await ask('ada', 'GET', '/pipelines')).body
    const change = async (stages: object[]) =>
      (await ask('ada', 'PATCH', `/pipelines/${pipeline.id}`, { version: pipeline.version, stages })).body
    const but = (id: Id) => pipeline.stages.filter((one: { id: Id }) => one.id !== id)

    expect((await change(but(stage.negotiation))).code).toBe('stage-in-use')
    expect((await change(but(stage.won))).code).toBe('stage-kind-missing')
    expect((await change(pipeline.stages.map((one: { id: Id }) => (one.id === stage.fresh ? { ...one, kind: 'won' } : one)))).code).toBe('stage-kind') // prettier-ignore
    const changed = await change([{ name: 'Heard of', kind: 'open', probability: 5 }, ...but(stage.qualified)])
    expect(changed.stages.map((one: { name: string }) => one.name)).toEqual(['Heard of', 'New', 'Proposal', 'Negotiation', 'Won', 'Lost']) // prettier-ignore
    expect((await change([])).status).toBe(400)
    expect((await change(pipeline.stages)).code).toBe('pipeline-changed')
  }),
)

test(
  'people have roles, conversations a because, own fields their values, and a file for a spreadsheet holds no formula',
  onDesk(async (desk) => {
    const { ask, add, conversation, names } = await open(desk)
    const { dora, inboxes } = desk
    await ask('ada', 'POST', '/fields', { noun: 'deal', type: 'choice', name: 'Product', choices: [{ name: 'Kettle' }] }) // prettier-ignore
    await conversation(inboxes.support)
    const deal = await add({ name: '=HYPERLINK("x")', amount: 1_999, fields: { product: 'kettle' } })
    const where = `/deals/${deal.id}`
    const later = await conversation(inboxes.support, 'The contract')

    expect((await ask('ben', 'PATCH', where, { fields: { product: 'teapot' } })).body.code).toBe('field-wrong')
    expect((await ask('ben', 'PUT', `${where}/contacts`, { contacts: [{ contactId: dora.id, role: 'decider' }] })).body.contacts).toMatchObject([{ name: 'Dora', role: 'decider' }]) // prettier-ignore
    await ask('ben', 'PUT', `${where}/conversations/${later}`, {})
    expect((await ask('ben', 'GET', where)).body.conversations).toMatchObject([{ subject: 'The contract', because: 'said by hand', linkedById: desk.ben.id }]) // prettier-ignore
    expect(await names('ben', `?conversationId=${later}`)).toEqual([deal.name])
    expect(await names('ben', `?contactId=${dora.id}`)).toEqual([deal.name])
    await ask('ben', 'DELETE', `${where}/conversations/${later}`)
    expect(await names('ben', `?conversationId=${later}`)).toEqual([])
    const { body } = await ask('ben', 'GET', '/deal-export')
    const [line] = String(body).split('\r\n').filter((one) => one.includes('HYPERLINK')) // prettier-ignore
    expect(line).toContain(`"'=HYPERLINK(""x"")"`)
    expect(line).toMatch(/,19\.99,EUR,10,.*,kettle$/)
  }),
)

test(
  'a list is saved under a name: one’s own is nobody else’s, one for everybody needs the right',
  onDesk(async (desk) => {
    const { ask } = await open(desk)
    const save = async (who: 'ada' | 'ben', more: object) =>
      await ask(who, 'POST', '/deal-views', { name: 'Late', filters: { expectedBy: '2026-03-01' }, ...more })
    await save('ben', {})
    const shared = (await save('ada', { name: 'All', isShared: true })).body

    expect((await save('ben', { isShared: true })).status).toBe(403)
    expect((await ask('vera', 'GET', '/deal-views')).body).toMatchObject([{ name: 'All', mayChange: false }])
    expect((await ask('ben', 'GET', '/deal-views')).body).toMatchObject([{ name: 'All' }, { name: 'Late', filters: { state: 'open', expectedBy: '2026-03-01' } }]) // prettier-ignore
    expect((await ask('ben', 'DELETE', `/deal-views/${shared.id}`)).status).toBe(403)
  }),
)

test(
  'a closed deal that was opened again by mistake is closed as long ago as before',
  onDesk(async (desk) => {
    const { ask, add } = await open(desk)
    const deal = await add({ stageId: stage.won })
    const at = new Date('2026-01-10T09:00:00Z')
    await desk.tx.db.updateTable('deal').set({ entered_at: at, closed_at: at }).where('id', '=', deal.id).execute()
    await desk.tx.db.updateTable('deal_stay').set({ entered_at: at }).where('deal_id', '=', deal.id).execute()

    const { before } = (await ask('ben', 'POST', '/deal-changes', { changes: [{ id: deal.id, stageId: stage.lost }] })).body // prettier-ignore
    await ask('ben', 'POST', '/deal-changes', { changes: before, takesBack: true })

    expect((await ask('ben', 'GET', `/deals/${deal.id}`)).body).toMatchObject({ kind: 'won', closedAt: at.toISOString(), enteredAt: at.toISOString() }) // prettier-ignore
  }),
)
