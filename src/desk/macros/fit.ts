// Whether a macro can be kept: every variable known, every language once, everything its actions name there. What is wrong is refused
// with its place, while somebody is looking at it.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { variablesFor } from '../variables/own-fields.ts'
import { refuseUnknownIn, textOf } from './body.ts'
import type { MacroAction, MacroVariant } from './macros.api.ts'

interface Wanted {
  variants: readonly MacroVariant[]
  actions: readonly MacroAction[]
  teamId: Id | null
}

/** Characters of one variant. */
const LONGEST = 20_000

export async function refuseUnfitMacro(tx: Tx, actor: Actor, { variants, actions, teamId }: Wanted): Promise<void> {
  for (const [at, { language, body }] of variants.entries()) {
    const words = textOf(body)
    if (words === '') throw unfit('macro-empty', 'Write what the reply says.', `variants.${at}.body`)
    if (words.length > LONGEST) throw unfit('macro-too-long', `A reply has at most ${LONGEST} characters.`, `variants.${at}.body`) // prettier-ignore
    if (variants.findIndex((one) => one.language === language) < at)
      throw unfit('language-twice', 'There is a text in this language already.', `variants.${at}.language`)
  }
  refuseUnknownIn(variants, await variablesFor(tx, actor))
  if (teamId !== null) await mustBe(tx, 'team', teamId, 'teamId')
  for (const [at, action] of actions.entries()) {
    const twice = actions.findIndex((one) => one.do === action.do) < at
    if (twice) throw unfit('action-twice', 'This is done already by an action above.', `actions.${at}`)
    if (action.do === 'setCategory' && action.categoryId !== null)
      await mustBe(tx, 'category', action.categoryId, `actions.${at}.categoryId`)
    if (action.do === 'setStatus' && action.statusId !== undefined)
      await mustBe(tx, 'custom_status', action.statusId, `actions.${at}.statusId`)
    if (action.do === 'setTeam' && action.teamId !== null)
      await mustBe(tx, 'team', action.teamId, `actions.${at}.teamId`)
    if (action.do === 'assign' && action.userId !== null)
      await mustBe(tx, 'user', action.userId, `actions.${at}.userId`)
  }
}

const called = { team: 'team', category: 'category', user: 'colleague', custom_status: 'custom status' }

async function mustBe(tx: Tx, noun: keyof typeof called, id: Id, where: string): Promise<void> {
  const [row] = await tx.query({
    name: `macro-names-${noun}`,
    text: `select 1 from "${noun}" where id::text = $1 and ${noun === 'user' ? 'disabled_at' : 'archived_at'} is null`,
    values: [id],
  })
  if (!row)
    throw unfit(
      noun === 'custom_status' ? 'status-missing' : `${noun}-missing`,
      `There is no such ${called[noun]}, or it is no longer in use.`,
      where,
    )
}

function unfit(code: string, text: string, where: string): Problem {
  return new Problem('invalid', code, text, { detail: { where } })
}
