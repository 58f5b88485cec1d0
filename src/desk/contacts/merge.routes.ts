// Which verb answers which route about records that may be one.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { answer, type Answer, type Asking } from '../users/asking.ts'
import type { Noun } from './columns.ts'
import * as api from './merge.api.ts'
import { merge, undoMerge } from './merge.ts'
import { mustSeeCompany, mustSeeContact } from './sight.ts'
import { listTwins, settleTwin } from './twins.ts'

/** The kind of job that looks for records that may be one. */
export const twinsJob = 'contacts.findTwins'

const mustSee: Record<Noun, (asking: Asking, id: Id) => Promise<Id>> = {
  contact: ({ tx, actor }, id) => mustSeeContact(tx, actor, id),
  company: ({ tx, actor }, id) => mustSeeCompany(tx, actor, id),
}

export function mergeRoutes(): Answer[] {
  return [
    answer(api.listTwins, ({ tx, actor }, asked) => listTwins(tx, actor, asked)),
    answer(api.findTwins, async ({ tx }) => {
      await enqueue(tx, twinsJob, {}, { key: 'all' })
      return {}
    }),
    answer(api.settleTwin, async (asking, { id, otherId, noun, distinct }) => {
      await mustSee[noun](asking, id)
      await mustSee[noun](asking, otherId)
      await settleTwin(asking.tx, noun, id, otherId, distinct)
      return {}
    }),
    answer(api.mergeContacts, async (asking, { id, otherId, values }) => {
      await mustSee.contact(asking, id)
      await mustSee.contact(asking, otherId)
      if (values.companyId) await mustSee.company(asking, values.companyId)
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
      return mergeNamed(asking.tx, await merge(asking.tx, 'contact', id, otherId, given))
    }),
    answer(api.mergeCompanies, async (asking, { id, otherId, values }) => {
      await mustSee.company(asking, id)
      await mustSee.company(asking, otherId)
      if (values.parentId) await mustSee.company(asking, values.parentId)
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
      return mergeNamed(asking.tx, await merge(asking.tx, 'company', id, otherId, given))
    }),
    answer(api.listContactMerges, async (asking, { id }) => mergesOf(asking.tx, 'contact', await mustSee.contact(asking, id))), // prettier-ignore
    answer(api.listCompanyMerges, async (asking, { id }) => mergesOf(asking.tx, 'company', await mustSee.company(asking, id))), // prettier-ignore
    answer(api.undoMerge, async (asking, { id }) => {
      const row = /^\d{1,19}$/.test(id)
        ? await asking.tx.db.selectFrom('contact_merge').select(['noun', 'winner_id']).where('id', '=', id).executeTakeFirst() // prettier-ignore
        : undefined
      if (!row) throw new Problem('missing', 'merge-missing', 'Nothing was merged so.', { detail: { id } })
      await mustSee[row.noun as Noun](asking, row.winner_id)
      const { winnerId, loserId } = await undoMerge(asking.tx, id)
      return { winnerId, loserId }
    }),
  ]
}

async function mergesOf(tx: Tx, noun: Noun, id: Id) {
  const rows = await tx.db
    .selectFrom('contact_merge')
    .selectAll()
    .where('winner_id', '=', id)
    .where('noun', '=', noun)
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
  return rows.map(shownMerge)
}

function shownMerge(row: Selectable<Tables['contact_merge']>) {
  const { loser } = row.before as { loser: { name: string } }
  return {
    id: row.id,
    noun: row.noun as Noun,
    winnerId: row.winner_id,
    loserId: row.loser_id,
    loserName: loser.name,
    mergedAt: row.merged_at.toISOString(),
    undoneAt: row.undone_at?.toISOString() ?? null,
  }
}

const mergeNamed = async (tx: Tx, id: Id) =>
  shownMerge(await tx.db.selectFrom('contact_merge').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
