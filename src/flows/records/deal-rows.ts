// What becomes of rows of a file of deals: a new one, one that is here already (by its id, else by its name in the same pipeline), nothing, or a
// mistake. Looks, and writes nothing.
import { sql } from 'kysely'
import type { DealWish } from '../../desk/deals/deals.ts'
import { wordsAsked } from '../../desk/deals/names.ts'
import { whyNotOwner } from '../../desk/deals/owners.ts'
import type { Pipeline, Stage } from '../../desk/deals/pipelines.api.ts'
import { pipelinesFor } from '../../desk/deals/pipelines.ts'
import { seenBy } from '../../desk/deals/sight.ts'
import { firstStage } from '../../desk/deals/stages.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { fold } from '../../kit/fold.ts'
import type { Id } from '../../kit/id.ts'
import { isAddress, normalizeAddress } from '../../mail/address.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { type Known, ownValues, readCells, tagsOf, trouble, type Trouble, withTag } from './cells.ts'
import { amountIn, currencyIn, dayIn, percentIn } from './deal-cells.ts'
import type { AskedRows, Looked } from './kind.ts'
import { hadBefore } from './known.ts'
import type { FileRow } from './source.ts'

interface ReadDeal {
  id: Id | null
  wish: DealWish
  stage: Stage | null
  pipeline: Pipeline | null
  lostReason: string | null
  company: string | null
  addresses: string[]
  wrong: Trouble[]
}

export interface SettledDeal extends Looked, Omit<ReadDeal, 'id' | 'wrong'> {}

const MOST = { name: 200, company: 200, lostReason: 200, text: 20_000 }
const MOST_CONTACTS = 50

function readDeal(
  row: readonly string[],
  columns: readonly (string | null)[],
  known: Known,
  pipelines: readonly Pipeline[],
): ReadDeal {
  const cells = readCells(row, columns, MOST)
  const { said, wrong, one, read } = cells
  const called = <T extends { name: string }>(all: readonly T[], name: string) => all.find((each) => fold(each.name) === fold(name)) ?? null // prettier-ignore
  const pipeline = read('pipeline', (text) => called(pipelines, text))
  const stages = pipeline ? pipeline.stages : pipelines.flatMap((each) => each.stages)
  const stage = read('stage', (text) => called(stages, text))
  const currency = read('currency', currencyIn)
  const amount = read('amount', (text) => amountIn(text, currency ?? pipeline?.currency ?? pipelines[0]?.currency ?? 'EUR')) // prettier-ignore
  const ownProbability = read('probability', percentIn)
  const expectedOn = read('expectedOn', dayIn)
  const ownerId = read('owner', (text) => known.users.get(text.toLowerCase()) ?? null)
  const id = read('id', (text) => (/^\d{1,18}$/.test(text) ? text : null))
  const addresses = [...new Set(cells.all('contact', /[\s;,]+|:::/).map((text) => normalizeAddress(text)))]
  for (const address of addresses)
    if (!address.includes('@') || !isAddress(address)) wrong.push(trouble('contact', 'not.email', address))
  const own = ownValues(cells, known)
  const tags = tagsOf(cells).slice(0, 20)
  const name = one('name')
  if (name === null && id === null) wrong.push(trouble('name', 'nothing', ''))
  return {
    id,
    stage,
    pipeline,
    lostReason: one('lostReason'),
    company: one('company'),
    addresses: addresses.slice(0, MOST_CONTACTS),
    wrong,
    wish: {
      ...(name !== null && { name }),
      ...(said.has('text') && { text: (said.get('text') ?? []).join('\n').slice(0, 20_000) }),
      ...(amount !== null && { amount }),
      ...(currency !== null && { currency }),
      ...(ownProbability !== null && { ownProbability }),
      ...(expectedOn !== null && { expectedOn }),
      ...(ownerId !== null && { ownerId }),
      ...(tags.length > 0 && { tags }),
      ...(Object.keys(own).length > 0 && { fields: own }),
    },
  }
}

export async function settleDeals(
  tx: Tx,
  { actor, rows, options, importId }: AskedRows,
  known: Known,
): Promise<SettledDeal[]> {
  const pipelines = (await pipelinesFor(tx, actor)).filter((one) => !one.isArchived)
  const placed = placeOf(pipelines, options.stageId ?? (await firstStage(tx, actor)))
  const owners = new Map<Id, boolean>()
  const settled: SettledDeal[] = []
  const inFile = new Set<string>()
  for (const row of rows) {
    const read = row.wrong === undefined ? readDeal(row.cells, row.columns, known, pipelines) : unread(row)
    const { id, wish, stage, addresses, company, lostReason, wrong } = read
    const into = stage ? placeOf(pipelines, stage.id) : beginningOf(read.pipeline, placed)
    const put = (outcome: Looked['outcome'], recordId: Id | null, problems: Trouble[] = []) =>
      settled.push({
        line: row.line,
        outcome,
        recordId,
        name: wish.name ?? '',
        known: addresses,
        problems,
        pipeline: into.pipeline,
        // Where the file says nothing what is here stays where it is.
        stage: recordId === null || stage ? into.stage : null,
        lostReason,
        company,
        addresses,
        wish: {
          ...wish,
          ...(options.ownerId !== null && wish.ownerId === undefined && { ownerId: options.ownerId }),
          ...(options.tag !== '' && { tags: withTag(wish.tags ? [...wish.tags] : [], options.tag).slice(0, 20) }),
        },
      })
    const fail = (column: string, problem: string, value: string) => put('failed', null, [trouble(column, problem, value)]) // prettier-ignore
    if (wrong.length > 0) {
      put('failed', null, wrong)
      continue
    }
    const mark = id ?? `${into.pipeline?.id ?? ''} ${fold(wish.name ?? '')}`
    const found = options.duplicates === 'create' ? [] : await dealsLike(tx, actor, id, wish.name, into.pipeline?.id)
    const [first] = found
    if (wish.ownerId && !(await mayOwn(wish.ownerId))) fail('owner', 'not.owner', '')
    else if (id !== null && !first && options.duplicates !== 'create') fail('id', 'missing', id)
    else if (wish.name === undefined && !first) fail('name', 'nothing', '')
    else if (found.length > 1) fail('name', 'several', wish.name ?? '')
    else if (inFile.has(mark) || (first && (await hadBefore(tx, importId, [first])).size > 0))
      fail('name', 'twice', wish.name ?? '') // prettier-ignore
    else if (!first) put('added', null)
    else put(options.duplicates === 'skip' ? 'skipped' : 'updated', first)
    inFile.add(mark)
  }
  return settled

  async function mayOwn(ownerId: Id): Promise<boolean> {
    const told = owners.get(ownerId) ?? (await whyNotOwner(tx, ownerId, null)) === null
    owners.set(ownerId, told)
    return told
  }
}

const unread = (row: FileRow): ReadDeal => ({ id: null, wish: {}, stage: null, pipeline: null, lostReason: null, company: null, addresses: [], wrong: [trouble('', `row.${row.wrong ?? ''}`, row.cells[0] ?? '')] }) // prettier-ignore

interface Place {
  pipeline: Pipeline | null
  stage: Stage | null
}

/** Where those go of which a pipeline is said, or nothing. */
function beginningOf(pipeline: Pipeline | null, usual: Place): Place {
  if (pipeline === null || pipeline.id === usual.pipeline?.id) return usual
  return { pipeline, stage: pipeline.stages.find((one) => one.kind === 'open') ?? null }
}

function placeOf(pipelines: readonly Pipeline[], stageId: Id): Place {
  const pipeline = pipelines.find((one) => one.stages.some((stage) => stage.id === stageId)) ?? null
  return { pipeline, stage: pipeline?.stages.find((one) => one.id === stageId) ?? null }
}

/** Two at most, of those that the actor sees. */
async function dealsLike(
  tx: Tx,
  actor: Actor,
  id: Id | null,
  name: string | undefined,
  pipelineId: Id | undefined,
): Promise<Id[]> {
  const words = name === undefined ? null : wordsAsked(name)
  if (id === null && (words === null || pipelineId === undefined)) return []
  const which =
    id !== null
      ? sql`deal.id = ${id}::bigint`
      : sql`deal.words @@ ${words}::tsquery and deal.pipeline_id = ${pipelineId}::bigint and lower(deal.name) = lower(${name})`
  const rows = await ask(
    tx,
    id === null ? 'import-deals-called' : 'import-deal',
    sql<{
      id: Id
    }>`select deal.id from deal where ${which} and deal.deleted_at is null and ${seenBy(tx, actor)} limit 2`,
  )
  return rows.map((row) => row.id)
}
