// Which verb answers which route about how good what is known is.
import { domainOf } from '../../mail/address.ts'
import { enqueueAll } from '../../store/jobs.ts'
import { answer, type Answer } from '../users/asking.ts'
import { readAddresses } from './parts.ts'
import * as api from './quality.api.ts'
import { readQuality, reportOf } from './quality.ts'
import { mustSeeContact } from './sight.ts'

/** The kind of job that asks the DNS about one domain. */
export const domainJob = 'contacts.checkDomain'

export function qualityRoutes(): Answer[] {
  return [
    answer(api.readQuality, ({ tx, actor }, filters) => readQuality(tx, actor, filters)),
    answer(api.readAddresses, async ({ tx, actor }, { id }) => {
      const all = await readAddresses(tx, await mustSeeContact(tx, actor, id))
      return await reportOf(
        tx,
        all.map((one) => one.address),
      )
    }),
    answer(api.checkAddresses, async ({ tx, actor }, { id }) => {
      const all = await readAddresses(tx, await mustSeeContact(tx, actor, id))
      const domains = [...new Set(all.map((one) => domainOf(one.address)))]
      await enqueueAll(tx, domains.map((domain) => ({ kind: domainJob, payload: { domain }, key: domain }))) // prettier-ignore
      return {}
    }),
  ]
}
