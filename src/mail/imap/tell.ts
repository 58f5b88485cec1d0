// Tells a mail server what has changed at the desk: flags, folders, sent mail. Many messages at a time (deeds.ts), each so that doing
// it once more does no harm.
import type { ImapFlow } from 'imapflow'
import { Problem } from '../../kit/problem.ts'
import { carryOut, type Ended, type Outcome, type Step, type Task } from './deeds.ts'
import type { Cursor } from './folder.ts'
import { isGmail, placesOf, type Named, type Use } from './places.ts'

/** Where the best folder of each use is; `hasLabels`: messages have labels (X-GM-EXT-1). */
export type Folders = Partial<Record<Use, string>> & { hasLabels?: boolean }

export interface Telling<T extends Task = Task> {
  named: Named
  /** Whether anything waits. */
  isDue(): Promise<boolean>
  /** Those that are told together. None: nothing waits any more. */
  next(folders: Folders): Promise<T[]>
  /** Resolves when it is written down what became of them. */
  ended(those: Ended<T>[]): Promise<void>
}

/** Tasks that are told before new mail is looked for again. */
const AT_ONCE = 500

export interface Told {
  /** Folders were opened, and the one that is read has to be opened again. */
  hasOpened: boolean
  /** A message beside that folder was not where it was thought to be, or it is not known where it went. */
  hasLost: boolean
}

/** `agreed`: up to where all that happened in the folder that is read is known. */
export async function tell(client: ImapFlow, reading: string, agreed: Cursor, telling: Telling): Promise<Told> {
  if (!(await telling.isDue())) return { hasOpened: false, hasLost: false }
  const places = await placesOf(client, reading, telling.named)
  const folders: Folders = { hasLabels: isGmail(client) }
  for (const { path, use } of places) folders[use] ??= path
  const { archive, sent } = telling.named
  for (const path of [archive, sent])
    if (path !== null && path !== reading && !places.some((one) => one.path === path)) await client.mailboxCreate(path)
  if (archive !== null) folders.archive = archive
  if (sent !== null) folders.sent = sent
  let hasLost = false
  for (let told = 0; told < AT_ONCE;) {
    const tasks = await telling.next(folders)
    if (tasks.length === 0) break
    const those = await carryOut(client, tasks, { ...agreed, folder: reading })
    if (!client.usable) throw new Problem('busy', 'imap-closed', 'The mail server closed the connection.')
    await telling.ended(those)
    hasLost ||= those.some(({ task, outcomes }) => task.steps.some((step, at) => isLost(step, outcomes[at], reading)))
    told += tasks.length
  }
  return { hasOpened: true, hasLost }
}

const isLost = ({ folder, deed }: Step, outcome: Outcome | undefined, reading: string) =>
  outcome?.kind === 'gone' ? folder !== reading : outcome?.kind === 'done' && deed.kind === 'move' && !outcome.at
