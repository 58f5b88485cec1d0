// What an audit found, counted from its judgements: how often routing was wrong, of which category and by which rule. Pure.
import { CLASSIFIER, type Outcome } from '../../desk/rules/outcome.ts'
import { mintedAt, type Id } from '../../kit/id.ts'
import type { AuditFindings, Share } from './audits.api.ts'
import { shareOf } from './shares.ts'

export interface Judged {
  given: Outcome
  right: { inboxId: Id; categoryId: Id | null }
}

/** Only of mails whose judge was sure. */
export function findingsOf(judged: readonly Judged[]): AuditFindings {
  const all = judged.map((one) => ({
    ...one,
    wrongInbox: one.given.inboxId !== one.right.inboxId,
    wrongCategory: one.given.categoryId !== one.right.categoryId,
  }))
  const byCategory = new Groups<Id | null>()
  const byRule = new Groups<Id>()
  const byModel = new Groups<Id | null>()
  const confusions = new Map<string, AuditFindings['confusions'][number]>()
  for (const { given, right, wrongInbox, wrongCategory } of all) {
    byCategory.add(given.categoryId, wrongCategory)
    const { inboxId: movedBy, categoryId: sortedBy } = given.by
    if (movedBy !== undefined && movedBy === sortedBy) byRule.add(movedBy, wrongInbox || wrongCategory)
    else {
      if (movedBy !== undefined) byRule.add(movedBy, wrongInbox)
      if (sortedBy !== undefined) byRule.add(sortedBy, wrongCategory)
    }
    if (sortedBy === CLASSIFIER && given.models) byModel.add(given.models.categoryId ?? null, wrongCategory)
    if (!wrongCategory) continue
    const key = `${given.categoryId} ${right.categoryId}`
    const known = confusions.get(key)
    if (known) known.count++
    else confusions.set(key, { given: given.categoryId, right: right.categoryId, count: 1 })
  }
  const share = (is: (one: (typeof all)[number]) => boolean) => shareOf(all.filter(is).length, all.length)
  return {
    wrong: share((one) => one.wrongInbox || one.wrongCategory),
    inbox: share((one) => one.wrongInbox),
    category: share((one) => one.wrongCategory),
    byCategory: byCategory.worstFirst(),
    byRule: byRule.worstFirst(),
    byModel: byModel
      .worstFirst()
      .map((one) => ({ ...one, madeAt: one.id && new Date(mintedAt(one.id)).toISOString() })),
    confusions: [...confusions.values()].toSorted((one, other) => other.count - one.count),
  }
}

class Groups<K extends Id | null> {
  private readonly counts = new Map<K, { count: number; of: number }>()

  add(id: K, isWrong: boolean): void {
    const { count, of } = this.counts.get(id) ?? { count: 0, of: 0 }
    this.counts.set(id, { count: count + (isWrong ? 1 : 0), of: of + 1 })
  }

  worstFirst(): { id: K; wrong: Share }[] {
    return [...this.counts]
      .map(([id, { count, of }]) => ({ id, wrong: shareOf(count, of) }))
      .toSorted((one, other) => other.wrong.low - one.wrong.low || other.wrong.of - one.wrong.of)
  }
}
