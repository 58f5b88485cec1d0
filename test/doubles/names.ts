// A double of other people's name servers: what it is not given does not exist.
import type { LookUp } from '../../src/mail/authenticate.ts'

/** `known`: `name TYPE` → records as node:dns/promises has them. */
export function nameServer(known: Record<string, unknown[]>): { lookUp: LookUp; asked: string[] } {
  const asked: string[] = []
  const lookUp: LookUp = async (name, type) => {
    const question = `${name} ${type}`
    asked.push(question)
    const records = known[question]
    if (!records) throw Object.assign(new Error(`query${type} ENOTFOUND ${name}`), { code: 'ENOTFOUND' })
    return records
  }
  return { lookUp, asked }
}
