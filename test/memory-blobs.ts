// A blob store that keeps its files in memory, for tests that are about something else.
import { must } from '../src/kit/must.ts'
import { createBlobs, type BlobDriver, type Blobs } from '../src/store/blobs.ts'
import { keysOf } from '../src/store/keys.ts'

export const testBlobs = (): Blobs => createBlobs({ driver: memoryBlobs(), keys: keysOf(Buffer.alloc(32, 7)) })

export function memoryBlobs(): BlobDriver {
  const files = new Map<string, Buffer>()
  return {
    create: async (place) => {
      const pieces: Buffer[] = []
      return {
        write: async (bytes) => void pieces.push(bytes),
        finish: async () => void files.set(place, Buffer.concat(pieces)),
        discard: async () => undefined,
      }
    },
    open: async (place) => {
      const file = must(files.get(place), 'a file that was written')
      return { read: async (at, length) => file.subarray(at, at + length), close: async () => undefined }
    },
    remove: async (place) => void files.delete(place),
    list: async function* () {
      yield* files.keys()
    },
  }
}
