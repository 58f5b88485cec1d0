// A desk on a small disk that is filled while mail comes in, and emptied again. Runs where `disk.fault.ts` has mounted the disk: a
// process of its own, which prints its verdict.
//   node bin/run.js test/faults/disk-full.ts FOLDER COUNT [SLACK]
import { open, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { must } from '../../src/kit/must.ts'
import { desk, prepareServer } from '../stories/server.ts'
import { audit, complaintsOf } from './audit.ts'
import type { Verdict } from './scenario.ts'
import { sendSteadily } from './steady.ts'

const MB = 1024 * 1024
const RESERVE = 32
const NOTICED_WITHIN = 2_500
const BACK_WITHIN = 5_000
/** A database that the full disk has stopped comes back on what we kept for it. */
const READABLE_WITHIN = 10_000
/** A row of 2 to 40 kB, and now and then a mail so large that it lies beside the database. */
const size = () => (Math.random() < 0.1 ? 600_000 : 2_000 + Math.random() * 40_000)

/** On a machine that does other things too everything may take so many times as long. */
const [folder = '', count = '1', slack = '1'] = process.argv.slice(2)
process.stdout.write(`\n${JSON.stringify(await fillAndFree(folder, Number(count), Number(slack)))}\n`)

async function fillAndFree(disk: string, rounds: number, slack: number): Promise<Verdict> {
  const broken: string[] = []
  const back: number[] = []
  const env = { POSTROOM_RESERVE_MB: String(RESERVE), POSTROOM_LOG_LEVEL: 'warn' }
  const server = await prepareServer({ dataDir: path.join(disk, 'data'), env })
  try {
    await server.start()
    const mail = sendSteadily(server.smtpPort, { size })
    for (let round = 1; round <= rounds; round++) {
      for (const left of [8 * MB, 0]) {
        await mail.nextAcknowledged(20_000 * slack)
        await sleep(1_000)
        const before = mail.codes.get(452) ?? 0
        const ballast = await fill(disk, left)
        for (const began = performance.now(); performance.now() - began < NOTICED_WITHIN * slack; await sleep(100))
          if ((await ask(`${server.url}/readyz`)) === 503) break
        await sleep(500) // what was under way has been answered
        const where = left > 0 ? 'with 8 MB left' : 'with nothing left'
        const acknowledged = mail.acknowledged.size
        for (const one of ['conversations', 'inboxes']) {
          const began = performance.now()
          let status = await ask(`${server.url}/api/v1/${one}`)
          for (; status !== 200 && performance.now() - began < READABLE_WITHIN * slack; await sleep(200))
            status = await ask(`${server.url}/api/v1/${one}`)
          if (status !== 200) broken.push(`${where} reading ${one} is answered ${status}`)
        }
        const ready = await fetch(`${server.url}/readyz`)
        const told = JSON.stringify(await ready.json())
        if (ready.status !== 503 || !told.includes('"space":false')) broken.push(`${where} /readyz says ${told}`)
        if ((await server.api.metric('postroom_disk_full')) !== 1) broken.push(`${where} no metric raises the alarm`)
        if (!server.output().includes('"disk-full"')) broken.push(`${where} the log does not say so`)
        await sleep(1_000)
        if (mail.acknowledged.size > acknowledged) broken.push(`${where} mail was still taken`)
        if ((mail.codes.get(452) ?? 0) === before) broken.push(`${where} nobody was answered 452`)
        await rm(ballast)
        back.push(await mail.nextAcknowledged(30_000 * slack))
      }
    }
    await mail.stop()
    if (Math.max(...back) > BACK_WITHIN * slack) broken.push(`mail was taken again only after ${inSeconds(back)}`)
    const odd = [...mail.codes.keys()].filter((code) => ![0, 250, 451, 452].includes(code))
    if (odd.length > 0) broken.push(`mail was answered ${odd.join(', ')}`)
    const database = await server.database()
    const found = await audit(database, mail.acknowledged)
    await database.end()
    broken.push(...complaintsOf(found))
    const answered = (code: number) => mail.codes.get(code) ?? 0
    return {
      broken: [...new Set(broken)],
      figures: {
        acknowledged: mail.acknowledged.size,
        '452': answered(452),
        '451': answered(451),
        lost: found.lost.length,
        doubled: found.doubled.length,
        'back after': inSeconds(back),
      },
    }
  } catch (error) {
    return { broken: [...broken, `${String(error)}\n${server.output().slice(-2_000)}`], figures: {} }
  } finally {
    await server.remove()
  }
}

/**
 * Until about `left` bytes are free. What is free is looked at once, and filled in one go: somebody who goes on filling leaves room for
 * nobody, whatever was kept.
 */
async function fill(disk: string, left: number): Promise<string> {
  const file = path.join(disk, 'ballast-of-others')
  const handle = await open(file, 'w')
  try {
    const { bavail, bsize } = await statfs(disk)
    const piece = Buffer.alloc(16 * MB)
    for (let more = bavail * bsize - left; more > 0; more -= piece.length)
      await handle.write(piece, 0, Math.min(piece.length, more))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    await handle.close()
  }
  return file
}

async function ask(url: string): Promise<number> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${desk.token}` } })
  await answer.arrayBuffer()
  return answer.status
}

function inSeconds(times: number[]): string {
  return `${(must(times.toSorted((a, b) => b - a)[0], 'a time') / 1000).toFixed(1)} s`
}
