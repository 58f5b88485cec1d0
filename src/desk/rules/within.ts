// Who may decide which rules: a rule acts on the mail of its inbox and of those it moves to, so whoever does not see an inbox
// neither reads its rules nor makes any that reach into it.
import { Problem } from '../../kit/problem.ts'
import { can, type Actor } from '../users/permissions.ts'
import type { Rule } from './rules.api.ts'

/** Rules of the whole desk are shown to everybody: they act on everybody's mail. */
export function maySeeRule(actor: Actor, { inboxId }: Pick<Rule, 'inboxId'>): boolean {
  return inboxId === null || sees(actor, inboxId)
}

/** The path of a webhook's address is often its key: who only reads rules is told the server. */
export function withoutKeys(actor: Actor, rule: Rule): Rule {
  if (can(actor, 'rule.write')) return rule
  const actions = rule.actions.map((action) => (action.do === 'webhook' ? { ...action, url: serverOf(action.url) } : action)) // prettier-ignore
  return { ...rule, actions }
}

const serverOf = (url: string) => `${URL.parse(url)?.origin ?? 'https://'}/…`

/** Asked of a rule as it stands and as it shall be. */
export function refuseBeyond(actor: Actor, rule: Pick<Rule, 'inboxId' | 'actions'>): void {
  if (actor.seesAll) return
  if (rule.inboxId === null)
    throw beyond('A rule for all inboxes is written by somebody who sees every inbox. Choose one inbox.')
  const targets = rule.actions.flatMap((action) => (action.do === 'moveToInbox' ? [action.inboxId] : []))
  if (![rule.inboxId, ...targets].every((id) => sees(actor, id)))
    throw beyond('This rule reaches into an inbox that you do not see.')
}

function sees(actor: Actor, inboxId: string): boolean {
  return actor.seesAll || actor.inboxIds.includes(inboxId)
}

function beyond(text: string): Problem {
  return new Problem('denied', 'rule-beyond', text)
}
