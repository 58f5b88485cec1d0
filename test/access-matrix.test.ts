// The generated authorization matrix: every route, asked by everybody, about every state a conversation can be in. Whatever the
// answer is, it must hold nothing of what its asker may not see; what they may not see answers as what does not exist.
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { allAnswers, type Means } from '../src/doors/http/answers.ts'
import { ViewName } from '../src/desk/conversations/conversations.api.ts'
import { addMailbox } from '../src/desk/mailboxes/mailboxes.ts'
import { createAccepting } from '../src/flows/intake/accept.ts'
import { must } from '../src/kit/must.ts'
import type { Route } from '../src/kit/route.ts'
import type { Tx } from '../src/store/tx.ts'
import { said } from './access-said.ts'
import { createWorld, type Asker, type Thing } from './access-world.ts'
import { onDatabase } from './database.ts'
import { joinedStore } from './desk.ts'
import { testMeans } from './arrivals.ts'
import { openWebDoor, type Answered, type Request, type WebDoor } from './web-door.ts'

const routes = allAnswers({} as Means).map((one) => one.route)
const ABSENT = '4611686018427387904'

/** Answers to somebody who sees the thing that are no success: the thing is not in the state for it, or it is not a person who asks. */
const otherwise = new Set([
  'not-logged',
  'offer-missing',
  'not-merged',
  'not-split',
  'cannot-split',
  'message-missing',
  'cannot-merge',
  'merge-private',
  'secret-missing',
  'image-missing',
  'merge-across-inboxes',
  'note-missing',
  'not-a-person',
  'not-yours',
  'not-failed',
  'too-late',
  'conversation-changed',
  'more-rights',
  'view-missing',
  'task-item-missing',
  'checklist-changed',
  'not-asked',
  'own-approval',
  'approver-blind',
  'merge-itself',
  'relates-to-itself',
])

interface Asked {
  path: string
  request: Request
  sent: string
}

function asksOf(route: Route, thing: Thing, ids: Partial<Thing['ids']> = {}): Asked[] {
  const given = { ...thing.ids, ...ids }
  const path = route.path.replace(/:(\w+)/g, (_all, name: string) => {
    if (name === 'address') return `${thing.word}@acme.example`
    if (name === 'noun') return 'contact'
    if (name !== 'id') return given[name.replace(/Id$/, '') as keyof Thing['ids']] ?? '17'
    if (route.path.startsWith('/conversations')) return given.conversation
    if (route.path.startsWith('/contacts') || route.path.startsWith('/timeline')) return given.contact
    if (route.path.startsWith('/companies')) return given.company
    if (route.path.startsWith('/outbox')) return given.outbox
    if (route.path.startsWith('/tasks')) return given.task
    if (route.path.startsWith('/deals')) return given.deal
    if (route.path.startsWith('/pipelines')) return '9001'
    if (route.path.startsWith('/jobs')) return given.job
    if (route.path.startsWith('/inboxes')) return given.inbox
    return '17'
  })
  const bodyless = route.method === 'GET' || route.method === 'DELETE'
  const body = route.consumes ? 'x' : (said[route.name]?.(thing) ?? {})
  const headers = route.consumes ? { 'content-type': route.consumes.replace('*/*', 'text/plain') } : undefined
  const request = bodyless ? {} : { body, ...(headers && { headers }) }
  return queriesOf(route, thing).map((query) => ({
    path: path + query,
    request,
    sent: `${path}${query} ${bodyless ? '' : JSON.stringify(body)}`,
  }))
}

function queriesOf({ name, method, consumes }: Route, { state, word, number, ids }: Thing): string[] {
  if (name === 'listContacts' || name === 'listCompanies') return ['', `?q=${word}`]
  if (name === 'listTasks')
    return [
      '?whose=all',
      `?conversationId=${ids.conversation}`,
      `?contactId=${ids.contact}`,
      '?whose=nobody&state=undated',
    ]
  if (name === 'listDeals' || name === 'exportDeals')
    return ['', `?q=${word}`, `?conversationId=${ids.conversation}`, `?contactId=${ids.contact}`]
  if (name === 'listEnrolments') return [`?contactId=${ids.contact}`, `?dealId=${ids.deal}`, '?sequenceId=17']
  if (name === 'simulateAssignment') return ['?weeks=1']
  if (name === 'listFigureCases') return ['?figure=received', '?figure=backlog']
  if (name === 'exportFigures') return ['?what=cases', '?what=figures&groupBy=tag']
  if (name === 'uploadFile') return ['?name=x']
  if (name === 'deliverMail' || consumes || method !== 'GET') return ['']
  if (name !== 'listConversations' && name !== 'countFacets') return ['']
  const filters = [
    `q=${word}`,
    `q=%23${number}`,
    `q="${word}%20text"`,
    `inboxId=${ids.inbox}`,
    `contactId=${ids.contact}`,
    `q=from:${word}@acme.example%20is:open,held`,
    `q=inbox:%23${ids.inbox}`,
    `q=-has:note%20tag:${word}-tag`,
  ]
  const inAll = [...filters, `tag=${word}-tag`].map((filter) => `?view=all&${filter}`)
  const views = state === 'open' ? ViewName.options.map((view) => `?view=${view}`) : [] // the same whichever is asked about
  return [...views, `?q=${word}`, ...inAll]
}

/** What of things that the asker may not see is in the answer and was not in the question. */
function leaked(answer: Answered, asker: Asker, things: Thing[], sent: string): string[] {
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  const headers = JSON.stringify([...answer.headers])
  return things
    .filter((one) => !asker.sees.includes(one.state))
    .flatMap(({ word, number, ids: { inbox: _ofMany, job: _ofTheDesk, ...ids } }) => [
      word,
      number,
      ...Object.values(ids),
    ])
    .filter((mark) => (names(text, mark) || names(headers, mark)) && !sent.includes(mark))
}

/** A number inside a longer one is another number: ids are minted as it comes. */
function names(text: string, mark: string): boolean {
  return /^\d+$/.test(mark) ? new RegExp(`(?<!\\d)${mark}(?!\\d)`).test(text) : text.includes(mark)
}

/** A glass is there to be broken; and whoever sees every inbox knows all words that tags have been, also those in the bin. */
const isByDesign = (route: Route, thing: Thing) => route.name === 'breakGlass' && thing.state === 'private'
const isOfTheDesk = (route: Route, mark: string) => route.name === 'listTags' && mark === 'canarybinned'

/** Where the question differs from thing to thing. */
const isOfMany = (route: Route) =>
  isAboutThing(route) ||
  route.name in said ||
  /^(list(Conversations|Contacts|Companies|Tasks|Deals)|countFacets)$/.test(route.name)
const isAboutThing = (route: Route) =>
  /^\/(conversations|outbox|contacts|companies|tasks|deals|timeline\/:noun)\/:id/.test(route.path)

/** The answer without what differs from request to request. */
const plain = ({ status, body }: Answered) => {
  const { requestId: _, id: __, ...rest } = (body ?? {}) as Record<string, unknown>
  return JSON.stringify({ status, ...rest }).replace(/\d{7,}/g, '#')
}

/** What a GET did is undone by the door of the tests itself. */
async function inCell<T>(tx: Tx, route: Route, body: () => Promise<T>): Promise<T> {
  if (route.method === 'GET') return await body()
  await sql`savepoint cell`.execute(tx.db)
  try {
    return await body()
  } finally {
    await sql`rollback to savepoint cell`.execute(tx.db)
  }
}

async function stateOf(tx: Tx, { ids }: Thing): Promise<unknown> {
  const { rows } = await sql`select c.*, o.state as outbox_state, k.name as contact_name, k.phone,
    (select count(*) from note where conversation_id = c.id and deleted_at is null) as notes, (select count(*) from message where conversation_id = c.id) as messages,
    (select to_jsonb(t) from task t where t.id = ${ids.task}) as task,
    (select count(*) from conversation_member where conversation_id = c.id) as members, (select count(*) from upload where id = ${ids.upload}) as uploads,
    (select row(d.version, d.send_at, d.approval_state, d.sent_at)::text from draft d where d.conversation_id = c.id and d.id = ${ids.draft}) as draft, (select to_jsonb(d) from deal d where d.id = ${ids.deal}) as deal
    from conversation c, outbox o, contact k where c.id = ${ids.conversation} and o.id = ${ids.outbox} and k.id = ${ids.contact}`.execute(
    tx.db,
  )
  return rows
}

interface Matrix {
  tx: Tx
  door: WebDoor
  things: Thing[]
  askers: { asker: Asker; as: string | undefined }[]
}

function onMatrix(body: (matrix: Matrix) => Promise<void>): () => Promise<void> {
  return onDatabase(async (tx) => {
    const means = testMeans(joinedStore(tx))
    const world = await createWorld(tx, means)
    const accepting = createAccepting(means, () => undefined)
    const door = openWebDoor(means.store, { tokenRate: 1_000_000 }, { ...means, accepting })
    const askers = []
    for (const asker of world.askers) {
      const cookie = asker.userId === null ? undefined : await door.signedIn(asker.userId)
      askers.push({ asker, as: asker.bearer ?? cookie })
    }
    await body({ tx, door, things: world.things, askers })
  })
}

test(
  'no answer of any route holds anything of a conversation that its asker may not see, and what is not to be seen is as if it were not',
  onMatrix(async ({ tx, door, things, askers }) => {
    const wrong: string[] = []
    let cells = 0
    const open = things[0] as Thing
    const before = new Map<Thing, string>()
    for (const thing of things) before.set(thing, JSON.stringify(await stateOf(tx, thing)))
    for (const { asker, as } of askers)
      for (const route of routes) {
        const absent = isAboutThing(route) ? await inCell(tx, route, () => askFirst(door, route, open, as, true)) : null
        for (const thing of isOfMany(route) ? things : [open]) {
          const isSeen = asker.sees.includes(thing.state)
          for (const { path, request, sent } of asksOf(route, thing)) {
            cells++
            if (isByDesign(route, thing) && asker.permissions.has(route.may)) continue
            await inCell(tx, route, async () => {
              const answer = await door.ask(route.method, path, { ...request, ...(as && { as }) })
              const say = (what: string) =>
                wrong.push(
                  `${asker.name} ${route.name} ${thing.state}: ${what} ${answer.status} ${JSON.stringify(answer.body).slice(0, 160)}`,
                )
              for (const mark of leaked(answer, asker, things, sent))
                if (!isOfTheDesk(route, mark)) say(`leaks ${mark}`)
              if (answer.status >= 500) say('failed')
              if (
                !isSeen &&
                route.method !== 'GET' &&
                answer.status < 400 &&
                JSON.stringify(await stateOf(tx, thing)) !== before.get(thing)
              )
                say('changed it')
              if (!absent || route.may === 'anyone') return
              if (as === undefined) return void (answer.status === 401 || say('is let in'))
              if (!asker.permissions.has(route.may)) return void (answer.status === 403 || say('may'))
              const isThere = /^\/(contacts|companies|timeline)\//.test(route.path)
                ? isSeen && thing.state !== 'binned'
                : isSeen
              if (!isThere && plain(answer) !== plain(absent))
                say(`tells it from what does not exist (${plain(absent)})`)
              if (isThere && answer.status >= 400 && !otherwise.has(answer.body.code)) say('is refused')
            })
          }
        }
      }

    expect(wrong).toEqual([])
    expect(cells).toBeGreaterThan(1_500)
    if (process.env.POSTROOM_MATRIX) process.stdout.write(`${cells} cells of the matrix\n`)
  }),
  300_000,
)

function askFirst(
  door: WebDoor,
  route: Route,
  open: Thing,
  as: string | undefined,
  isAbsent: boolean,
): Promise<Answered> {
  const ids = isAbsent
    ? { conversation: ABSENT, contact: ABSENT, company: ABSENT, outbox: ABSENT, task: ABSENT, deal: ABSENT }
    : {}
  const [asked] = asksOf(route, open, ids)
  return door.ask(route.method, asked?.path ?? '', { ...asked?.request, ...(as && { as }) })
}

test(
  'under a conversation that one sees nothing of another is reached: its messages, notes, files, uploads, or the other as the place to merge into',
  onMatrix(async ({ tx, door, things, askers }) => {
    const wrong: string[] = []
    const [open, ...others] = things as [Thing, ...Thing[]]
    const nested = routes.filter(
      (one) => one.path.startsWith('/conversations/:id/') || one.name === 'startConversation',
    )
    for (const { asker, as } of askers.filter((one) => one.asker.sees.includes('open')))
      for (const route of nested)
        for (const thing of others.filter((one) => !asker.sees.includes(one.state)))
          for (const { path, request, sent } of asksOf(route, thing, { conversation: open.ids.conversation })) {
            const { ids } = thing
            const more: Record<string, object> = {
              mergeConversation: { intoId: ids.conversation },
              correctLog: { to: { noun: 'contact', id: ids.contact } },
              sendReply: { messageId: ids.message, attachmentIds: [ids.attachment], uploadIds: [ids.upload] },
              startConversation: { inboxId: open.ids.inbox, uploadIds: [ids.upload] },
            }
            const query = route.name === 'prepareReply' ? `?messageId=${ids.message}` : ''
            const extra = more[route.name]
            const body = extra && { body: { ...(request.body as object), ...extra } }
            await inCell(tx, route, async () => {
              const before = await stateOf(tx, thing)
              const answer = await door.ask(route.method, path + query, { ...request, ...body, ...(as && { as }) })
              const all = sent + query + JSON.stringify(body ?? {})
              const names = /messageId|noteId|attachmentId|draftId/.test(route.path + query) || extra !== undefined
              const say = (what: string) =>
                wrong.push(
                  `${asker.name} ${route.name} ${thing.state}: ${what} ${answer.status} ${JSON.stringify(answer.body).slice(0, 160)}`,
                )
              for (const mark of leaked(answer, asker, things, all)) say(`leaks ${mark}`)
              if (names && answer.status < 400) say('succeeds')
              if (JSON.stringify(await stateOf(tx, thing)) !== JSON.stringify(before)) say('changed it')
            })
          }

    expect(wrong).toEqual([])
  }),
  120_000,
)

test(
  'counts are of what one sees: beside the views, of mail that waits to leave, and of what a mail account has still to hear of',
  onMatrix(async ({ tx, door, things, askers }) => {
    // Of each conversation one answer waits that should have left, and one change of the account of our inbox.
    const server = { host: 'imap.desk.example', port: 993, isSecure: true, username: 'x', folder: 'INBOX' }
    const account = { inboxId: must(things[0], 'a thing').ids.inbox, auth: 'password' as const, secret: 'x', ...server }
    const { id: mailboxId } = await addMailbox(tx, testMeans(joinedStore(tx)).keys, account)
    for (const [at, { ids, word }] of things.entries()) {
      const change = { field: 'flagged', wanted: 'yes', wanted_at: tx.now, run_at: tx.now, error: `${word} error` }
      const failed_at = at % 2 ? tx.now : null
      await tx.db
        .insertInto('mailbox_change')
        .values({ ...change, mailbox_id: mailboxId, id: tx.mint(), conversation_id: ids.conversation, failed_at })
        .execute()
    }
    for (const { asker, as } of askers.filter((one) => one.asker.permissions.has('conversation.read'))) {
      const { body } = await door.ask('GET', '/conversation-counts', { ...(as && { as }) })
      const seen = things.filter((one) => asker.sees.includes(one.state) && one.state !== 'binned')
      const expected = [seen.length, seen.length, seen.length]
      const sum = Object.values(body.inboxes as Record<string, { open: number }>).reduce(
        (all, one) => all + one.open,
        0,
      )

      expect([body.views.open, body.views.unassigned, sum], asker.name).toEqual(expected)
      if (asker.permissions.has('job.read')) {
        const outbox = await door.ask('GET', '/outbox-state', { ...(as && { as }) })
        expect(outbox.body.waiting, asker.name).toBe(seen.length)
      }
      const told = await door.ask('GET', `/mailboxes/${mailboxId}/changes`, { ...(as && { as }) })
      if (told.status === 200)
        expect(told.body.waiting + told.body.failed, asker.name).toBe(
          things.filter((one) => asker.sees.includes(one.state)).length,
        )
      expect(leaked(told, asker, things, '')).toEqual([])
    }
  }),
)
