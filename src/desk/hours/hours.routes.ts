// Which verb answers which route of the room of business hours.
import { answer, type Answer } from '../users/asking.ts'
import * as api from './hours.api.ts'
import { addHours, changeHours, deleteHours, listHours } from './hours.ts'

export function hoursRoutes(): Answer[] {
  return [
    answer(api.listHours, ({ tx }) => listHours(tx)),
    answer(api.addHours, ({ tx }, input) => addHours(tx, input)),
    answer(api.changeHours, ({ tx }, { id, ...wanted }) => changeHours(tx, id, wanted)),
    answer(api.deleteHours, async ({ tx }, { id }) => {
      await deleteHours(tx, id)
      return {}
    }),
  ]
}
