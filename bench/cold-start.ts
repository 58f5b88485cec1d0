// node bin/run.js bench/cold-start.ts [--times 5]
// From `postroom serve` to the first answer over HTTP: on an empty data directory, on one that was stopped, and on one whose
// Postroom was killed (its database is still running) or died with its database (which has to recover).
import { parseArgs } from 'node:util'
import { prepareServer } from '../test/stories/server.ts'
import { machine } from './processes.ts'
import { quantile } from './senders.ts'

const { values: asked } = parseArgs({ options: { times: { type: 'string', default: '5' } } })
const times = Number(asked.times)

/** To `/healthz`, and to `/readyz` (database, migrations, space). */
interface Start {
  answer: number
  ready: number
}
const starts: Record<string, Start[]> = {
  'first run': [],
  'after a stop': [],
  'after a kill': [],
  'after a power cut': [],
}

process.stdout.write(`${machine()}\n`)
for (let round = 0; round < times; round++) {
  const server = await prepareServer()
  const start = async (): Promise<Start> => {
    const answer = await server.start({ until: () => answers(`${server.url}/healthz`) })
    const began = performance.now()
    while (!(await answers(`${server.url}/readyz`))) await new Promise((resolve) => setTimeout(resolve, 5))
    return { answer, ready: answer + performance.now() - began }
  }
  try {
    starts['first run']?.push(await start())
    await server.stop()
    starts['after a stop']?.push(await start())
    await server.kill()
    starts['after a kill']?.push(await start())
    await server.killAll()
    starts['after a power cut']?.push(await start())
    await server.stop()
  } finally {
    await server.remove()
  }
}
for (const [name, all] of Object.entries(starts)) {
  const told = (pick: (start: Start) => number) => {
    const sorted = all.map(pick).toSorted((a, b) => a - b)
    return `median ${quantile(sorted, 0.5).toFixed(0)}, worst ${sorted.at(-1)?.toFixed(0)} ms`
  }
  process.stdout.write(
    `${name.padEnd(20)} first answer ${told((one) => one.answer)};  ready ${told((one) => one.ready)}\n`,
  )
}
process.stdout.write(`${machine()}\n`)

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined)
  await answer?.arrayBuffer()
  return answer?.status === 200
}
