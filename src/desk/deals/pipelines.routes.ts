// Which verb answers which route about pipelines.
import { answer, type Answer } from '../users/asking.ts'
import * as api from './pipelines.api.ts'
import { addPipeline, archivePipeline, changePipeline, orderPipelines, pipelinesFor, restorePipeline } from './pipelines.ts' // prettier-ignore

export function pipelinesRoutes(): Answer[] {
  return [
    answer(api.listPipelines, ({ tx, actor }) => pipelinesFor(tx, actor)),
    answer(api.addPipeline, ({ tx }, wanted) => addPipeline(tx, wanted)),
    answer(api.changePipeline, ({ tx }, asked) => changePipeline(tx, asked)),
    answer(api.archivePipeline, async ({ tx }, { id }) => {
      await archivePipeline(tx, id)
      return {}
    }),
    answer(api.restorePipeline, ({ tx }, { id }) => restorePipeline(tx, id)),
    answer(api.orderPipelines, async ({ tx, actor }, { ids }) => {
      await orderPipelines(tx, ids)
      return await pipelinesFor(tx, actor)
    }),
  ]
}
