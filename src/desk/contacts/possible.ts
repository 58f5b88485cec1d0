// What a record cannot have: an owner who does not work here, a company that is not there, a parent that is its own child.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { isTimeZone } from '../hours/zone.ts'
import type { Noun } from './columns.ts'

/** How far up it is looked whether a company becomes its own parent. */
const GENERATIONS = 20

export async function refuseImpossible(
  tx: Tx,
  noun: Noun,
  id: Id,
  values: Readonly<Record<string, unknown>>,
  was: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { ownerId, companyId, parentId, timeZone, language, name } = values
  if (name !== undefined && (typeof name !== 'string' || name.trim() === ''))
    throw wrong('name-missing', 'A name has at least one letter.', 'name')
  if (typeof ownerId === 'string' && ownerId !== was['owner_id']) await mustWorkHere(tx, ownerId)
  if (typeof companyId === 'string' && companyId !== was['company_id']) await mustBeCompany(tx, companyId, 'companyId')
  if (typeof parentId === 'string' && parentId !== was['parent_id']) await mustBeAbove(tx, id, parentId)
  if (typeof timeZone === 'string' && timeZone !== '' && !isTimeZone(timeZone))
    throw wrong('time-zone-unknown', `There is no time zone “${timeZone}”. Write it as in Europe/Amsterdam.`, 'timeZone') // prettier-ignore
  if (noun === 'contact' && typeof language === 'string' && language !== '' && !isLanguage(language))
    throw wrong('language-unknown', `“${language}” is no language. Write it as in nl or pt-BR.`, 'language')
}

export function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

async function mustWorkHere(tx: Tx, id: Id): Promise<void> {
  const [user] = await tx.query({
    name: 'record-owner',
    text: 'select from "user" where id = $1 and disabled_at is null',
    values: [id],
  })
  if (!user) throw wrong('owner-missing', 'Nobody who works here has this id.', 'ownerId')
}

async function mustBeCompany(tx: Tx, id: Id, where: string): Promise<{ parentId: Id | null }> {
  const [row] = await tx.query<{ parentId: Id | null }>({
    name: 'record-company',
    text: 'select parent_id as "parentId" from company where id = $1 and merged_into is null',
    values: [id],
  })
  if (!row) throw wrong('company-missing', 'There is no such company.', where)
  return row
}

async function mustBeAbove(tx: Tx, id: Id, parentId: Id): Promise<void> {
  let above: Id | null = parentId
  for (let far = 0; above !== null; far++) {
    if (above === id || far > GENERATIONS)
      throw wrong('company-circle', 'A company cannot belong to itself, or to one that belongs to it.', 'parentId')
    above = (await mustBeCompany(tx, above, 'parentId')).parentId
  }
}

const wrong = (code: string, text: string, where: string) => new Problem('invalid', code, text, { detail: { where } })
