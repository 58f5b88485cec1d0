// Reading mail, the step of triage before any rule: what is found in each message of a batch, and what is set from it at once where
// the inbox lets that be. Afterwards it is kept, beside what the rules made of it.
import type { Letter } from '../../ai/letter.ts'
import type { Readings } from '../../ai/readings/readings.ts'
import { worded } from '../../ai/words.ts'
import { setCategory, setPriority } from '../../desk/conversations/change.ts'
import { Priority } from '../../desk/conversations/conversations.api.ts'
import { why, type Why } from '../../desk/reasons.ts'
import type { ReadField, ReadingBody, Suggestion } from '../../desk/readings/readings.api.ts'
import { readingFacts } from '../../desk/rules/reading-facts.ts'
import type { Situation } from '../../desk/rules/facts.ts'
import type { Applied } from '../../desk/rules/outcome.ts'
import type { StoredFacts } from '../../desk/rules/stored-facts.ts'
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import { letterOf } from './examples.ts'
import { deciding, rounded } from './learned.ts'
import type { Known, Learner } from './learner.ts'
import { findTwins } from './twins.ts'

export interface ReadMail {
  stored: StoredFacts
  inboxId: Id
  body: ReadingBody
  applied: Applied[]
}

/** Kept of each kind; more says no more. */
const MOST = { intents: 3, phrases: 5, entities: 12 }

/** Puts what it found into the facts, where rules look at it. What opens an account to whoever reads it is not read. */
export async function readMails(tx: Tx, all: readonly StoredFacts[], learner: Learner): Promise<ReadMail[]> {
  const fresh = all.filter(({ asked, isSecret }) => asked.occasion === 'message.received' && !isSecret)
  if (fresh.length === 0) return []
  const known = await learner(
    tx,
    fresh.map(({ facts }) => facts.conversation.inboxId),
  )
  const letters = new Map(
    fresh.map(({ messageId, facts: { subject, body } }) => [messageId, worded(letterOf(subject, body))] as const),
  )
  const twins = await findTwins(
    tx,
    fresh
      .filter(({ facts, held }) => facts.kind === 'message' && held === null)
      .map(({ conversationId, messageId, facts }) => ({
        conversationId,
        messageId,
        inboxId: facts.conversation.inboxId,
        letter: letters.get(messageId) ?? letterOf('', { reply: '', whole: '' }),
      })),
  )
  const unanswered = await unansweredIn(tx, fresh)
  const begun = new Map<Id, Situation>()
  const read: ReadMail[] = []
  for (const stored of fresh) {
    const { conversationId, messageId, facts } = stored
    const letter = letters.get(messageId) ?? letterOf('', facts.body)
    facts.conversation = begun.get(conversationId) ?? facts.conversation
    const { inboxId } = facts.conversation
    const found = known.reader(inboxId)(letter, {
      headers: headersOf(stored),
      calendar: { today: stored.writtenAt.toISOString().slice(0, 10) },
      before: { unanswered: unanswered.get(conversationId) ?? 1, isReopened: false },
      ...rarityOf(known, inboxId),
    })
    const body = { ...bodyOf(found), ...suggested(known, stored, letter, found), twin: twins.get(messageId) ?? null }
    const applied = await apply(tx, known, stored, body)
    facts.reading = readingFacts(body)
    begun.set(conversationId, facts.conversation)
    read.push({ stored, inboxId, body, applied })
  }
  return read
}

/** Of the words of headers only this is kept when mail is filed. */
function headersOf({ facts: { kind }, isMarkedSpam }: StoredFacts): [string, string][] {
  if (isMarkedSpam) return [['x-spam-flag', 'yes']]
  if (kind === 'list') return [['list-id', kind]]
  return kind === 'message' ? [] : [['auto-submitted', 'auto-generated']]
}

function rarityOf(known: Known, inboxId: Id): { rarity?: (word: string) => number } {
  const learned = known.learned(inboxId, 'category')
  return learned && learned.model.letters > 0 ? { rarity: learned.rarity } : {}
}

function bodyOf(found: Readings): Omit<ReadingBody, 'category' | 'priority' | 'twin'> {
  const { feeling, intents, origin, needsReply, entities, keyPhrases } = found
  const why = (one: { confidence: number; evidence: Parameters<typeof deciding>[0]; because?: string }) => ({
    confidence: rounded(one.confidence),
    evidence: deciding(one.evidence),
    because: one.because ?? null,
  })
  return {
    frustration: feeling.value === 'frustrated' ? why(feeling) : null,
    intents: intents.slice(0, MOST.intents).map((one) => ({ intent: one.value, ...why(one) })),
    keyPhrases: deciding(keyPhrases.slice(0, MOST.phrases)).map(({ words }) => words),
    entities: entities.slice(0, MOST.entities).map(({ kind, value, confidence, evidence }) => ({
      kind,
      value,
      words: deciding(evidence)[0]?.words ?? value,
      confidence: rounded(confidence),
    })),
    origin: { value: origin.value, ...why(origin) },
    needsReply: { value: needsReply.value, ...why(needsReply) },
  }
}

/** Only of what people write; and where somebody or something has chosen a category, it stands. */
function suggested(
  known: Known,
  { facts }: StoredFacts,
  letter: Letter,
  { priority, origin }: Readings,
): Pick<ReadingBody, 'category' | 'priority'> {
  const { inboxId, categoryId } = facts.conversation
  if (facts.kind !== 'message' || origin.value !== 'person') return { category: null, priority: null }
  const of = (field: ReadField): Suggestion | null => {
    const { from } = known.threshold(inboxId, field)
    const said = known.learned(inboxId, field)?.suggest(letter, from) ?? null
    const isPreselected = known.settings(inboxId)[field].level === 'preselect' && said?.guesses[0]?.band === 'sure'
    return said && { ...said, isPreselected }
  }
  // Until somebody's decisions have taught better: why somebody thinks it is urgent.
  const byWords = (): Suggestion | null => {
    if (priority.value === 'normal' || known.settings(inboxId).priority.level === 'off') return null
    const confidence = rounded(priority.confidence)
    return {
      guesses: [{ value: priority.value, confidence, band: confidence >= 0.5 ? 'likely' : 'unsure' }],
      evidence: deciding(priority.evidence),
      isUnlike: false,
      isPreselected: false,
    }
  }
  return { category: categoryId === null ? of('category') : null, priority: of('priority') ?? byWords() }
}

/** What is surely so is set before rules are read, so that they see it and may set something else. */
async function apply(tx: Tx, known: Known, stored: StoredFacts, body: ReadingBody): Promise<Applied[]> {
  const { conversationId, held, facts } = stored
  const { inboxId } = facts.conversation
  const sure = (field: ReadField): string | null => {
    const first = body[field]?.guesses[0]
    return known.settings(inboxId)[field].level === 'apply' && first?.band === 'sure' ? first.value : null
  }
  if (held !== null) return []
  const applied: Applied[] = []
  const by = (field: ReadField): Applied => ({ field, modelId: known.modelId(inboxId, field) })
  const categoryId = sure('category')
  if (categoryId !== null && facts.conversation.categoryId === null) {
    await setCategory(tx, conversationId, categoryId, because(body.category))
    facts.conversation = { ...facts.conversation, categoryId }
    applied.push(by('category'))
  }
  const priority = sure('priority')
  // A conversation that goes on has the priority that people and rules have given it.
  if (priority !== null && facts.isNew) {
    const wanted = Priority.parse(priority)
    await setPriority(tx, conversationId, wanted, because(body.priority))
    facts.conversation = { ...facts.conversation, priority: wanted }
    applied.push(by('priority'))
  }
  return applied
}

function because(suggestion: Suggestion | null): Why {
  const percent = Math.round((suggestion?.guesses[0]?.confidence ?? 0) * 100)
  const words = (suggestion?.evidence ?? []).map((one) => `“${one.words}”`).join(', ')
  return words === '' ? why('readSo', { percent }) : why('readSoBy', { words, percent })
}

/** Mails of theirs in a row that nobody has answered, the newest included; of conversations that go on. */
async function unansweredIn(tx: Tx, fresh: readonly StoredFacts[]): Promise<Map<Id, number>> {
  const ids = fresh.filter(({ facts }) => !facts.isNew).map((one) => one.conversationId)
  if (ids.length === 0) return new Map()
  const rows = await tx.query<{ id: Id; count: number }>({
    name: 'reading-unanswered',
    text: `select conversation_id as id, count(*)::int as count from message m where conversation_id = any($1::bigint[])
      and direction = 'in' and kind = 'message' and not exists (select from message o
        where o.conversation_id = m.conversation_id and o.direction = 'out' and o.id > m.id) group by 1`,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.id, row.count]))
}

/** Once the rules were read. A conversation that still has no category, of a desk that knows some, waits for a person to choose. */
export async function keepReadings(
  tx: Tx,
  read: readonly ReadMail[],
  situationOf: (conversationId: Id) => Situation | undefined,
): Promise<void> {
  const head = 'insert into reading (conversation_id, message_id, inbox_id, body, applied, wants_category, at) values'
  await insertRows(
    tx,
    { name: 'reading-keep', head, tail: 'on conflict do nothing' },
    read.map(({ stored, inboxId, body, applied }) => {
      const { conversationId, messageId, held, facts } = stored
      const now = situationOf(conversationId)
      const isOpen = now?.categoryId === null && now.status !== 'resolved'
      const isLeftOpen = body.category !== null && !body.category.isPreselected
      const wants = isLeftOpen && facts.isNew && held === null && isOpen
      return [
        conversationId,
        messageId,
        inboxId,
        JSON.stringify(body),
        applied.map(({ field }) => field),
        wants,
        tx.now,
      ]
    }),
  )
}
