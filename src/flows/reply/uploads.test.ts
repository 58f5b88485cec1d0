import { expect, test } from 'vitest'
import { withLetter, words } from '../../../test/answering.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { createToken } from '../../desk/users/tokens.ts'
import { Problem } from '../../kit/problem.ts'

async function openUploads(desk: Desk, demandRoom = () => undefined as void) {
  const { ada, inboxes } = desk
  const { means, conversation } = await withLetter(desk)
  const door = openWebDoor(desk.store, {}, { ...means, space: { demandRoom } })
  const token = async (given: { isDesks: boolean; isBound?: boolean }) => {
    const asked = { name: 'x', scopes: ['*'], inboxIds: given.isBound ? [inboxes.support] : null, days: 1 }
    const { secret } = await createToken(ada, await ada.actor(), { ...asked, isDesks: given.isDesks })
    return `Bearer ${secret}`
  }
  const upload = (as: string) =>
    door.ask('POST', '/uploads?name=a.txt', { as, body: 'bytes', headers: { 'content-type': 'text/plain' } })
  const send = async (as: string, id: string) => {
    const { version } = (await door.ask('GET', `/conversations/${conversation.id}`, { as })).body
    const body = { ...words, version, uploadIds: [id] }
    return await door.ask('POST', `/conversations/${conversation.id}/replies`, { as, body })
  }
  return { door, token, upload, send }
}

const missing = { status: 400, body: { code: 'upload-missing' } }

test(
  'an upload of a token of the desk is for that very token, also when its message is called back',
  onDesk(async (desk) => {
    const { door, token, upload, send } = await openUploads(desk)
    const [one, other] = [await token({ isDesks: true }), await token({ isDesks: true })]
    const { id } = (await upload(one)).body

    expect(await send(other, id)).toMatchObject(missing)
    const sent = await send(one, id)
    expect(sent.status).toBe(201)
    const back = await door.ask('DELETE', `/outbox/${sent.body.message.outboxId}`, { as: one })
    expect(back.body.uploads).toHaveLength(1)
    expect(await send(other, id)).toMatchObject(missing)
    expect((await send(one, id)).status).toBe(201)
  }),
)

test(
  'a token for some inboxes takes no upload of its person; one for all is the person',
  onDesk(async (desk) => {
    const { door, token, upload, send } = await openUploads(desk)
    const [bound, free] = [await token({ isDesks: false, isBound: true }), await token({ isDesks: false })]
    const { id } = (await upload(await door.signedIn(desk.ada.id))).body

    expect(await send(bound, id)).toMatchObject(missing)
    expect((await send(free, id)).status).toBe(201)
    expect((await send(bound, (await upload(bound)).body.id)).status).toBe(201)
  }),
)

test(
  'nothing is uploaded while the disk has no more than its reserve',
  onDesk(async (desk) => {
    const { door, upload } = await openUploads(desk, () => {
      throw new Problem('busy', 'disk-full', 'The disk is nearly full.')
    })

    expect(await upload(await door.signedIn(desk.ben.id))).toMatchObject({ status: 503, body: { code: 'disk-full' } })
    expect(await desk.tx.db.selectFrom('upload').select('id').execute()).toEqual([])
  }),
)
