// Loaded into the product by `node --import`: plants one of `mutants.ts`.
//   POSTROOM_TEST_MUTANT=no-fsync
import { registerHooks } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import pg from 'pg'
import { mutants } from './mutants.ts'
import { keepUnsynced } from './power-cut.ts'

const root = path.resolve(import.meta.dirname, '../..')
const mutant = mutants[process.env.POSTROOM_TEST_MUTANT ?? '']
if (mutant && isMainThread) {
  for (const line of mutant.lines ?? []) exchange(line)
  if (mutant.cut) cutInTwo(mutant.cut)
  if (mutant.by === 'power-cut') keepUnsynced()
}

function exchange({ file, from, to }: { file: string; from: string; to: string }): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      if (!url.startsWith('file:') || fileURLToPath(url) !== path.join(root, file)) return loaded
      const source = Buffer.from((loaded.source ?? '') as Uint8Array).toString('utf8')
      if (!source.includes(from)) {
        process.stderr.write(`The line to exchange is no longer in ${file}.\n`)
        process.exit(70)
      }
      return { ...loaded, source: source.replace(from, () => to) }
    },
  })
}

function cutInTwo({ after, before, ms }: { after: RegExp; before: RegExp; ms: number }): void {
  const client = pg.Client.prototype as unknown as {
    query: (this: object, ...args: unknown[]) => Promise<unknown> | undefined
  }
  const query = client.query
  const isBegun = new WeakSet<object>()
  client.query = function (this: object, ...args: unknown[]) {
    const [asked] = args as [string | { text?: string }]
    const text = (typeof asked === 'string' ? asked : asked.text) ?? ''
    if (text.startsWith('begin')) isBegun.delete(this)
    if (after.test(text)) isBegun.add(this)
    if (!before.test(text) || !isBegun.delete(this)) return query.apply(this, args)
    const late = async () => {
      await query.call(this, 'commit')
      await sleep(ms)
      await query.call(this, 'begin')
      return await query.apply(this, args)
    }
    return late()
  }
}
