import { expect, test } from 'vitest'
import { createSimFs, type SimFs } from '../../../test/faults/sim-fs.ts'
import { randomFrom } from '../../../bench/letters.ts'
import type { BlobDriver } from '../blobs.ts'
import type { Files } from './files.ts'
import { createDiskBlobs } from './disk.ts'

const folder = '/data/blobs'
/** In three folders only, so that some are made while another writes there. */
const places = Array.from({ length: 12 }, (_, at) => `0${at % 3}/${String(at).padStart(32, '0')}`)
const bytesOf = (place: string) => Buffer.from(`what lies at ${place}`)

/** In two pieces. */
async function write(driver: BlobDriver, place: string): Promise<void> {
  const file = await driver.create(place)
  await file.write(bytesOf(place).subarray(0, 9))
  await file.write(bytesOf(place).subarray(9))
  await file.finish()
}

/** Four at a time; which of them were said to be safe. */
async function writeAll(files: Files): Promise<string[]> {
  const safe: string[] = []
  const driver = await createDiskBlobs(folder, files).catch(() => undefined)
  const writer = async (from: number) => {
    for (const place of places.filter((_, at) => at % 4 === from))
      if (driver)
        await write(driver, place).then(
          () => safe.push(place),
          () => undefined,
        )
  }
  await Promise.all([0, 1, 2, 3].map(writer))
  return safe
}

/** Which of them cannot be read after a power cut. */
async function lostOf(disk: SimFs, safe: string[], survives?: () => boolean): Promise<string[]> {
  const driver = await createDiskBlobs(folder, disk.restart(survives))
  const read = async (place: string) => {
    const file = await driver.open(place).catch(() => undefined)
    return (await file?.read(0, 1_000)) ?? Buffer.alloc(0)
  }
  const found = await Promise.all(safe.map(async (place) => (await read(place)).equals(bytesOf(place))))
  return safe.filter((_, at) => !found[at])
}

async function lostAtAnyCut(spoil: (disk: SimFs) => Files = (disk) => disk): Promise<string[]> {
  const whole = createSimFs()
  await writeAll(whole)
  const lost: string[] = []
  for (let cut = 0; cut <= whole.operations(); cut++) {
    const disk = createSimFs()
    disk.cutAfter(cut)
    const safe = await writeAll(spoil(disk))
    lost.push(...(await lostOf(disk, safe)))
  }
  return lost
}

test('whenever the power is cut, what was said to be safe is there', async () => {
  expect(await lostAtAnyCut()).toEqual([])
})

test('a disk without one of the syncs is found out: that of the file, and those of the folders', async () => {
  const deaf = async () => undefined
  const noFileSync = (disk: SimFs): Files => ({
    ...disk,
    create: async (file) => ({ ...(await disk.create(file)), sync: deaf }),
  })
  const noSyncOf =
    (pattern: RegExp) =>
    (disk: SimFs): Files => ({ ...disk, syncFolder: (one) => (pattern.test(one) ? deaf() : disk.syncFolder(one)) })

  expect((await lostAtAnyCut(noFileSync)).length).toBeGreaterThan(0)
  for (const one of [/blobs\/\d\d$/, /blobs$/, /data$/, /^\/$/])
    expect((await lostAtAnyCut(noSyncOf(one))).length, String(one)).toBeGreaterThan(0)
})

test('of a file for which there was no room nothing is left', async () => {
  for (const step of ['write', 'sync'] as const) {
    const disk = createSimFs()
    const full: Files = {
      ...disk,
      create: async (file) => ({ ...(await disk.create(file)), [step]: () => Promise.reject(noRoom) }),
    }
    const driver = await createDiskBlobs(folder, full)
    const [place = ''] = places

    await expect(write(driver, place)).rejects.toMatchObject({ kind: 'busy', code: 'disk-full' })

    await expect(disk.open(`${folder}/${place}.new`)).rejects.toThrow('ENOENT')
    await write(await createDiskBlobs(folder, disk), place) // and its place can be used
  }
})

const noRoom = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })

test.each([0.01, 0.1, 0.5])(
  'where %d of all writes and syncs fail, what was said to be safe is there',
  async (share) => {
    const random = randomFrom(share * 1000)
    for (let round = 0; round < 30; round++) {
      const disk = createSimFs()
      await createDiskBlobs(folder, disk)
      disk.fail(share, ['EIO', 'ENOSPC'], random)

      const safe = await writeAll(disk)

      expect(await lostOf(disk, safe, () => random() < 0.3)).toEqual([])
    }
  },
)
