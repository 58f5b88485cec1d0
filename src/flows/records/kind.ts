// What an import is of: contacts, companies or deals. Each says what columns there are, what would become of rows, brings them in, and takes
// them back one by one.
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Trouble } from './cells.ts'
import type { ImportedRow, ImportNoun, ImportOptions } from './import.api.ts'
import type { FileRow } from './source.ts'

export interface Looked {
  line: number
  outcome: ImportedRow['outcome']
  /** What is here already, or was made. */
  recordId: Id | null
  /** As a preview shows it; `known`: its addresses or domains. */
  name: string
  known: string[]
  problems: Trouble[]
}

export interface Brought extends Looked {
  /** What takes it back. */
  before: object | null
  /** Of the record afterwards: whoever changed it since is not undone. */
  version: number | null
}

export interface AskedRows {
  /** Whom it is asked for: what they do not see is not brought up to date. */
  actor: Actor
  rows: readonly FileRow[]
  options: ImportOptions
  importId: Id
}

export interface WasBrought {
  outcome: string
  recordId: Id
  before: unknown
  version: number
}

export interface Kind {
  noun: ImportNoun
  /** What a column can be, beside a field of the desk's own: by target its names, folded, without what is no letter and no digit. */
  names: Readonly<Record<string, string>>
  /** Of these a file may have several columns. */
  severalOf: ReadonlySet<string>
  /** One of these a table must have. */
  needed: readonly string[]
  /** Rows in one transaction. */
  atOnce: number
  /** Writes nothing. */
  look: (tx: Tx, asked: AskedRows) => Promise<Looked[]>
  bring: (tx: Tx, asked: AskedRows) => Promise<Brought[]>
  /** False: it stays as it is. */
  takeBack: (tx: Tx, importId: Id, was: WasBrought) => Promise<boolean>
}
