// Who asked a statement: a file of the product, or a test for itself. Told by the stack, in a comment behind the statement.
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
/** The way every statement goes. */
const PASSAGE = /src\/store\/(access|store)/

export function bySpeaker(text: string): string {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = 60
  const stack = new Error().stack ?? ''
  Error.stackTraceLimit = before
  const files = [...stack.matchAll(/(?:file:\/\/)?(\/[^\s():?]+\.ts)/g)].map(([, file = '']) =>
    path.relative(root, file),
  )
  const own = files.filter(
    (file) => !file.startsWith('node_modules') && !PASSAGE.test(file) && file !== 'test/distribution/speaker.ts',
  )
  const speaker = own.find((file) => file !== 'test/database.ts') ?? 'nobody'
  return `${text} /* by ${speaker} */`
}
