// A file of 50,000 contacts of whom one in a hundred is wrong: how long it takes, how long anything else waits meanwhile, and whether every
// wrong row is named. And how long one waits while a file is looked through that is broken from end to end.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { addUser } from '../../src/desk/users/users.ts'
import { actorOf } from '../../src/desk/users/actors.ts'
import { must } from '../../src/kit/must.ts'
import { Problem } from '../../src/kit/problem.ts'
import type { Store } from '../../src/store/store.ts'
import { importedRows } from '../../src/flows/records/imported.ts'
import { beginImport, importNamed, startImport } from '../../src/flows/records/imports.ts'
import { runImport } from '../../src/flows/records/run.ts'
import { testMeans } from '../../test/arrivals.ts'
import { contactTable } from '../../test/contact-table.ts'

/** Milliseconds that nobody else is heard. */
const GOAL = 500

export async function imports(store: Store, rows: number, say: (text: string) => void): Promise<string[]> {
  const userId = await store.transact({ actorId: null }, (tx) => addUser(tx, { name: 'Ada', email: 'ada@people.example', role: 'admin', passwordHash: null })) // prettier-ignore
  const act = { actorId: userId }
  const actor = await store.transact(act, async (tx) => must(await actorOf(tx, userId), 'Ada'))
  const means = testMeans(store)
  const { text, wrong } = contactTable(rows)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const began = performance.now()
  const { id } = await store.transact(act, (tx) => beginImport(tx, means, actor, { name: 'people.csv', bytes: Buffer.from(text) })) // prettier-ignore
  const looked = performance.now() - began
  await store.transact(act, (tx) => startImport(tx, actor, id))
  for (let state = 'waiting'; state !== 'done';)
    state = await store.transact({ actorId: null }, async (tx) => {
      await runImport(tx, means, id)
      return (await importNamed(tx, actor, id)).state
    })
  const took = performance.now() - began
  delay.disable()
  const { added, failed } = await store.transact(act, (tx) => importNamed(tx, actor, id))
  const named = (await store.transact(act, (tx) => importedRows(tx, id, 'failed', 0, rows))).map((one) => one.line)
  const held = delay.max / 1e6
  say(`\n${rows} contacts from a file: ${(took / 1000).toFixed(1)} s (${(rows / (took / 1000)).toFixed(0)} a second), looked through in ${looked.toFixed(0)} ms; longest wait of others ${held.toFixed(0)} ms`) // prettier-ignore
  say(`  ${added} added, ${failed} wrong and named`)
  const brokenHeld = await heldBy(() => store.transact(act, (tx) => beginImport(tx, means, actor, { name: 'broken.csv', bytes: Buffer.from(`x","${'\n'.repeat(490)}`.repeat(50_000)) }))) // prettier-ignore
  say(`  a broken file of 25 MB: longest wait of others ${brokenHeld.toFixed(0)} ms`)
  return [
    ...(named.join() === wrong.join() ? [] : ['import: the wrong rows are not those that are named']),
    ...(held > GOAL ? [`import: others wait ${held.toFixed(0)} ms, wanted ${GOAL} ms`] : []),
    ...(brokenHeld > GOAL ? [`a broken file: others wait ${brokenHeld.toFixed(0)} ms, wanted ${GOAL} ms`] : []),
  ]
}

async function heldBy(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  await work().catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error
  })
  delay.disable()
  return delay.max / 1e6
}
