// One seed: some mails that belong together, sent and sent again in any order to two processes that may die at any statement,
// a colleague's answer, a relay in any mood, a clock that jumps. Whatever happened, in the end everything must be in order.
import { randomFrom } from '../../../bench/letters.ts'
import { system } from '../../../src/desk/users/permissions.ts'
import { freeAll } from '../../../src/doors/processes.ts'
import type { Arrival } from '../../../src/flows/intake/accept.ts'
import { sendReply } from '../../../src/flows/reply/send.ts'
import { undoSend } from '../../../src/flows/reply/undo.ts'
import type { Submission } from '../../../src/mail/smtp-client.ts'
import type { Tx } from '../../../src/store/tx.ts'
import { ADDRESS, type Ground } from './ground.ts'
import { createMachine, type AtRelay, type Fate, type Machine, type Work } from './machine.ts'
import { openStage, taken } from './stage.ts'

export interface Letter {
  mid: string
  from: string
  raw: Buffer
  isAcknowledged: boolean
  /** On its way to a process that lives. */
  to: Machine | null
}

/** What happened, for the invariants; and in words, for whoever looks for the mistake. */
export interface Played {
  letters: Letter[]
  /** Message-IDs that the relay has, as often as it has them. */
  relayed: string[]
  stranger: string
  customer: string
  told: string[]
  /** How many transactions had their turn while things went wrong, how many of these did not end well, how many processes died. */
  turns: number
  faults: number
  deaths: number
}

const us = { actorId: null }
const works: Work[] = ['filing', 'jobs', 'outbox']

export async function play(ground: Ground, seed: number): Promise<Played> {
  const random = randomFrom(seed)
  const below = (bound: number) => Math.floor(random() * bound)
  const chance = (share: number) => random() < share
  const { clock, store, common } = ground
  const stage = openStage()
  const { world, settled } = stage
  const machines = [createMachine(world, store, common), createMachine(world, store, common)]
  const buried: string[] = []
  const played: Played = { ...writeLetters(seed, chance), relayed: [], told: [], turns: 0, faults: 0, deaths: 0 }
  const tell = (line: string) => played.told.push(line)
  const nameOf = (machine: Machine) => machine.id.slice(0, 4)

  const renew = () => {
    for (const [at, one] of machines.entries())
      if (one.isDead) {
        played.deaths++
        buried.push(one.id)
        machines[at] = createMachine(world, store, common)
      }
  }
  const machine = () => machines[below(machines.length)] as Machine
  const send = (letter: Letter, to: Machine) => {
    letter.to = to
    tell(`${letter.mid} → ${nameOf(to)}`)
    void to.accept(arrivalOf(letter, clock.now(), chance(0.3))).then((isTaken) => {
      letter.to = null
      if (isTaken) letter.isAcknowledged = true
      tell(`${letter.mid} ${isTaken ? 'acknowledged' : 'refused'}`)
    })
  }
  const say = (one: AtRelay, mood: Mood): Submission => {
    const mid = midOf(one)
    if (mood === 'takes' || mood === 'takes and is silent') played.relayed.push(mid)
    tell(`relay ${mood} ${mid.slice(0, 12)} of ${nameOf(one.machine)}`)
    return submissions[mood]
  }
  const pickMood = () => moods[below(moods.length)] as Mood
  const fate = (): Fate => {
    const roll = random()
    if (roll < 0.8) return { kind: 'done' }
    if (roll < 0.88) return { kind: 'dies before', at: below(14) }
    if (roll < 0.93) return { kind: 'dies after' }
    if (roll < 0.97) return { kind: 'is refused', at: below(8) }
    return { kind: 'is done and unknown' }
  }
  const grant = async (given: Fate) => {
    const at = below(world.turns.length)
    const turn = world.turns[at]
    if (!turn) return
    await stage.grant(at, given)
    played.turns++
    if (given.kind === 'done') return
    played.faults++
    tell(`${nameOf(turn.machine)} ${given.kind}${'at' in given ? ` ${given.at}` : ''}`)
  }
  const reply = async (tx: Tx) => {
    const row = await tx.db
      .selectFrom('conversation')
      .innerJoin('message', 'message.conversation_id', 'conversation.id')
      .select(['conversation.id', 'version'])
      .where('mail_id', '=', played.letters[0]?.mid ?? '')
      .where('merged_into', 'is', null)
      .executeTakeFirst()
    if (!row) return
    const to = [{ name: 'Dora', address: played.customer }]
    const words = {
      to,
      cc: [],
      bcc: [],
      subject: 'Re: The parcel',
      text: 'It left us.',
      html: null,
      kind: 'reply' as const,
    }
    const { message } = await sendReply(tx, machines[0]?.means as never, system, {
      ...words,
      id: row.id,
      version: row.version,
      uploadIds: [],
      attachmentIds: [],
    })
    if (message.outboxId) answers.push(message.outboxId)
  }
  const answers: string[] = []
  /** One of the things that may happen next. */
  const happenings: [number, () => unknown][] = [
    [8, () => grant(fate())],
    [
      3,
      () => {
        const [one] = world.relay.splice(below(world.relay.length), 1)
        one?.answer(say(one, pickMood()))
      },
    ],
    [4, () => machine().start(works[below(3)] as Work)],
    [
      4,
      () => {
        const letter = played.letters[below(played.letters.length)]
        if (letter && (!letter.isAcknowledged || chance(0.2)) && (letter.to?.isDead ?? true)) send(letter, machine())
      },
    ],
    [1, () => clock.advance(below(4) === 0 ? below(90_000) : below(5_000))],
    [0.3, () => machine().die()],
    // Sometimes of one that lives: nothing correct may depend on who is thought dead.
    [0.4, () => bury(buried.splice(0), chance(0.2) ? [machine().id] : [])],
    [
      0.7,
      () =>
        answers.length === 0 &&
        void machine()
          .perform(reply)
          .catch(() => undefined),
    ],
    [
      0.3,
      () => {
        const id = answers[below(answers.length)]
        if (id)
          void machine()
            .perform((tx) => undoSend(tx, common, id))
            .catch(() => undefined)
      },
    ],
  ]
  const bury = async (dead: string[], living: string[]) => {
    const ids = [...dead, ...living]
    if (ids.length > 0) await store.transact(us, (tx) => freeAll(tx, ids))
  }
  const total = happenings.reduce((sum, [weight]) => sum + weight, 0)

  for (let step = 0; step < 26; step++) {
    let roll = random() * total
    const [, happen] = happenings.find(([weight]) => (roll -= weight) < 0) ?? (happenings[0] as (typeof happenings)[0])
    await happen()
    await settled()
    renew()
  }

  // From here on nothing goes wrong any more: what was begun must come to its end.
  // But for the relay, which has its moods a few times more.
  let moody = 3
  const finish = () => stage.finish((one) => say(one, moody-- > 0 ? pickMood() : 'takes'))
  await finish()
  for (const letter of played.letters) {
    while (!letter.isAcknowledged) {
      send(letter, machine())
      await finish()
    }
  }
  for (let round = 0; round < 60; round++) {
    const due = await ground.nextDue()
    if (due === null) return played
    if (due.at > clock.now()) clock.advance(due.at.getTime() - clock.now().getTime() + 1)
    machines[0]?.start(due.work)
    await finish()
  }
  throw new Error('it does not come to an end')
}

const midOf = ({ mail: { raw } }: AtRelay) =>
  (Buffer.isBuffer(raw) && /^Message-ID: <(.*)>/im.exec(raw.toString('latin1'))?.[1]) || '?'

type Mood = 'takes' | 'defers' | 'refuses' | 'takes and is silent' | 'is silent'
const moods: Mood[] = ['takes', 'takes', 'takes', 'defers', 'refuses', 'takes and is silent', 'is silent']
const unknown: Submission = { result: 'uncertain', response: 'lost after the dot', recipients: [] }
const submissions: Record<Mood, Submission> = {
  takes: taken,
  defers: { result: 'deferred', response: '451 later', recipients: [] },
  refuses: { result: 'rejected', response: '550 no', recipients: [] },
  'takes and is silent': unknown,
  'is silent': unknown,
}

function writeLetters(seed: number, chance: (share: number) => boolean) {
  const customer = `dora.${seed}@acme.example`
  const stranger = `mallory.${seed}@elsewhere.example`
  const first = `q${seed}@acme.example`
  const letter = (mid: string, from: string, subject: string, refers: string | null): Letter => {
    const head = [
      `From: ${from}`,
      `To: ${ADDRESS}`,
      `Subject: ${subject}`,
      `Message-ID: <${mid}>`,
      'Date: Mon, 02 Mar 2026 08:00:00 +0000',
      ...(refers ? [`In-Reply-To: <${refers}>`, `References: <${refers}>`] : []),
    ]
    const raw = Buffer.from(`${head.join('\r\n')}\r\n\r\nWhere is my order ${mid}?\r\n`)
    return { mid, from, raw, isAcknowledged: false, to: null }
  }
  const letters = [
    letter(first, customer, `The parcel ${seed}`, null),
    letter(`f${seed}@acme.example`, customer, `Re: The parcel ${seed}`, first),
    ...(chance(0.6) ? [letter(`s${seed}@elsewhere.example`, stranger, `Re: The parcel ${seed}`, first)] : []),
    ...(chance(0.4) ? [letter(`n${seed}@acme.example`, `other.${seed}@acme.example`, `A bill ${seed}`, null)] : []),
  ]
  return { letters, customer, stranger }
}

/** By another way it carries another trace. */
function arrivalOf({ raw, from }: Letter, receivedAt: Date, isOtherWay: boolean): Arrival {
  const trace = isOtherWay ? 'Received: from elsewhere by mx.desk.example; Mon, 02 Mar 2026 08:00:01 +0000\r\n' : ''
  return {
    raw: Buffer.concat([Buffer.from(trace), raw]),
    source: isOtherWay ? 'http' : 'smtp',
    from,
    recipients: [ADDRESS],
    remote: null,
    receivedAt,
  }
}
