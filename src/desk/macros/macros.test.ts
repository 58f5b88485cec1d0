import { expect, test } from 'vitest'
import { onDesk, type Desk, type Person } from '../../../test/desk.ts'
import type { Id } from '../../kit/id.ts'
import { addField as addFieldRoute } from '../fields/fields.api.ts'
import { addField } from '../fields/fields.ts'
import { applyCode, exportCode } from '../rules/apply.ts'
import { loadNames } from '../rules/names.ts'
import { addRule, deleteRule } from '../rules/rules.ts'
import { actionTold } from '../rules/told.ts'
import { addTeam } from '../teams/teams.ts'
import { textOf } from './body.ts'
import { fillFor } from './filling.ts'
import { addFolder, changeFolder, deleteFolder, listFolders } from './folders.ts'
import { MacroBody } from './body.api.ts'
import type { WantedMacro } from './macros.api.ts'
import * as macros from './macros.ts'

const body = (...paragraphs: string[]): MacroBody => ({
  type: 'doc',
  content: paragraphs.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
})

const wanted = (part: Partial<WantedMacro> = {}): WantedMacro => ({
  title: 'Refund',
  folderId: null,
  isPersonal: false,
  teamId: null,
  inboxIds: [],
  variants: [{ language: 'en', body: body('Dear {{contact.firstName|customer}},', 'Your money is on its way.') }],
  actions: [],
  ...part,
})

const add = async (who: Person, part: Partial<WantedMacro> = {}) =>
  await macros.addMacro(who, await who.actor(), wanted(part))
const titlesFor = async (who: Person) =>
  (await macros.listMacros(who, await who.actor(), 'inUse')).map(({ title }) => title)

async function conversation(
  { tx, dora, inboxes }: Desk,
  part: { language?: string; fields?: string } = {},
): Promise<Id> {
  const id = tx.mint()
  const row = { id, number: '1042', inbox_id: inboxes.support, contact_id: dora.id, subject: 'Where is it', ...part }
  await tx.db
    .insertInto('conversation')
    .values({ ...row, last_message_at: tx.now, created_at: tx.now })
    .execute()
  return id
}

test(
  'whose it is decides who is offered it: everybody, a team, one inbox, or one person alone',
  onDesk(async ({ ada, ben, cleo, inboxes }) => {
    const team = await addTeam(ada, { name: 'Night', memberIds: [cleo.id] })
    await add(ada, { title: 'for all' })
    await add(ada, { title: 'for billing', inboxIds: [inboxes.billing] })
    await add(ada, { title: 'for the night', teamId: team.id })
    await add(ben, { title: 'for Ben', isPersonal: true })

    expect(await titlesFor(ada)).toEqual(['for all', 'for billing', 'for the night'])
    expect(await titlesFor(ben)).toEqual(['for all', 'for Ben'])
    expect(await titlesFor(cleo)).toEqual(['for all', 'for billing', 'for the night'])
  }),
)

test(
  'without the right to write for others one writes for oneself, and what one does not see does not exist',
  onDesk(async ({ ada, ben, cleo }) => {
    const shared = await add(ada)
    const own = await add(ben, { isPersonal: true })

    await expect(add(ben)).rejects.toMatchObject({ kind: 'denied', code: 'macro-not-yours' })
    await expect(macros.archiveMacro(ben, await ben.actor(), shared.id)).rejects.toMatchObject({ kind: 'denied' })
    await expect(macros.readMacro(ada, await ada.actor(), own.id)).rejects.toMatchObject({ kind: 'missing' })
    await expect(macros.changeMacro(cleo, await cleo.actor(), { ...wanted(), id: own.id, version: 1 })).rejects.toMatchObject({ kind: 'missing' }) // prettier-ignore
  }),
)

test(
  'what is wrong with it is refused with its place',
  onDesk(async ({ ada }) => {
    const refusal = async (part: Partial<WantedMacro>) =>
      await add(ada, part).then(
        () => null,
        (problem: { code: string; detail: { where?: string } }) => [problem.code, problem.detail.where],
      )
    const nl = { language: 'nl', body: body('Beste {{contact.voornaam}},') }

    expect(await refusal({ variants: [...wanted().variants, nl] })).toEqual(['variable-unknown', 'variants.1.body'])
    expect(await refusal({ variants: [{ language: 'en', body: body(' ') }] })).toEqual([
      'macro-empty',
      'variants.0.body',
    ])
    expect(await refusal({ actions: [{ do: 'setCategory', categoryId: '17' }] })).toEqual(['category-missing', 'actions.0.categoryId']) // prettier-ignore
    expect(await refusal({ folderId: '17' })).toEqual(['folder-missing', 'folderId'])
  }),
)

test(
  'it keeps how it was, and whoever looked at an older one is told',
  onDesk(async ({ ada, history }) => {
    const actor = await ada.actor()
    const { id } = await add(ada)
    await macros.changeMacro(ada, actor, { ...wanted({ title: 'Refunds' }), id, version: 1 })

    await expect(macros.changeMacro(ada, actor, { ...wanted(), id, version: 1 })).rejects.toMatchObject({
      code: 'macro-changed',
    })
    const versions = await macros.macroVersions(ada, actor, id)
    expect(versions.map(({ version, title, by }) => [version, title, by])).toEqual([
      [2, 'Refunds', ada.id],
      [1, 'Refund', ada.id],
    ])
    await macros.archiveMacro(ada, actor, id)
    expect(await titlesFor(ada)).toEqual([])
    expect((await macros.restoreMacro(ada, actor, id)).title).toBe('Refunds')
    const names = (await history(id)).map(({ name }) => name)
    expect(names).toEqual(['macro.added', 'macro.changed', 'macro.archived', 'macro.restored'])
  }),
)

test(
  'what somebody wrote for themselves stays theirs when they share it, and of many long versions the newest are shown',
  onDesk(async ({ ada, cleo }) => {
    const actor = await ada.actor()
    const { id } = await add(ada, { title: 'What I think', isPersonal: true })
    await macros.changeMacro(ada, actor, { ...wanted({ title: 'Sorry' }), id, version: 1 })
    const titles = async (asker: typeof ada) => (await macros.macroVersions(asker, await asker.actor(), id)).map(({ title }) => title) // prettier-ignore

    expect(await titles(cleo)).toEqual(['Sorry'])
    const long = { type: 'paragraph' as const, content: [{ type: 'text' as const, text: 'x'.repeat(20_000) }] }
    const languages = Array.from('abcdefghijklmnopqrst').map((letter) => `a${letter}`)
    const variants = languages.map((language) => ({ language, body: { type: 'doc' as const, content: [long] } }))
    for (let version = 2; version < 12; version++)
      await macros.changeMacro(ada, actor, { ...wanted({ title: `${version}`, variants }), id, version })
    expect(await titles(cleo)).toEqual(['11', '10', '9', '8', '7'])
  }),
)

test(
  'it is not archived while a rule uses it, and a rule uses none that is not for its inbox',
  onDesk(async ({ ada, inboxes }) => {
    const { id } = await add(ada, { inboxIds: [inboxes.billing] })
    const rule = { name: 'Thanks', occasion: 'message.received' as const, condition: { all: [] }, isEnabled: true }
    const actions = [{ do: 'macro' as const, macroId: id, use: 'both' as const }]

    await expect(addRule(ada, { ...rule, actions, inboxId: inboxes.support })).rejects.toMatchObject({ code: 'macro-elsewhere' }) // prettier-ignore
    await expect(addRule(ada, { ...rule, actions, inboxId: null })).rejects.toMatchObject({ code: 'macro-elsewhere' })
    const added = await addRule(ada, { ...rule, actions, inboxId: inboxes.billing })
    await expect(macros.archiveMacro(ada, await ada.actor(), id)).rejects.toMatchObject({ code: 'macro-in-use' })
    await expect(macros.changeMacro(ada, await ada.actor(), { ...wanted({ isPersonal: true }), id, version: 1 })).rejects.toMatchObject({ code: 'macro-in-use' }) // prettier-ignore
    await deleteRule(ada, added.id)
    await macros.archiveMacro(ada, await ada.actor(), id)
    await expect(addRule(ada, { ...rule, actions, inboxId: inboxes.billing })).rejects.toMatchObject({ code: 'macro-missing' }) // prettier-ignore
  }),
)

test(
  'in a file of rules it has its name, and the back-test says which one',
  onDesk(async ({ ada }) => {
    const actor = await ada.actor()
    const { id } = await add(ada)
    const action = { do: 'macro' as const, macroId: id, use: 'reply' as const }
    await addRule(ada, { name: 'Thanks', inboxId: null, occasion: 'message.received', condition: { all: [] }, actions: [action], isEnabled: true }) // prettier-ignore

    const code = await exportCode(ada, actor, undefined)
    const again = await applyCode(ada, actor, { code, inboxId: null, isDry: true, base: undefined, note: '' })

    expect(code).toContain('{ do: macro, macro: Refund, use: reply }')
    expect(again.differences).toEqual([])
    expect(actionTold(action, await loadNames(ada))).toBe('macro “Refund” reply')
  }),
)

test(
  'it speaks the customer’s language where it can, and a hostile name stays a name',
  onDesk(async (desk) => {
    const { ben, tx, dora } = desk
    await tx.db.updateTable('contact').set({ name: '<b>Dora</b>\n{{user.email}}' }).where('id', '=', dora.id).execute()
    const variants = [
      { language: 'en', body: body('Dear {{contact.name}}, #{{conversation.number}} of {{company.name|you}}') },
      { language: 'nl', body: body('Beste {{contact.firstName}}, {{user.firstName}} van {{inbox.name}}') },
    ]
    const filled = async (language: string) =>
      await fillFor(ben, await ben.actor(), variants, { conversationId: await conversation(desk, { language }) })

    const english = await filled('az')
    expect(english).toMatchObject({ language: 'en', unfilled: [] })
    // As text, which the editor shows as text: never markup, never a place.
    expect(english.text).toBe('Dear <b>Dora</b> { {user.email} }, #1042 of Acme')
    expect((await filled('nl-BE')).text).toBe('Beste <b>Dora</b>, Ben van Support')
  }),
)

test(
  'a field of the desk’s own is a variable, in words and in the reader’s numbers',
  onDesk(async (desk) => {
    const { ada, ben, tx, dora } = desk
    const choices = [{ key: 'gold', name: 'Gold' }]
    await addField(ada, await ada.actor(), addFieldRoute.input.parse({ noun: 'contact', key: 'tier', name: 'Tier', type: 'choice', choices })) // prettier-ignore
    await addField(ada, await ada.actor(), addFieldRoute.input.parse({ noun: 'conversation', key: 'weight', name: 'Weight', type: 'number', unit: 'kg' })) // prettier-ignore
    await tx.db.updateTable('contact').set({ fields: '{"tier":"gold"}' }).where('id', '=', dora.id).execute()
    const conversationId = await conversation(desk, { fields: '{"weight":1234.5}' })
    const variants = [
      { language: 'nl', body: body('{{contact.tier}}: {{conversation.weight}}, {{company.plan|geen}}') },
    ]

    const filled = await fillFor(ben, await ben.actor(), variants, { conversationId })

    expect(filled.text).toBe('Gold: 1.234,5 kg, geen')
    await add(ada, { variants: [{ language: 'en', body: body('{{contact.tier}}') }] })
    await expect(add(ada, { variants: [{ language: 'en', body: body('{{contact.tyre}}') }] })).rejects.toMatchObject({
      message: expect.stringContaining('Did you mean {{contact.tier}}?'),
    })
  }),
)

test(
  'a copy is one’s own, and belongs to whoever made it',
  onDesk(async ({ ada, ben }) => {
    const { id } = await add(ada)

    const copy = await macros.duplicateMacro(ben, await ben.actor(), id, { isPersonal: true })

    expect(copy).toMatchObject({ title: 'Refund (2)', ownerId: ben.id, mayWrite: true, version: 1 })
    expect(await titlesFor(ada)).toEqual(['Refund'])
  }),
)

test(
  'folders are a tree that never bites its tail, and what lies in one that goes lies above',
  onDesk(async ({ ada, ben }) => {
    const actor = await ada.actor()
    const orders = await addFolder(ada, actor, { name: 'Orders', parentId: null, isPersonal: false })
    const late = await addFolder(ada, actor, { name: 'Late', parentId: orders.id, isPersonal: false })
    const { id } = await add(ada, { folderId: late.id })

    await expect(changeFolder(ada, actor, orders.id, { parentId: late.id })).rejects.toMatchObject({ code: 'folder-in-itself' }) // prettier-ignore
    await expect(addFolder(ada, actor, { name: 'orders', parentId: null, isPersonal: false })).rejects.toMatchObject({ code: 'folder-exists' }) // prettier-ignore
    await expect(addFolder(ben, await ben.actor(), { name: 'X', parentId: null, isPersonal: false })).rejects.toMatchObject({ kind: 'denied' }) // prettier-ignore
    await expect(add(ben, { isPersonal: true, folderId: late.id })).rejects.toMatchObject({ code: 'folder-missing' })
    await deleteFolder(ada, actor, late.id)

    expect((await macros.readMacro(ada, actor, id)).folderId).toBe(orders.id)
    expect(await listFolders(ben, await ben.actor())).toEqual([{ ...orders, isOwn: false }])
    await addFolder(ada, actor, { name: 'Orders', parentId: orders.id, isPersonal: false })
    const upper = await addFolder(ada, actor, { name: 'Upper', parentId: null, isPersonal: false })
    await changeFolder(ada, actor, orders.id, { parentId: upper.id })
    await addFolder(ada, actor, { name: 'Orders', parentId: null, isPersonal: false })
    await deleteFolder(ada, actor, upper.id)
    await expect(addFolder(ada, actor, { name: 'Other', parentId: orders.id, isPersonal: false })).resolves.toMatchObject({ name: 'Other' }) // prettier-ignore
    const [other] = (await listFolders(ada, actor)).filter((one) => one.name === 'Other')
    expect((await changeFolder(ada, actor, other?.id ?? '', { name: 'Others' })).name).toBe('Others')
  }),
)

test('its words are a tree of known nodes: links lead outside, and nothing is nested without end', () => {
  const link = (href: string): unknown => ({
    type: 'doc',
    content: [
      { type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href } }] }] },
    ],
  })
  let deep: unknown = { type: 'paragraph' }
  for (let at = 0; at < 5_000; at++) deep = { type: 'blockquote', content: [deep] }

  expect(MacroBody.safeParse(link('https://shop.example/')).success).toBe(true)
  expect(MacroBody.safeParse(link('javascript:alert(1)')).success).toBe(false)
  expect(MacroBody.safeParse({ type: 'doc', content: [{ type: 'script', content: [] }] }).success).toBe(false)
  expect(MacroBody.safeParse({ type: 'doc', content: [deep] }).success).toBe(false)
})

test('without formatting it reads as a mail program would show it', () => {
  const item = (text: string) => ({ type: 'listItem' as const, content: body(text).content })
  const list: MacroBody = {
    type: 'doc',
    content: [...body('We need:').content, { type: 'bulletList', content: [item('a photo'), item('the number')] }],
  }

  expect(textOf(list)).toBe('We need:\n\n- a photo\n- the number')
})
