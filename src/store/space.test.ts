import { mkdtemp, rm, stat, statfs } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { silentLog } from '../kit/log.ts'
import { watchSpace, type SpaceOptions } from './space.ts'

const MB = 1024 * 1024

async function watch(options: Partial<SpaceOptions>) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-space-'))
  const space = await watchSpace({ folder, reserve: MB, log: silentLog, look: 20, ...options })
  onTestFinished(async () => {
    space.close()
    await rm(folder, { recursive: true, force: true })
  })
  const ballast = () =>
    stat(path.join(folder, 'ballast')).then(
      ({ size }) => size,
      () => 0,
    )
  return { space, folder, ballast }
}

test('where there is room mail may come, and a file keeps some for the database', async () => {
  const { space, ballast } = await watch({ ballast: 2 * MB })

  expect(space.hasRoom()).toBe(true)
  expect(() => space.demandRoom()).not.toThrow()
  await expect.poll(ballast).toBe(2 * MB)
})

test('with less than the reserve nothing is taken in, and no room is taken from the database', async () => {
  const { bavail, bsize } = await statfs(os.tmpdir())

  const { space, ballast } = await watch({ reserve: bavail * bsize * 2, ballast: 2 * MB })

  expect(space.hasRoom()).toBe(false)
  expect(() => space.demandRoom()).toThrow(expect.objectContaining({ kind: 'busy', code: 'disk-full' }))
  expect(await ballast()).toBe(0)
})

test('a folder that is gone has no room', async () => {
  const { space, folder } = await watch({})

  await rm(folder, { recursive: true })

  await expect.poll(space.hasRoom).toBe(false)
})
