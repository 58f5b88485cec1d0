// The file operations that keeping blobs takes, each by itself: so that a test can run the same code on a disk that loses what was
// not synced, or that fails. Listing, which only tidies up, is not among them.
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import os from 'node:os'

export interface Files {
  /** With those above it. The first folder that had to be made; undefined where all were there. */
  makeFolder(folder: string): Promise<string | undefined>
  /** A new file; fails where there is one. */
  create(file: string): Promise<NewFile>
  /** The names in the folder will survive a power cut. */
  syncFolder(folder: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  read(file: string): Promise<Buffer>
  /** It may be gone already. */
  remove(file: string): Promise<void>
}

/** Synced through the descriptor that wrote: another one may not be told of an error that came in between. */
interface NewFile {
  write(bytes: Buffer): Promise<void>
  /** What was written will survive a power cut, if the name does. Once it has failed, trying again proves nothing. */
  sync(): Promise<void>
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
  read: (file) => readFile(file),
  remove: (file) => rm(file, { force: true }),
}
