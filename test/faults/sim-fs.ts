// A disk in memory that keeps its word and not a letter more: when the power is cut, what was not synced is gone, both what is in a file
// and, until its folder was synced, its name. It can be cut after any operation, and operations can be made to fail.
import path from 'node:path'
import type { Files } from '../../src/store/blobs/files.ts'

interface FileNode {
  data: Buffer
  /** What survives; null: nothing was ever synced. */
  safe: Buffer | null
  /** A sync failed: the system has forgotten what it could not write, and later syncs succeed without having done anything. */
  isForgotten: boolean
}
interface FolderNode {
  names: Map<string, Node>
  safe: Map<string, Node>
}
type Node = FileNode | FolderNode

export interface SimFs extends Files {
  /** How many operations there were. */
  operations(): number
  /** After so many operations none happens any more: the machine is off. */
  cutAfter(operations: number): void
  /** From now on operations that write fail so often, with one of these codes. */
  fail(share: number, codes: string[], random: () => number): void
  /** The disk after the power came back. `survives`: whether something that was not synced is there all the same. */
  restart(survives?: () => boolean): SimFs
}

export class PowerCut extends Error {}

export function createSimFs(root: FolderNode = newFolder()): SimFs {
  let count = 0
  let last = Infinity
  let spoil: (() => string | undefined) | undefined

  /** Every operation takes a while, so that others come between. */
  const operate = async (canFail: boolean): Promise<Error | undefined> => {
    await new Promise((resolve) => setImmediate(resolve))
    if (count >= last) throw new PowerCut('the power is off')
    count++
    const code = canFail ? spoil?.() : undefined
    return code === undefined ? undefined : errno(code)
  }
  const find = (where: string): Node | undefined => {
    let at: Node | undefined = root
    for (const name of where.split(path.sep).filter(Boolean)) at = at && 'names' in at ? at.names.get(name) : undefined
    return at
  }
  const folderAt = (where: string): FolderNode => {
    const found = find(where)
    if (!found || !('names' in found)) throw errno('ENOENT')
    return found
  }
  return {
    operations: () => count,
    cutAfter: (operations) => {
      last = operations
    },
    fail: (share, codes, random) => {
      spoil = () => (random() < share ? codes[Math.floor(random() * codes.length)] : undefined)
    },
    restart: (survives = () => false) => createSimFs(afterCut(root, survives) as FolderNode),

    makeFolder: async (folder) => {
      const failure = await operate(true)
      if (failure) throw failure
      let made: string | undefined
      let at = root
      let where = ''
      for (const name of folder.split(path.sep).filter(Boolean)) {
        where = `${where}${path.sep}${name}`
        let next = at.names.get(name)
        if (!next) {
          made ??= where
          at.names.set(name, (next = newFolder()))
        }
        if (!('names' in next)) throw errno('ENOTDIR')
        at = next
      }
      return made
    },
    create: async (file) => {
      const failure = await operate(true)
      if (failure) throw failure
      const folder = folderAt(path.dirname(file))
      if (folder.names.has(path.basename(file))) throw errno('EEXIST')
      const node: FileNode = { data: Buffer.alloc(0), safe: null, isForgotten: false }
      folder.names.set(path.basename(file), node)
      return {
        write: async (bytes) => {
          const error = await operate(true)
          node.data = Buffer.concat([node.data, error ? bytes.subarray(0, bytes.length / 2) : bytes])
          if (error) throw error
        },
        sync: async () => {
          const error = await operate(true)
          if (error) node.isForgotten = true
          if (error) throw error
          if (!node.isForgotten) node.safe = node.data
        },
        close: async () => {
          await operate(false)
        },
      }
    },
    syncFolder: async (folder) => {
      const failure = await operate(true)
      if (failure) throw failure
      const node = folderAt(folder)
      node.safe = new Map(node.names)
    },
    rename: async (from, to) => {
      const failure = await operate(true)
      if (failure) throw failure
      const node = find(from)
      if (!node) throw errno('ENOENT')
      folderAt(path.dirname(to)).names.set(path.basename(to), node)
      folderAt(path.dirname(from)).names.delete(path.basename(from))
    },
    open: async (file) => {
      await operate(false)
      const node = find(file)
      if (!node || 'names' in node) throw errno('ENOENT')
      return { read: async (at, length) => node.data.subarray(at, at + length), close: async () => undefined }
    },
    remove: async (file) => {
      await operate(false)
      folderAt(path.dirname(file)).names.delete(path.basename(file))
    },
  }
}

function afterCut(node: Node, survives: () => boolean): Node {
  if (!('names' in node)) {
    const data = survives() ? node.data : (node.safe ?? Buffer.alloc(0))
    return { data, safe: data, isForgotten: false }
  }
  const names = new Map<string, Node>()
  for (const [name, child] of node.safe) names.set(name, afterCut(child, survives))
  for (const [name, child] of node.names) if (survives()) names.set(name, afterCut(child, survives))
  return { names, safe: new Map(names) }
}

function newFolder(): FolderNode {
  return { names: new Map(), safe: new Map() }
}

function errno(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: simulated`), { code })
}
