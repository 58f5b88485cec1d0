// What corrections taught: on which record mail of an address or a domain is logged instead, besides, or not at all; and the words by
// which a project or an order is known.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Noun, Subject } from '../timeline/timeline.api.ts'
import type { Lesson } from './capture.api.ts'

interface Stored {
  kind: Lesson['kind']
  value: string
  subject_id: Id
  noun: Noun | null
  to_id: Id | null
  taught_by: Id | null
  taught_at: string
}

/** What is in place now, and what was before it. */
export interface Taught {
  kind: Lesson['kind']
  value: string
  subjectId: Id
  was: Stored | null
}

/** As many as are looked through for every mail. */
const MOST_WORDS = 500
const PAGE = 100

export async function teach(
  tx: Tx,
  values: readonly { kind: Lesson['kind']; value: string }[],
  { from, to }: { from: Subject | null; to: Subject | null },
): Promise<Taught[]> {
  const taught: Taught[] = []
  for (const { kind, value } of values) {
    const subjectId = from?.id ?? '0'
    const [was = null] = await tx.query<Stored>({
      name: 'lesson-was',
      text: `select kind, value, subject_id, noun, to_id, taught_by, taught_at::text as taught_at from log_lesson where kind = $1 and value = $2 and subject_id = $3 for update`,
      values: [kind, value, subjectId],
    })
    await put(tx, { kind, value, subject_id: subjectId, noun: to?.noun ?? null, to_id: to?.id ?? null, taught_by: tx.actorId, taught_at: tx.now.toISOString() }) // prettier-ignore
    taught.push({ kind, value, subjectId, was })
  }
  return taught
}

async function put(tx: Tx, row: Stored): Promise<void> {
  await tx.query({
    name: 'lesson-put',
    text: `insert into log_lesson (kind, value, subject_id, noun, to_id, taught_by, taught_at) values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (kind, value, subject_id) do update set noun = excluded.noun, to_id = excluded.to_id, taught_by = excluded.taught_by, taught_at = excluded.taught_at`,
    values: [row.kind, row.value, row.subject_id, row.noun, row.to_id, row.taught_by, row.taught_at],
  })
}

export async function unteach(tx: Tx, taught: readonly Taught[]): Promise<void> {
  for (const { kind, value, subjectId, was } of taught) {
    if (was) await put(tx, was)
    else await remove(tx, kind, value, subjectId)
  }
}

async function remove(tx: Tx, kind: string, value: string, subjectId: Id): Promise<boolean> {
  const rows = await tx.query({
    name: 'lesson-remove',
    text: 'delete from log_lesson where kind = $1 and value = $2 and subject_id = $3 returning kind',
    values: [kind, value, subjectId],
  })
  return rows.length > 0
}

export async function addWords(tx: Tx, words: string, to: Subject): Promise<void> {
  const [{ count } = { count: 0 }] = await tx.query<{ count: number }>({
    name: 'lesson-words',
    text: `select count(*)::int as count from log_lesson where kind = 'words'`,
    values: [],
  })
  if (count >= MOST_WORDS)
    throw new Problem('conflict', 'too-many-words', `There are ${MOST_WORDS} of these already: all are looked for in every mail. Remove one first.`) // prettier-ignore
  await teach(tx, [{ kind: 'words', value: words }], { from: null, to })
  await record(tx, 'lesson.added', to.id, { words, to })
}

export async function forgetLesson(tx: Tx, kind: Lesson['kind'], value: string, subjectId: Id): Promise<void> {
  if (!(await remove(tx, kind, value, subjectId)))
    throw new Problem('missing', 'lesson-missing', 'There is no such rule any more.')
  await record(tx, 'lesson.forgotten', subjectId, { kind, value })
}

/** In order of what they are about. */
export async function listLessons(
  tx: Tx,
  cursor: string | undefined,
): Promise<{ lessons: Lesson[]; next: string | null }> {
  const [kind, value, subjectId] = cursor === undefined ? ['', '', '0'] : readCursor(cursor)
  const rows = await tx.query<Stored & { at: Date; from_name: string | null; to_name: string | null }>({
    name: 'lesson-list',
    text: `select l.*, l.taught_at as at,
        coalesce((select k.name from contact k where k.id = l.subject_id), (select k.name from company k where k.id = l.subject_id)) as from_name,
        coalesce((select k.name from contact k where k.id = l.to_id), (select k.name from company k where k.id = l.to_id)) as to_name
      from log_lesson l where (l.kind, l.value, l.subject_id) > ($1, $2, $3::bigint) order by l.kind, l.value, l.subject_id limit ${PAGE + 1}`,
    values: [kind, value, subjectId],
  })
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    lessons: page.map((row) => ({
      kind: row.kind,
      value: row.value,
      instead: row.subject_id === '0' ? null : { id: row.subject_id, name: row.from_name ?? '' },
      to: row.noun && row.to_id ? { noun: row.noun, id: row.to_id, name: row.to_name ?? '' } : null,
      taughtById: row.taught_by,
      taughtAt: row.at.toISOString(),
    })),
    next: rows.length > PAGE && last ? Buffer.from(`${last.kind} ${last.subject_id} ${last.value}`).toString('base64url') : null, // prettier-ignore
  }
}

function readCursor(cursor: string): string[] {
  const [, kind, subjectId, value] = /^(\w{1,10}) (\d{1,18}) ([^\0]{1,400})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [] // prettier-ignore
  if (kind === undefined || value === undefined || subjectId === undefined)
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by this list. Start again without one.')
  return [kind, value, subjectId]
}
