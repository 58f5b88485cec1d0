import { expect, test } from 'vitest'
import { Problem } from '../../kit/problem.ts'
import { deliver } from './deliver.ts'

const written = { place: 'aa/1', size: 2_000_000, identity: Buffer.alloc(0), wrappedKey: Buffer.alloc(0) }

test.each([
  ['nobody here is written to', new Problem('missing', 'recipient-unknown', 'No inbox here has this address.'), 1],
  ['may be taken when it is tried again', new Problem('busy', 'database-away', 'The database does not answer.'), 0],
])('of a large mail that %s the disk keeps what is needed', async (_, thrown, discarded) => {
  const gone: string[] = []
  const accept = () => Promise.reject(thrown)
  const discard = async ({ place }: { place: string }) => void gone.push(place)

  const delivered = deliver({ accept }, { discard }, { raw: written, head: Buffer.alloc(0) }, { to: [] }, new Date())

  await expect(delivered).rejects.toBe(thrown)
  expect(gone).toHaveLength(discarded)
})
