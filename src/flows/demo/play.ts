// Plays the plan: each step is done as it would have been done, at its time, by the same code that takes real mail and real
// clicks. Nothing of it ever leaves the house: what colleagues "send" is written down as delivered in the same transaction.
import { createRuleKeeper } from '../../desk/rules/kept.ts'
import { addNote } from '../../desk/conversations/notes.ts'
import { addTags, assign, setCategory, setPriority, setStatus, snooze } from '../../desk/conversations/change.ts'
import type { Means } from '../../desk/means.ts'
import { actorOf } from '../../desk/users/actors.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Address } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { createAccepting } from '../intake/accept.ts'
import { fileBatch } from '../intake/file.ts'
import { createLearner } from '../learning/learner.ts'
import { sendReply } from '../reply/send.ts'
import { settle } from '../reply/settle.ts'
import { startReply } from '../reply/start.ts'
import { triage } from '../triage/triage.ts'
import { colleagues, FROM_NAME, type Cast } from './cast.ts'
import {
  awayMail,
  bounceMail,
  customerMail,
  filled,
  newsletterMail,
  strangersMail,
  type Before,
  type SampleMail,
} from './mails.ts'
import type { Case, Plan, Step } from './plan.ts'

const HOLDER = 'demo'
const DAY = 86_400_000

export interface Player {
  play(tx: Tx, step: Step): Promise<void>
}

/** `firstId` was minted before anything was made: who is older is no sample. */
export function createPlayer(
  means: Means,
  plan: Plan,
  cast: Cast,
  given: { firstId: Id; now: Date; seed: number },
): Player {
  const accepting = createAccepting(means, () => undefined)
  const triageMeans = {
    raw: means.raw,
    proof: means.proof,
    keeper: createRuleKeeper(),
    learner: createLearner(),
    queueAutomatic: async () => undefined,
  }
  const conversations = new Map<number, Id>()
  const said = new Map<number, Before>()

  /** In through the one way in, filed and routed before anybody else sees it. */
  async function arrive(tx: Tx, mail: SampleMail, to: Address): Promise<Id> {
    const arrival = {
      raw: mail.raw,
      source: 'import' as const,
      from: mail.from,
      recipients: [to.address],
      remote: null,
      receivedAt: tx.now,
    }
    const id = must((await accepting.acceptIn(tx, [arrival]))[0], 'the id of the mail')
    const claimed = await tx.db
      .updateTable('intake')
      .set({ leased_by: HOLDER, attempts: 1 })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    const read = await means.reader.read(mail.raw, { from: mail.from })
    await fileBatch(tx, means, HOLDER, [claimed], new Map([[id, read]]))
    const filed = await tx.db
      .selectFrom('event')
      .select(['subject_id', 'noun_id'])
      .where('name', '=', 'message.received')
      .where('id', '>', id)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    await triage(
      tx,
      [{ conversationId: filed.subject_id, messageId: filed.noun_id, occasion: 'message.received' }],
      triageMeans,
    )
    return filed.subject_id
  }

  /** Whoever came into being with this conversation is a sample as it is. */
  async function mark(tx: Tx, conversationId: Id, language: string): Promise<void> {
    await tx.db.updateTable('conversation').set({ is_sample: true }).where('id', '=', conversationId).execute()
    const made = await tx.db
      .updateTable('contact')
      .set({ is_sample: true, language })
      .where('id', 'in', (is) =>
        is
          .selectFrom('participant')
          .select('contact_id')
          .where('conversation_id', '=', conversationId)
          .$castTo<{ contact_id: Id }>(),
      )
      .where('id', '>', given.firstId)
      .returning('company_id')
      .execute()
    const companyIds = made.flatMap((row) => row.company_id ?? [])
    if (companyIds.length > 0)
      await tx.db
        .updateTable('company')
        .set({ is_sample: true })
        .where('id', 'in', companyIds)
        .where('id', '>', given.firstId)
        .execute()
  }

  async function answer(tx: Tx, one: Case, of: number, text: string): Promise<void> {
    const id = must(conversations.get(of), 'the conversation')
    const actor = must(await actorOf(tx, userOf(one)), 'the colleague')
    const row = await tx.db
      .selectFrom('conversation')
      .select(['inbox_id', 'version'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const start = await startReply(tx, { id, inboxId: row.inbox_id, version: row.version }, 'reply', undefined)
    const agent = colleagues[one.agent]?.name.split(' ')[0] ?? ''
    const words = filled(text, one, agent)
    const macroId = cast.macros.get(one.script.about)
    // Every second answer began as a canned reply, and of these every third was changed.
    const used = macroId && of % 2 === 0 ? [{ id: macroId, isEdited: of % 3 === 0, actions: [] }] : []
    const sent = await sendReply(tx, means, actor, {
      id,
      kind: 'reply',
      to: start.to,
      cc: start.cc,
      bcc: [],
      subject: start.subject,
      text: words,
      html: null,
      uploadIds: [],
      attachmentIds: [],
      macros: used,
      version: row.version,
    })
    const queued = await tx.db
      .selectFrom('outbox')
      .selectAll()
      .where('message_id', '=', sent.message.id)
      .executeTakeFirstOrThrow()
    const response = '250 2.0.0 Ok (sample: never sent)'
    const verdicts = queued.recipients.map((address) => ({ address, result: 'accepted' as const, response }))
    await settle({ ...tx, actorId: null }, queued, { result: 'accepted', response, recipients: verdicts })
    const mail = await tx.db
      .selectFrom('message')
      .select(['mail_id', 'refs'])
      .where('conversation_id', '=', id)
      .where('id', '=', sent.message.id)
      .executeTakeFirstOrThrow()
    said.set(of, { mailId: mail.mail_id ?? '', refs: mail.refs, subject: start.subject, text: words, by: FROM_NAME })
  }

  const userOf = (one: Case): Id => must(cast.users[one.agent], 'the colleague')

  async function take(tx: Tx, one: Case, id: Id): Promise<void> {
    await assign(tx, id, userOf(one))
    if (one.hasCategory) await setCategory(tx, id, cast.categories[one.script.about])
    if (one.script.priority) await setPriority(tx, id, one.script.priority)
    if (one.script.tags) await addTags(tx, id, one.script.tags)
  }

  async function play(outer: Tx, { at, deed, of }: Step): Promise<void> {
    const one = must(plan.cases[of], 'the case')
    const to = { name: FROM_NAME, address: cast.inboxes[deed === 'newsletter' ? 'help' : one.inbox].address }
    const key = `s${given.seed}.${of}.${deed}`
    // Nothing follows these events by itself: what should follow is played.
    const outside: Tx = { ...outer, now: at, actorId: null, follows: {} }
    const inside: Tx = { ...outside, actorId: userOf(one) }
    const id = conversations.get(of)
    const before = said.get(of)
    const known = () => must(id, 'the conversation')
    const last = () => must(before, 'what was said')
    switch (deed) {
      case 'ask': {
        const text = filled(one.script.ask, one, '')
        const mail = await customerMail(one, to, text, { at, key, before: null, withFile: true })
        const opened = await arrive(outside, mail, to)
        conversations.set(of, opened)
        said.set(of, {
          mailId: mail.mailId,
          refs: [],
          subject: filled(one.script.subject, one, ''),
          text,
          by: one.customer.name,
        })
        return await mark(outside, opened, one.tongue.language)
      }
      case 'newsletter':
        return await mark(outside, await arrive(outside, await newsletterMail(to, at, key), to), 'en')
      case 'then':
        await arrive(
          outside,
          await customerMail(one, to, filled(one.script.then ?? '', one, ''), {
            at,
            key,
            before: last(),
            withFile: false,
          }),
          to,
        )
        return
      case 'bounce':
        await arrive(outside, bounceMail(one, to, at, key, last()), to)
        return
      case 'away':
        await arrive(outside, await awayMail(one, to, at, key, last()), to)
        return
      case 'stranger':
        return await mark(outside, await arrive(outside, await strangersMail(to, at, `${of}`, last()), to), 'en')
      case 'take':
        return await take(inside, one, known())
      case 'note':
        await addNote(inside, known(), one.script.note ?? '')
        return
      case 'answer':
        return await answer(inside, one, of, one.script.answer)
      case 'close':
        return await answer(inside, one, of, one.script.close ?? '')
      case 'resolve':
        return await setStatus(inside, known(), 'resolved')
      case 'snooze':
        return await snooze(inside, known(), new Date(given.now.getTime() + (1 + (of % 5)) * DAY))
    }
  }

  return { play }
}
