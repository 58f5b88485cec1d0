// What a backup says of itself, and what the log beside it: as it is written, and signed.
import type { Sequence } from './catalog.ts'

export interface Manifest {
  format: 1
  /** `cluster`: the embedded server's files and their log, to any point in time. `tables`: rows, from any server into any. */
  kind: 'cluster' | 'tables'
  /** Of Postroom. */
  version: string
  /** Of the server, e.g. `18.4`. */
  server: string
  /** How many it has. */
  migrations: number
  startedAt: string
  /** From here on it can be restored to. */
  endedAt: string
  /** Tells the right root key from a wrong one, and nothing else. */
  keyProof: string
  hasKey: boolean
  counts: { conversations: number; messages: number; raw: number; blobs: number }
  bytes: number
  /** Of files.sha256. */
  listHash: string
  /** Over all of this, by the desk's key (proof.ts). */
  mac?: string
  cluster?: {
    systemId: string
    timeline: number
    segmentSize: number
    startLsn: string
    stopLsn: string
    folders: string[]
  }
  tables?: {
    filled: { name: string; columns: string[]; rows: number; checksum: string }[]
    sequences: Sequence[]
    indexes: Record<string, string>
  }
}

export interface Backup {
  folder: string
  manifest: Manifest
}

export interface Archived {
  /** A desk can be restored to any instant up to here. */
  at: string
  lsn: string
  /** Of the segment that is being written: so much of it counts. */
  partial?: { name: string; bytes: number; sha256: string }
  /** By the desk's key (proof.ts). */
  mac?: string
}
