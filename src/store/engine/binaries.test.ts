import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { installBinaries } from './binaries.ts'

/** A package of hardly anything, and where to install it. */
async function place() {
  const root = await mkdtemp(path.join(os.tmpdir(), 'postroom-binaries-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const native = path.join(root, 'native')
  for (const part of ['bin', 'lib/postgresql', 'share']) await mkdir(path.join(native, part), { recursive: true })
  await writeFile(path.join(native, 'bin/postgres'), 'a server')
  return { from: { native, version: '18.0.0' }, parent: path.join(root, 'programs') }
}

test('of many that install at once the first is kept: nobody’s server is taken away while it starts', async () => {
  const { from, parent } = await place()
  const copies = new Set<number>()

  const all = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const { folder } = await installBinaries(from, parent)
      copies.add((await stat(path.join(folder, 'bin/postgres'))).ino)
      return folder
    }),
  )

  expect(new Set(all).size).toBe(1)
  expect(copies.size).toBe(1)
  expect(await readdir(parent)).toEqual(['18.0.0'])
})

test('half a copy, as a crash leaves it, is replaced', async () => {
  const { from, parent } = await place()
  await mkdir(path.join(parent, '18.0.0/bin'), { recursive: true })
  await writeFile(path.join(parent, '18.0.0/bin/postgres'), 'a s')

  const { folder } = await installBinaries(from, parent)

  expect((await stat(path.join(folder, 'bin/postgres'))).size).toBe('a server'.length)
  expect(await readdir(parent)).toEqual(['18.0.0'])
})
