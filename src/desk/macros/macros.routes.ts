// Which verb answers which route of the macros' room.
import { answer, type Answer } from '../users/asking.ts'
import { variablesFor } from '../variables/own-fields.ts'
import { refuseUnknownIn } from './body.ts'
import { fillFor } from './filling.ts'
import { addFolder, changeFolder, deleteFolder, listFolders } from './folders.ts'
import * as api from './macros.api.ts'
import * as macros from './macros.ts'
import { figuresOf } from './uses.ts'

export function macrosRoutes(): Answer[] {
  return [
    answer(api.listMacros, async ({ tx, actor }, { state }) => ({
      folders: await listFolders(tx, actor),
      macros: await macros.listMacros(tx, actor, state),
      variables: await variablesFor(tx, actor),
    })),
    answer(api.readMacro, ({ tx, actor }, { id }) => macros.readMacro(tx, actor, id)),
    answer(api.addMacro, ({ tx, actor }, wanted) => macros.addMacro(tx, actor, wanted)),
    answer(api.changeMacro, ({ tx, actor }, wanted) => macros.changeMacro(tx, actor, wanted)),
    answer(api.moveMacro, async ({ tx, actor }, { id, folderId }) => {
      await macros.moveMacro(tx, actor, id, folderId)
      return {}
    }),
    answer(api.duplicateMacro, ({ tx, actor }, { id, isPersonal }) =>
      macros.duplicateMacro(tx, actor, id, { isPersonal }),
    ),
    answer(api.archiveMacro, async ({ tx, actor }, { id }) => {
      await macros.archiveMacro(tx, actor, id)
      return {}
    }),
    answer(api.restoreMacro, ({ tx, actor }, { id }) => macros.restoreMacro(tx, actor, id)),
    answer(api.listMacroVersions, ({ tx, actor }, { id }) => macros.macroVersions(tx, actor, id)),
    answer(api.readMacroFigures, async ({ tx, actor }, { id }) =>
      figuresOf(tx, (await macros.seenRow(tx, actor, id)).id),
    ),
    answer(api.fillMacro, async ({ tx, actor }, { id, ...place }) => {
      const { variants } = await macros.readMacro(tx, actor, id)
      return await fillFor(tx, actor, variants, place)
    }),
    answer(api.previewMacro, async ({ tx, actor }, { variants, ...place }) => {
      refuseUnknownIn(variants, await variablesFor(tx, actor))
      return await fillFor(tx, actor, variants, place)
    }),
    answer(api.addMacroFolder, ({ tx, actor }, wanted) => addFolder(tx, actor, wanted)),
    answer(api.changeMacroFolder, ({ tx, actor }, { id, ...change }) => changeFolder(tx, actor, id, change)),
    answer(api.deleteMacroFolder, async ({ tx, actor }, { id }) => {
      await deleteFolder(tx, actor, id)
      return {}
    }),
  ]
}
