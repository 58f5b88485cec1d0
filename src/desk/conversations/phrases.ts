// "Words in this order": the index knows words but not their order, so the messages and notes it found are looked at. The database looks
// first, which settles all plain text; only what has other letters is read and folded here.
import type { Id } from '../../kit/id.ts'
import type { Hit } from '../../store/search/look.ts'
import type { Phrase } from '../../store/search/query.ts'
import { fold, isRun } from '../../kit/fold.ts'
import type { Tx } from '../../store/tx.ts'

interface Said {
  id: Id
  /** Null: cannot be told without folding. */
  says: boolean | null
}

/** Messages and notes by their ids. */
const SAID = `select m.id, m.subject || ' ' || m.text as words from message m
    join unnest($1::bigint[], $2::bigint[]) as hit (conversation_id, id) using (conversation_id, id)
  union all select n.id, n.text from note n
    join unnest($1::bigint[], $2::bigint[]) as hit (conversation_id, id) using (conversation_id, id) where n.deleted_at is null`

/** Those of `hits` whose message, or note, says all the phrases. */
export async function saying(tx: Tx, hits: Hit[], phrases: readonly Phrase[]): Promise<Hit[]> {
  if (hits.length === 0) return []
  const [conversationIds, ids] = [hits.map((hit) => hit.conversationId), hits.map((hit) => hit.messageId)]
  // What PostgreSQL lowers in "C" is ASCII, which folds to itself: a text that says it so says it folded.
  // Most texts say its words elsewhere, which is soon seen without regard to where words end.
  const rows = await tx.query<Said>({
    name: 'phrase-look',
    text: `select id, case when folded ~ all($3::text[]) and folded ~ all($4::text[]) then true
          when octet_length(folded) = char_length(folded) then false end as says
        from (select said.id, lower(said.words collate "C") as folded from (${SAID}) said offset 0) message`,
    values: [
      conversationIds,
      ids,
      phrases.map(({ text }) => wordsIn(text)),
      phrases.map((phrase) => patternOf(phrase, '[a-z0-9\\u0080-\\uffff]')),
    ],
  })
  const patterns = phrases.map((phrase) => new RegExp(patternOf(phrase, '[\\p{L}\\p{N}\\p{M}]'), 'u'))
  const says = new Set(rows.filter((row) => row.says).map((row) => row.id))
  const doubtful = new Set(rows.filter((row) => row.says === null).map((row) => row.id))
  for (const { id, words } of await wordsOf(
    tx,
    hits.filter((hit) => doubtful.has(hit.messageId)),
  )) {
    const folded = fold(words)
    if (patterns.every((pattern) => pattern.test(folded))) says.add(id)
  }
  return hits.filter((hit) => says.has(hit.messageId))
}

/** Whole words, where the script parts them by blanks, which may be line ends; every other sign stands for itself. */
function patternOf({ text, isOpen }: Phrase, sign: string): string {
  const signs = Array.from(text)
  const before = isRun(signs[0] ?? '') ? '' : `(?<!${sign})`
  const after = isOpen || isRun(signs.at(-1) ?? '') ? '' : `(?!${sign})`
  return `${before}${wordsIn(text)}${after}`
}

const wordsIn = (text: string) =>
  text
    .split(/\s+/)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('\\s+')

async function wordsOf(tx: Tx, hits: Hit[]): Promise<{ id: Id; words: string }[]> {
  if (hits.length === 0) return []
  return await tx.query({
    name: 'phrase-words',
    text: SAID,
    values: [hits.map((hit) => hit.conversationId), hits.map((hit) => hit.messageId)],
  })
}
