// COPY … FROM STDIN over an ordinary connection: text lines in, as fast as the server takes them.
import type pg from 'pg'

export interface Copying {
  /** Complete lines, each with its line end. Wait for it: it resolves when there is room again. */
  write(lines: string): Promise<void>
  /** Rows may be read after it. */
  end(): Promise<void>
}

interface Wire {
  stream: NodeJS.WritableStream & { writableNeedDrain?: boolean }
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** One at a time on a connection; nothing else may be asked of it before the end. */
export async function copyInto(client: pg.Client, table: string, columns: readonly string[]): Promise<Copying> {
  const ready = Promise.withResolvers<Wire>()
  const done = Promise.withResolvers<void>()
  done.promise.catch(() => undefined) // `write` and `end` meet it
  let wire: Wire | undefined
  const submittable = {
    submit: (connection: Wire) => connection.query(`copy ${table} (${columns.join(', ')}) from stdin`),
    handleCopyInResponse: (connection: Wire) => {
      wire = connection
      ready.resolve(connection)
    },
    handleError: (error: Error) => {
      ready.reject(error)
      done.reject(error)
    },
    handleCommandComplete: () => undefined,
    handleReadyForQuery: () => done.resolve(),
  }
  client.query(submittable as never)
  await ready.promise
  return {
    write: async (lines) => {
      wire?.sendCopyFromChunk(Buffer.from(lines))
      if (wire?.stream.writableNeedDrain)
        await Promise.race([new Promise((resolve) => wire?.stream.once('drain', resolve as () => void)), done.promise])
    },
    end: async () => {
      wire?.endCopyFrom()
      await done.promise
    },
  }
}

/** A value as COPY's text format has it. */
export function field(value: string | number | boolean | null | readonly string[] | Date): string {
  if (value === null) return '\\N'
  if (typeof value === 'string') return escape(value)
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (value instanceof Date) return value.toISOString()
  return escape(`{${value.map((one) => `"${one}"`).join(',')}}`)
}

function escape(text: string): string {
  return /[\\\n\t\r]/.test(text)
    ? text.replace(/[\\\n\t\r]/g, (sign) => ({ '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' })[sign] ?? '')
    : text
}
