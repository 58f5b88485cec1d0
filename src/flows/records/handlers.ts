// The jobs of this flow: an import and its undoing, looking for twins, asking about a domain.
import { twinsJob } from '../../desk/contacts/merge.routes.ts'
import { findTwins } from '../../desk/contacts/twins.ts'
import { domainJob } from '../../desk/contacts/quality.routes.ts'
import type { Means } from '../../desk/means.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import { checkDomain } from './check-domain.ts'
import { importJob, undoJob } from './imports.ts'
import { runImport } from './run.ts'
import { runUndo } from './undo.ts'

/** They come one by one. */
const idOf = ([job]: readonly { payload: unknown }[]): Id => (must(job, 'the job').payload as { id: Id }).id

export function recordHandlers(means: Means): Handlers {
  return {
    [importJob]: { run: (tx, jobs) => runImport(tx, means, idOf(jobs)) },
    [undoJob]: { run: (tx, jobs) => runUndo(tx, idOf(jobs)) },
    [twinsJob]: {
      run: async (tx) => {
        await findTwins(tx)
      },
    },
    [domainJob]: {
      runOutside: (store, job) => checkDomain(store, means.lookUp, (job.payload as { domain: string }).domain),
    },
  }
}
