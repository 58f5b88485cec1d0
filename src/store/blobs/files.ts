// The file operations that keeping blobs takes, each by itself: so that a test can run the same code on a disk that loses what was
// not synced, or that fails. Listing, which only tidies up, is not among them.
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import os from 'node:os'

export interface Files {
  /** With those above it. The first folder that had to be made; undefined where all were there. */
  makeFolder(folder: string): Promise<string | undefined>
  /** A new file; fails where there is one. */
  create(file: string): Promise<NewFile>
  /** The names in the folder will survive a power cut. */
  syncFolder(folder: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  open(file: string): Promise<OpenFile>
  /** It may be gone already. */
  remove(file: string): Promise<void>
}

/** Synced through the descriptor that wrote: another one may not be told of an error that came in between. */
export interface NewFile {
  /** Behind what was written before. */
  write(bytes: Buffer): Promise<void>
  /** What was written will survive a power cut, if the name does. Once it has failed, trying again proves nothing. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface OpenFile {
  /** Fewer bytes only at its end. */
  read(at: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

export const nodeFiles: Files = {
  makeFolder: (folder) => mkdir(folder, { recursive: true, mode: 0o700 }),
  create: async (file) => {
    const handle = await open(file, 'wx', 0o600)
    return { write: (bytes) => handle.writeFile(bytes), sync: () => handle.sync(), close: () => handle.close() }
  },
  syncFolder: async (folder) => {
    if (os.platform() === 'win32') return // it has no such thing
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
  rename,
  open: async (file) => {
    const handle = await open(file, 'r')
    return { read: (at, length) => readAt(handle, at, length), close: () => handle.close() }
  },
  remove: (file) => rm(file, { force: true }),
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let have = 0
  for (let more = -1; have < length && more !== 0; have += more)
    more = (await handle.read(bytes, have, length - have, at + have)).bytesRead
  return bytes.subarray(0, have)
}
