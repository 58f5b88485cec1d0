// Marks that somebody on the server set or took away: the flag, and labels.
import { asFlag, labelOf } from '../../mail/imap/flagged.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { FLAGGED, isToBeTold } from '../../desk/mailboxes/changes.ts'
import { linked, type Linked, type Remembered } from './linked.ts'
import { BETWEEN, SEPARATOR } from './marks.ts'
import { FLAG, isFollowed, marked, seen, type Mark } from './meaning.ts'
import { policyOf, type Policy } from './policy.ts'

/** As it is marked now, and as both sides last agreed. */
export type Marking = Remembered & { raw_id: Id | null; flags: string[]; before: string[] }

/**
 * Of a mail that waits to be filed nothing can be said yet: it is remembered as it was, so that the mark is noticed again. Answers whether
 * there are such.
 */
export async function turned(tx: Tx, mailboxId: Id, marks: readonly Marking[]): Promise<boolean> {
  if (marks.length === 0) return false
  const policy = await policyOf(tx, mailboxId)
  const told = marks.map((one) => ({ ...one, turned: turnedOf(one, policy) })).filter((one) => one.turned.length > 0)
  const known = new Map((await linked(tx, mailboxId, told)).map((one) => [one.id, one]))
  const groups = new Map<string, { mark: Mark; isSet: boolean; mails: Linked[] }>()
  for (const one of told) {
    const mail = known.get(one.id)
    for (const mark of mail ? one.turned : []) {
      const isSet = one.flags.includes(mark.flag)
      const group = groups.get(`${isSet} ${mark.flag}`) ?? { mark, isSet, mails: [] }
      if (mail) group.mails.push(mail)
      groups.set(`${isSet} ${mark.flag}`, group)
    }
  }
  for (const { mark, isSet, mails } of groups.values()) await marked(tx, mailboxId, mails, mark, isSet)
  if (policy.read_by !== null || (await isToBeTold(tx, mailboxId, 'seen'))) await noteSeen(tx, mailboxId, marks)
  const open = told.filter((one) => !known.has(one.id) && one.turned.some((mark) => isFollowed(mark, policy)))
  return await putBack(tx, mailboxId, open)
}

/** What of it has a meaning here, and is not as it was agreed. The folder that is read is no label of what lies in it. */
function turnedOf({ flags, before }: Marking, policy: Policy): Mark[] {
  const labels = new Set([...flags, ...before].flatMap((flag) => labelOf(flag) ?? []))
  const wanted = [...labels].filter((label) => label !== policy.folder && label !== FLAGGED)
  const marks = [FLAG, ...wanted.map((label): Mark => ({ field: `label:${label}`, flag: asFlag(label), tag: label }))]
  return marks.filter(({ flag }) => flags.includes(flag) !== before.includes(flag))
}

async function noteSeen(tx: Tx, mailboxId: Id, marks: readonly Marking[]): Promise<void> {
  for (const isSet of [true, false]) {
    const those = marks.filter(
      ({ flags, before }) => flags.includes('\\Seen') === isSet && before.includes('\\Seen') !== isSet,
    )
    await seen(tx, mailboxId, await linked(tx, mailboxId, those), isSet)
  }
}

async function putBack(tx: Tx, mailboxId: Id, marks: readonly Marking[]): Promise<boolean> {
  if (marks.length === 0) return false
  const waiting = await tx.query<{ id: Id }>({
    name: 'sync-unfiled',
    text: 'select id from intake where id = any($1::bigint[])',
    values: [marks.flatMap((one) => one.raw_id ?? [])],
  })
  const ids = new Set(waiting.map((one) => one.id))
  const those = marks.filter((one) => one.raw_id !== null && ids.has(one.raw_id))
  if (those.length === 0) return false
  await tx.query({
    name: 'sync-put-back',
    text: `update mailbox_message k set flags = string_to_array(was.flags, ${BETWEEN}) from unnest($2::bigint[], $3::text[]) was(id, flags)
      where k.mailbox_id = $1 and k.id = was.id`,
    values: [mailboxId, those.map((one) => one.id), those.map((one) => one.before.join(SEPARATOR))],
  })
  return true
}
