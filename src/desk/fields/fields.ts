// Fields: what a desk of its own wants to know of conversations, contacts and companies. A field keeps its key and its type for good,
// and is archived instead of deleted, so that no value ever loses its meaning.
import type { Selectable } from 'kysely'
import { fold } from '../../kit/fold.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseUnknownInboxes } from '../inboxes/known.ts'
import type { Actor } from '../users/permissions.ts'
import type { addField as addRoute, changeField as changeRoute, Choice, Field, FieldNoun } from './fields.api.ts'
import { refuseArchivedChoices, refuseFieldInRules } from './named.ts'
import { readValue } from './value.ts'

/** In use, of one noun; with archived ones three times as many. */
const MOST = 100

/** In their order, archived ones too. */
export async function listFields(tx: Tx, noun?: FieldNoun): Promise<Field[]> {
  const rows = await tx.query<Selectable<Tables['field']>>({
    name: 'fields',
    text: 'select * from field where noun = $1 or $1 is null order by noun, position, id',
    values: [noun ?? null],
  })
  return rows.map(fieldOfRow)
}

/** Whoever does not see an inbox does not learn what is asked of its mail. */
export async function fieldsFor(tx: Tx, actor: Actor): Promise<Field[]> {
  const all = await listFields(tx)
  if (actor.seesAll) return all
  return all.flatMap((field) => {
    const inboxIds = field.inboxIds.filter((id) => actor.inboxIds.includes(id))
    return field.inboxIds.length > 0 && inboxIds.length === 0 ? [] : [{ ...field, inboxIds }]
  })
}

export function isOfInbox({ inboxIds }: Pick<Field, 'inboxIds'>, inboxId: Id): boolean {
  return inboxIds.length === 0 || inboxIds.includes(inboxId)
}

export async function addField(tx: Tx, actor: Actor, wanted: InputOf<typeof addRoute>): Promise<Field> {
  const { noun, type } = wanted
  await hold(tx)
  const others = await listFields(tx, noun)
  if (others.filter((one) => !one.isArchived).length >= MOST || others.length >= MOST * 3)
    throw new Problem('invalid', 'fields-too-many', `There are at most ${MOST} fields of a ${noun}. Archive one first.`)
  const taken = [...NEVER, ...others.map((one) => one.key)]
  const key = wanted.key ?? freeKey(wanted.name, taken)
  if (taken.includes(key))
    throw new Problem('conflict', 'field-key-taken', `The key “${key}” is or was another’s, whose values would be taken for this one’s. Choose another.`, { detail: { where: 'key' } }) // prettier-ignore
  const field: Field = {
    id: tx.mint(),
    noun,
    key,
    type,
    name: wanted.name,
    help: wanted.help,
    unit: type === 'number' ? wanted.unit : '',
    decimals: type === 'number' ? wanted.decimals : 0,
    currency: type === 'money' ? wanted.currency : '',
    choices: settledChoices([], wanted.choices),
    isRequired: wanted.isRequired,
    inboxIds: inOrder(wanted.inboxIds),
    defaultValue: wanted.defaultValue,
    isArchived: false,
    version: 1,
  }
  const settled = await settledField(tx, actor, field, others)
  const last = Math.max(0, ...(await positionsOf(tx, noun)).values())
  await tx.db
    .insertInto('field')
    .values({
      ...columns(settled),
      id: field.id,
      noun,
      key,
      type,
      position: last + 1,
      created_at: tx.now,
      changed_at: tx.now,
    })
    .execute()
  await record(tx, 'field.added', field.id, { noun, key, type, name: field.name })
  return settled
}

/** What it had stays true of every value: only names, order, what is offered and where it is asked for change. */
export async function changeField(tx: Tx, actor: Actor, asked: InputOf<typeof changeRoute>): Promise<Field> {
  const { id, version, choices, ...change } = asked
  await hold(tx)
  const was = await fieldNamed(tx, id)
  refuseBeyond(actor, was)
  if (was.version !== version)
    throw new Problem(
      'conflict',
      'field-changed',
      'This field has changed since you looked. Look again, then repeat.',
      {
        detail: { version: was.version },
      },
    )
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const wanted: Field = { ...was, ...given, ...(choices && { choices: settledChoices(was.choices, choices) }) }
  wanted.inboxIds = inOrder(wanted.inboxIds)
  const others = (await listFields(tx, was.noun)).filter((one) => one.id !== id)
  const field = await settledField(tx, actor, wanted, others)
  if (JSON.stringify(field) === JSON.stringify(was)) return was
  await refuseArchivedChoices(tx, was, field)
  await tx.db
    .updateTable('field')
    .set({ ...columns(field), version: version + 1, changed_at: tx.now })
    .where('id', '=', id)
    .execute()
  await record(tx, 'field.changed', id, { key: was.key, from: was.name, to: field.name, changed: Object.keys(given).concat(choices ? ['choices'] : []) }) // prettier-ignore
  return { ...field, version: version + 1 }
}

/** Values stay where they are, and are shown; a rule that sets or asks for it has to be changed first. */
export async function archiveField(tx: Tx, actor: Actor, id: Id): Promise<void> {
  await hold(tx)
  const field = await fieldNamed(tx, id)
  refuseBeyond(actor, field)
  if (field.isArchived) return
  await refuseFieldInRules(tx, field)
  await tx.db.updateTable('field').set({ archived_at: tx.now }).where('id', '=', id).execute()
  await record(tx, 'field.archived', id, { key: field.key, name: field.name })
}

export async function restoreField(tx: Tx, actor: Actor, id: Id): Promise<Field> {
  await hold(tx)
  const field = await fieldNamed(tx, id)
  refuseBeyond(actor, field)
  if (!field.isArchived) return field
  const others = (await listFields(tx, field.noun)).filter((one) => one.id !== id && !one.isArchived)
  if (others.length >= MOST)
    throw new Problem('invalid', 'fields-too-many', `There are at most ${MOST} fields of a ${field.noun}.`)
  refuseTwin(field, others)
  await tx.db.updateTable('field').set({ archived_at: null }).where('id', '=', id).execute()
  await record(tx, 'field.restored', id, { key: field.key, name: field.name })
  return { ...field, isArchived: false }
}

/** All of the noun that are in use, each once. */
export async function orderFields(tx: Tx, actor: Actor, noun: FieldNoun, ids: readonly Id[]): Promise<Field[]> {
  await hold(tx)
  const all = (await listFields(tx, noun)).filter((one) => !one.isArchived)
  for (const field of all) refuseBeyond(actor, field)
  if (ids.length !== all.length || all.some((one) => !ids.includes(one.id)))
    throw new Problem(
      'conflict',
      'order-incomplete',
      'Name every field in use once. Somebody may have added one: look again.',
    )
  for (const [at, id] of ids.entries())
    await tx.db
      .updateTable('field')
      .set({ position: at + 1 })
      .where('id', '=', id)
      .execute()
  await record(tx, 'field.ordered', ids[0] ?? '0', {
    noun,
    keys: ids.map((id) => all.find((one) => one.id === id)?.key),
  })
  return await fieldsFor(tx, actor)
}

/** Whoever changes fields waits for whoever does so already: keys and positions are of all of them. */
async function hold(tx: Tx): Promise<void> {
  await tx.query({
    name: 'fields-hold',
    text: `select pg_advisory_xact_lock(hashtextextended('fields', 0))`,
    values: [],
  })
}

async function fieldNamed(tx: Tx, id: Id): Promise<Field> {
  const row = /^\d{1,19}$/.test(id)
    ? await tx.db.selectFrom('field').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!row) throw noSuchField(id)
  return fieldOfRow(row)
}

function noSuchField(id: Id): Problem {
  return new Problem('missing', 'field-missing', 'There is no such field.', { detail: { id } })
}

/** What is asked of all mail is for whoever sees all of it; of some inboxes, for who sees these. */
function refuseBeyond(actor: Actor, { id, inboxIds }: Pick<Field, 'id' | 'inboxIds'>): void {
  if (actor.seesAll) return
  const seen = inboxIds.filter((one) => actor.inboxIds.includes(one))
  if (inboxIds.length > 0 && seen.length === 0) throw noSuchField(id)
  if (inboxIds.length === 0 || seen.length < inboxIds.length)
    throw new Problem('denied', 'field-beyond', 'This is asked for in inboxes that you do not see. Somebody who sees every inbox can change it.') // prettier-ignore
}

/** With its name its own, its inboxes there, and its default a value of it. */
async function settledField(tx: Tx, actor: Actor, field: Field, others: readonly Field[]): Promise<Field> {
  refuseBeyond(actor, field)
  refuseTwin(field, others)
  if (field.noun !== 'conversation' && (field.isRequired || field.inboxIds.length > 0 || field.defaultValue !== null))
    throw new Problem('invalid', 'field-of-conversations', 'Only fields of conversations are required, of some inboxes, or begin with a value.', { detail: { where: 'noun' } }) // prettier-ignore
  if ((field.type === 'choice' || field.type === 'choices') && !field.choices.some((one) => !one.isArchived))
    throw new Problem('invalid', 'field-without-choices', 'Name at least one choice.', { detail: { where: 'choices' } })
  await refuseUnknownInboxes(tx, actor, field.inboxIds)
  if (field.type === 'money' && !Intl.supportedValuesOf('currency').includes(field.currency))
    throw new Problem('invalid', 'currency-unknown', `There is no currency ${field.currency}.`, { detail: { where: 'currency' } }) // prettier-ignore
  const read = readValue(field, field.defaultValue)
  if ('wrong' in read || (field.type === 'user' && read.value !== null))
    throw new Problem('invalid', 'field-default-wrong', `The first value cannot be: ${'wrong' in read ? read.wrong : 'a colleague comes and goes'}.`, { detail: { where: 'defaultValue' } }) // prettier-ignore
  return { ...field, defaultValue: read.value }
}

/** Two of one name could not be told apart on screen. */
function refuseTwin(field: Field, others: readonly Field[]): void {
  const name = fold(field.name)
  const twin = others.find((one) => !one.isArchived && fold(one.name) === name)
  if (twin)
    throw new Problem('conflict', 'field-exists', `There is a field “${twin.name}” already.`, {
      detail: { where: 'name', id: twin.id },
    })
}

/** Those that were and are not named go on as archived ones, behind the others. */
function settledChoices(was: readonly Choice[], wanted: NonNullable<InputOf<typeof changeRoute>['choices']>): Choice[] {
  const known = new Map(was.map((one) => [one.key, one]))
  const taken = new Set(known.keys())
  const settled: Choice[] = []
  for (const [at, { key: given, ...one }] of wanted.entries()) {
    const isNew = given === undefined || !known.has(given)
    const key = given ?? freeKey(one.name, [...taken])
    if (settled.some((other) => other.key === key))
      throw new Problem('invalid', 'choice-twice', `The key “${key}” is there twice.`, { detail: { where: `choices.${at}` } }) // prettier-ignore
    if (!one.isArchived && settled.some((other) => !other.isArchived && fold(other.name) === fold(one.name)))
      throw new Problem('invalid', 'choice-twice', `“${one.name}” is there twice.`, { detail: { where: `choices.${at}` } }) // prettier-ignore
    if (isNew) taken.add(key)
    settled.push({ key, ...one })
  }
  const left = was.filter((one) => !settled.some((other) => other.key === one.key))
  const all = [...settled, ...left.map((one) => ({ ...one, isArchived: true }))]
  if (all.length > 300) throw new Problem('invalid', 'choices-too-many', 'A field has at most 300 choices, archived ones included.', { detail: { where: 'choices' } }) // prettier-ignore
  return all
}

/** What every object of JavaScript has anyway. */
const NEVER = ['constructor']

/** `Order number` → order_number, or order_number_2. */
function freeKey(name: string, taken: readonly string[]): string {
  const words =
    fold(name)
      .match(/[a-z0-9]+/g)
      ?.join('_') ?? ''
  const plain = words.replace(/^[_0-9]+/, '').slice(0, 36) || 'field'
  if (!taken.includes(plain)) return plain
  for (let at = 2; ; at++) if (!taken.includes(`${plain}_${at}`)) return `${plain}_${at}`
}

async function positionsOf(tx: Tx, noun: FieldNoun): Promise<Map<Id, number>> {
  const rows = await tx.db.selectFrom('field').select(['id', 'position']).where('noun', '=', noun).execute()
  return new Map(rows.map((row) => [row.id, row.position]))
}

const inOrder = (ids: readonly Id[]): Id[] => [...new Set(ids)].toSorted(compareIds)

function columns(field: Field) {
  const { name, help, unit, decimals, currency, choices, isRequired, inboxIds, defaultValue } = field
  return {
    name,
    help,
    options: JSON.stringify({ unit, decimals, currency, choices }),
    is_required: isRequired,
    inbox_ids: inboxIds,
    default_value: defaultValue === null ? null : JSON.stringify(defaultValue),
  }
}

function fieldOfRow(row: Selectable<Tables['field']>): Field {
  const { unit = '', decimals = 0, currency = '', choices = [] } = row.options as Partial<Field>
  return {
    id: row.id,
    noun: row.noun as Field['noun'],
    key: row.key,
    name: row.name,
    help: row.help,
    type: row.type as Field['type'],
    unit,
    decimals,
    currency,
    choices,
    isRequired: row.is_required,
    inboxIds: row.inbox_ids,
    defaultValue: row.default_value as Field['defaultValue'],
    isArchived: row.archived_at !== null,
    version: row.version,
  }
}
