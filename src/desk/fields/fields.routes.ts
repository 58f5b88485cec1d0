// Which verb answers which route of the room of fields.
import { answer, type Answer } from '../users/asking.ts'
import * as api from './fields.api.ts'
import * as fields from './fields.ts'

export function fieldsRoutes(): Answer[] {
  return [
    answer(api.listFields, ({ tx, actor }) => fields.fieldsFor(tx, actor)),
    answer(api.addField, ({ tx, actor }, wanted) => fields.addField(tx, actor, wanted)),
    answer(api.changeField, ({ tx, actor }, asked) => fields.changeField(tx, actor, asked)),
    answer(api.archiveField, async ({ tx, actor }, { id }) => {
      await fields.archiveField(tx, actor, id)
      return {}
    }),
    answer(api.restoreField, ({ tx, actor }, { id }) => fields.restoreField(tx, actor, id)),
    answer(api.orderFields, ({ tx, actor }, { noun, ids }) => fields.orderFields(tx, actor, noun, ids)),
  ]
}
