// postroom rules …: the rules as a file that people keep and compare, put to work, and tried on the mail there is.
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { InvalidArgumentError, type Command } from 'commander'
import { applyCode, exportCode, setOfDraft } from '../../desk/rules/apply.ts'
import { listRules } from '../../desk/rules/rules.ts'
import { standing } from '../../desk/rules/whole.ts'
import { system } from '../../desk/users/permissions.ts'
import { mostMails } from '../../flows/backtest/backtest.api.ts'
import { backtest, rulesToRead } from '../../flows/backtest/backtest.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Tx } from '../../store/tx.ts'
import type { Desk } from '../desk.ts'
import { inboxNamed } from './route.ts'
import { tellReport } from './tell-report.ts'

type OnDesk = <T>(use: (desk: Desk) => Promise<T>) => Promise<T>
type Out = (text: string) => void
interface Given {
  inbox?: string
  dryRun?: boolean
  note?: string
}

const us = { actorId: null }
const forInbox = ['-i, --inbox <name>', 'only the rules of this inbox: name, address or id'] as const

export function addRules(program: Command, onDesk: OnDesk, out: Out): void {
  const rules = program.command('rules').description('the rules as code: a YAML file with names instead of ids')
  rules
    .command('export')
    .description('print the rules')
    .option(...forInbox)
    .action(({ inbox }: Given) => onDesk(async (desk) => out(await exportRules(desk, inbox))))
  rules
    .command('apply')
    .description('make the rules what a file says; tells the difference first')
    .argument('<file>', 'YAML as export prints it, or - for standard input')
    .option(...forInbox)
    .option('--dry-run', 'only tell the difference', false)
    .option('-n, --note <text>', 'why, kept with the version that this makes')
    .action((file: string, given: Given) => onDesk((desk) => runApply(desk, file, given, out)))
  rules
    .command('backtest')
    .description('tell what the rules of a file would have done otherwise with mail that came')
    .argument('<file>', 'YAML as export prints it, or - for standard input')
    .option(...forInbox)
    .option('-m, --mails <number>', 'the newest so many', mailCount, 1_000)
    .option('--json', 'the whole report as JSON', false)
    .action((file: string, given: Given & { mails: number; json: boolean }) =>
      onDesk((desk) => runBacktest(desk, file, given, out)),
    )
}

export async function exportRules({ means }: Pick<Desk, 'means'>, inbox: string | undefined): Promise<string> {
  return await means.store.transact({ ...us, readOnly: true }, async (tx) =>
    exportCode(tx, await operator(tx), inbox === undefined ? undefined : await inboxNamed(tx, inbox)),
  )
}

export async function runApply({ means }: Pick<Desk, 'means'>, file: string, given: Given, out: Out): Promise<void> {
  const code = await codeOf(file)
  const isDry = given.dryRun === true
  const { version, differences } = await located(file, () =>
    means.store.transact({ ...us, readOnly: isDry }, async (tx) => {
      const inboxId = given.inbox === undefined ? null : await inboxNamed(tx, given.inbox)
      return await applyCode(tx, await operator(tx), { code, inboxId, isDry, base: undefined, note: given.note ?? '' })
    }),
  )
  for (const { told } of differences) out(`${told}\n`)
  const count = differences.length === 1 ? '1 rule differs' : `${differences.length} rules differ`
  if (differences.length === 0) out('The rules are so already. Nothing was changed.\n')
  else
    out(version === null ? `${count}. Nothing was changed.\n` : `${count}. This is version ${version} of the rules.\n`)
}

async function runBacktest(
  { means }: Pick<Desk, 'means'>,
  file: string,
  given: Given & { mails: number; json: boolean },
  out: Out,
): Promise<void> {
  const code = await codeOf(file)
  const asked = await located(file, () =>
    means.store.transact({ ...us, readOnly: true }, async (tx) => {
      const actor = await operator(tx)
      const inboxId = given.inbox === undefined ? null : await inboxNamed(tx, given.inbox)
      const before = rulesToRead(actor, (await listRules(tx)).map(standing))
      const after = rulesToRead(actor, await setOfDraft(tx, actor, { code, inboxId }))
      return { actor, before, after, mails: given.mails, period: { inboxId, since: null, until: null } }
    }),
  )
  const run = backtest(means, asked)
  for (;;) {
    const { done, value } = await run.next()
    if (done) return out(given.json ? `${JSON.stringify(value)}\n` : tellReport(value))
    if (process.stderr.isTTY) process.stderr.write(`\r${value} of ${given.mails} mails`)
  }
}

/** Postroom itself, which sees every inbox, but no private conversation. */
async function operator(tx: Tx): Promise<Actor> {
  const rows = await tx.db.selectFrom('inbox').select('id').execute()
  return { ...system, inboxIds: rows.map((row): Id => row.id) }
}

async function codeOf(file: string): Promise<string> {
  if (file !== '-') {
    return await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new Problem('invalid', 'file-unreadable', `${file} cannot be read: is it there, and is it a file?`, { cause, detail: { file } }) // prettier-ignore
    })
  }
  const pieces: Buffer[] = []
  for await (const piece of process.stdin) pieces.push(Buffer.from(piece as Uint8Array))
  return Buffer.concat(pieces).toString('utf8')
}

/** Every mistake on a line of its own, as compilers tell them: editors jump there. */
async function located<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof Problem) || !Array.isArray(thrown.detail['mistakes'])) throw thrown
    const mistakes = thrown.detail['mistakes'] as { line: number; column: number; message: string }[]
    const lines = mistakes.map(({ line, column, message }) => `${file}:${line}:${column} ${message}`)
    throw new Problem('invalid', thrown.code, `${lines.join('\n')}\nNothing was changed.`, { cause: thrown })
  }
}

function mailCount(value: string): number {
  const count = Number(value)
  if (!/^\d{1,6}$/.test(value) || count < 1 || count > mostMails)
    throw new InvalidArgumentError(`It must be a number from 1 to ${mostMails}.`)
  return count
}
