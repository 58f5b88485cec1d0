// Which verb answers which route about deals. What somebody links a deal to, they see.
import type { Id } from '../../kit/id.ts'
import type { InputOf } from '../../kit/route.ts'
import type { Tx } from '../../store/tx.ts'
import { visibleConversation } from '../conversations/read.ts'
import { mustMeet } from '../tasks/lists.ts'
import { answer, type Answer, type Asking } from '../users/asking.ts'
import type { Actor } from '../users/permissions.ts'
import * as api from './deals.api.ts'
import type { Deal } from './deals.api.ts'
import { changeDeal, deleteDeal, openDeal, restoreDeal, type NewDeal } from './deals.ts'
import { exportedDeals } from './export.ts'
import { linkConversation, unlinkConversation } from './linking.ts'
import { listOf } from './lists.ts'
import { moveDeal } from './moves.ts'
import { setContacts } from './people.ts'
import { shownDeals, type DealRow } from './rows.ts'
import { changeSeveral } from './several.ts'
import { visibleDeal } from './sight.ts'
import { firstStage, mustSeeStage } from './stages.ts'
import { sumsOf } from './sums.ts'
import { dealViewsFor, deleteDealView, saveDealView } from './views.ts'
import { wholeDeal } from './whole.ts'

export function dealsRoutes(): Answer[] {
  return [
    answer(api.listDeals, ({ tx, actor }, { cursor, limit, ...filters }) =>
      listOf(tx, actor, filters, { cursor, limit }),
    ),
    answer(api.exportDeals, ({ tx, actor }, filters) => exportedDeals(tx, actor, filters)),
    answer(api.sumStages, ({ tx, actor }, { id, owner }) => sumsOf(tx, actor, id, owner)),
    answer(api.readDeal, async ({ tx, actor }, { id }) => wholeDeal(tx, actor, await visibleDeal(tx, actor, id))),
    answer(api.openDeal, async (asking, wanted) => shown(asking, await opened(asking, wanted))),
    answer(api.changeDeal, async (asking, { id, version, ...wish }) => {
      const { tx, actor } = asking
      await visibleDeal(tx, actor, id)
      if (wish.companyId) await mustMeet(tx, actor, 'company', wish.companyId)
      return shown(asking, await changeDeal(tx, id, wish, version))
    }),
    answer(api.moveDeal, (asking, { id, ...move }) => onSeen(asking, id, async (tx, actor) => {
      await mustSeeStage(tx, actor, move.stageId)
      return moveDeal(tx, id, move)
    })), // prettier-ignore
    answer(api.deleteDeal, async ({ tx, actor }, { id }) => {
      await visibleDeal(tx, actor, id)
      await deleteDeal(tx, id)
      return {}
    }),
    answer(api.restoreDeal, async (asking, { id }) => {
      await visibleDeal(asking.tx, asking.actor, id, { orDeleted: true })
      return shown(asking, await restoreDeal(asking.tx, id))
    }),
    answer(api.setDealContacts, (asking, { id, contacts }) => onSeen(asking, id, async (tx, actor) => {
      for (const { contactId } of contacts) await mustMeet(tx, actor, 'contact', contactId)
      return setContacts(tx, actor, id, contacts)
    })), // prettier-ignore
    answer(api.linkDeal, (asking, { id, conversationId }) => onSeen(asking, id, async (tx, actor) => {
      const head = await visibleConversation(tx, actor, conversationId)
      return linkConversation(tx, id, head.id, { because: 'said by hand', confidence: 1 })
    })), // prettier-ignore
    answer(api.unlinkDeal, (asking, { id, conversationId }) => onSeen(asking, id, async (tx, actor) => {
      const head = await visibleConversation(tx, actor, conversationId)
      return unlinkConversation(tx, id, head.id)
    })), // prettier-ignore
    answer(api.changeDeals, async ({ tx, actor }, { changes, takesBack }) => {
      for (const { id, deleted, stageId } of changes) {
        const { stage_id: standsIn } = await visibleDeal(tx, actor, id, { orDeleted: deleted === false })
        if (stageId !== undefined && stageId !== standsIn) await mustSeeStage(tx, actor, stageId)
      }
      const { rows, before } = await changeSeveral(tx, changes, takesBack)
      return { deals: await shownDeals(tx, actor, rows), before }
    }),
    answer(api.listDealViews, ({ tx, actor }) => dealViewsFor(tx, actor)),
    answer(api.saveDealView, ({ tx, actor }, view) => saveDealView(tx, actor, view)),
    answer(api.deleteDealView, async ({ tx, actor }, { id }) => {
      await deleteDealView(tx, actor, id)
      return {}
    }),
  ]
}

/** Done to a deal that one sees, and answered with it as it is then. */
async function onSeen(asking: Asking, id: Id, verb: (tx: Tx, actor: Actor) => Promise<DealRow>): Promise<Deal> {
  await visibleDeal(asking.tx, asking.actor, id)
  return await shown(asking, await verb(asking.tx, asking.actor))
}

async function shown({ tx, actor }: Asking, row: DealRow): Promise<Deal> {
  const [deal] = await shownDeals(tx, actor, [row])
  return deal as Deal
}

/** Whose conversation it is comes along, unless it is said otherwise. */
async function opened({ tx, actor }: Asking, wanted: InputOf<typeof api.openDeal>): Promise<DealRow> {
  const { stageId, conversationId, companyId, contacts, ownerId, currency, ...plain } = wanted
  if (stageId !== undefined) await mustSeeStage(tx, actor, stageId)
  if (companyId) await mustMeet(tx, actor, 'company', companyId)
  for (const one of contacts ?? []) await mustMeet(tx, actor, 'contact', one.contactId)
  const from = conversationId === null ? null : await fromConversation(tx, actor, conversationId)
  return await openDeal(tx, {
    ...plain,
    stageId: stageId ?? (await firstStage(tx, actor)),
    currency: currency ?? null,
    ownerId: ownerId === undefined ? actor.id : ownerId,
    companyId: companyId === undefined ? (from?.companyId ?? null) : companyId,
    conversationId: from?.conversationId ?? null,
    contacts: contacts ?? from?.contacts ?? [],
  })
}

async function fromConversation(tx: Tx, actor: Actor, asked: Id) {
  const { id } = await visibleConversation(tx, actor, asked)
  const whose = await tx.db.selectFrom('conversation').select(['contact_id', 'company_id']).where('id', '=', id).executeTakeFirstOrThrow() // prettier-ignore
  const contacts: NewDeal['contacts'] =
    whose.contact_id === null ? [] : [{ contactId: whose.contact_id, role: 'other' }]
  return { conversationId: id, companyId: whose.company_id, contacts }
}
