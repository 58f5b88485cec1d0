// The command line: every command, what it takes, and which function does it. docs/commands.md describes them for users.
import process from 'node:process'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { readConfig, type Config } from '../../config.ts'
import { createPasswords } from '../../desk/users/passwords.ts'
import { roles, type Role } from '../../desk/users/permissions.ts'
import { addDemo } from '../../flows/demo/demo.ts'
import { removeDemo } from '../../flows/demo/remove.ts'
import { createLog, type Log } from '../../kit/log.ts'
import { Problem } from '../../kit/problem.ts'
import type { Incoming } from '../../store/incoming.ts'
import type { JobState } from '../../store/jobs.ts'
import { version } from '../http/version.ts'
import type { Desk } from '../desk.ts'
import { addKeeping } from './backup-commands.ts'
import { deliver, isNoMail, openInput, patiently, readInput } from './deliver.ts'
import { addFigures } from './figures-commands.ts'
import { runImport, type ImportCommand } from './import-command.ts'
import { inspect } from './inspect.ts'
import { addPerson, askPassword, makeToken, resetPassword } from './people.ts'
import { runReconcile } from './reconcile.ts'
import { route } from './route.ts'
import { addRules } from './rules-commands.ts'
import { runServe } from './serve-command.ts'
import { addSimulate } from './simulate.ts'
import { exits, tell } from './telling.ts'
import { askHealth, retryJobs, runMigrate, tellJobs } from './upkeep.ts'
import { withDesk } from './with-desk.ts'

type Environment = Record<string, string | undefined>

const out = (text: string) => void process.stdout.write(text)
const err = (text: string) => void process.stderr.write(text)

/** The exit status; `argv` without the program's own name. Resolves for `serve` when it has stopped. */
export async function runCommand(argv: string[], env: Environment): Promise<number> {
  let status: number = exits.ok
  const program = createProgram(env, (ended) => {
    status = ended
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return status
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exits.ok : exits.usage
    return tell(thrown, env, err)
  }
}

/** Every command, for the parser and for the test that docs/commands.md knows them all. */
export function createProgram(env: Environment, end: (status: number) => void): Command {
  const program = new Command('postroom')
    .description('Self-hosted e-mail response management: a team’s mail is kept, filed, routed, answered.')
    .version(version(), '-v, --version')
    .helpOption('-h, --help')
    .showHelpAfterError('(postroom --help lists the commands, postroom COMMAND --help what one takes)')
    .exitOverride()
  /** Commands say what went wrong in words of their own; the log joins in only for what nobody else would tell. */
  const quiet = (): { config: Config; log: Log } => ({
    config: readConfig(env),
    log: createLog(env.POSTROOM_LOG_LEVEL?.trim() ? readConfig(env).logLevel : 'error'),
  })
  const onDesk = async <T>(use: (desk: Desk) => Promise<T>): Promise<T> => {
    const { config, log } = quiet()
    return await withDesk(config, log, use)
  }

  program
    .command('serve')
    .description('run Postroom: web, mail and worker, or what POSTROOM_ROLES names')
    .action(async () => end(await runServe(readConfig(env), out, err)))

  program
    .command('deliver')
    .description('take one mail from standard input, for a pipe from a mail server; status 0 means it is durable')
    .option('-t, --to <address>', 'envelope recipient; may be repeated (default: those of the header)', collect, [])
    .option('-f, --from <address>', 'envelope sender; "" for none')
    .action(async (given: { to: string[]; from?: string }) => end(await runDeliver(given, quiet)))

  program
    .command('import')
    .description('bring in mail from files: mbox, Maildir, .eml, folders of them')
    .argument('<path...>', 'files and folders')
    .option(
      '-i, --inbox <name>',
      'name or address of the inbox (default: the only one, or what each mail is addressed to)',
    )
    .addOption(
      new Option('-s, --status <status>', 'status of the new conversations').choices(['open', 'waiting', 'resolved']),
    )
    .option('--no-wait', 'end when everything is accepted, and leave the filing to a running Postroom')
    .action(async (paths: string[], given: ImportCommand) =>
      end(await onDesk((desk) => runImport(desk, paths, given, { out, err, bar: process.stderr }))),
    )

  program
    .command('inspect')
    .description('show what Postroom makes of a mail, without storing anything')
    .argument('<path...>', 'files and folders of mails')
    .option('--json', 'as JSON: one object for one file, else one line for each', false)
    .action(async (paths: string[], { json }: { json: boolean }) =>
      end(await inspect(paths, { json }, (line) => out(`${line}\n`))),
    )

  program
    .command('route')
    .description('show where a mail would go, and why, rule by rule')
    .argument('<file>', 'a mail, or - for standard input')
    .option('-i, --inbox <name>', 'the inbox it is taken to have come to (default: that of its recipients)')
    .option('--json', 'as JSON', false)
    .action((file: string, given: { inbox?: string; json: boolean }) =>
      onDesk(async ({ means }) => {
        await means.store.transact({ actorId: null, readOnly: true }, (tx) => route(tx, file, given, process.stdout))
      }),
    )

  program
    .command('reconcile')
    .description('count everything in the mail accounts beside what is here; status 65 when something does not fit')
    .argument('[mailbox]', 'name, user name or id of one (default: all that are read)')
    .option('--mend', 'fetch again what is missing', false)
    .option('--json', 'as JSON', false)
    .action(async (mailbox: string | undefined, given: { mend: boolean; json: boolean }) =>
      end(await onDesk((desk) => runReconcile(desk, { mailbox, ...given }, out))),
    )

  program
    .command('demo')
    .description('fill the desk with sample data, clearly marked, or remove it again')
    .option('--remove', 'remove all of it and nothing else', false)
    .option('--seed <number>', 'another number makes another desk', wholeNumber, 1)
    .action((given: { remove: boolean; seed: number }) =>
      onDesk(async ({ means }) => {
        if (given.remove) out(await removeDemo(means))
        else out(await addDemo(means, { seed: given.seed }))
      }),
    )

  program
    .command('migrate')
    .description('bring the store up to date (every start does so by itself)')
    .option('--plan', 'only say what would be done', false)
    .action(async ({ plan }: { plan: boolean }) => {
      const { config, log } = quiet()
      end(await runMigrate(config, log, plan, out))
    })

  addSimulate(program, onDesk, out)
  addFigures(program, onDesk, out, end)
  addKeeping(program, { env, quiet, end })
  addJobs(program, onDesk, end)
  addPeople(program, onDesk)
  addRules(program, onDesk, out)

  program
    .command('health')
    .description('ask the running Postroom whether it is ready; status 69 when it is not')
    .action(async () => end(await askHealth(readConfig(env), out)))

  program
    .command('version')
    .description('print the version')
    .action(() => out(`${version()}\n`))

  return program
}

type OnDesk = <T>(use: (desk: Desk) => Promise<T>) => Promise<T>

function addJobs(program: Command, onDesk: OnDesk, end: (status: number) => void): void {
  const jobs = program.command('jobs').description('the machine’s work: what waits, runs, has failed')
  jobs
    .command('list', { isDefault: true })
    .description('count them and show the newest')
    .addOption(new Option('--state <state>', 'only those').choices(['waiting', 'running', 'failed']))
    .action(async ({ state }: { state?: JobState }) =>
      end(await onDesk(({ means }) => tellJobs(means.store, state, out))),
    )
  jobs
    .command('retry')
    .description('try a failed job again, or all of them')
    .argument('[id]', 'of the job', identifier)
    .action(async (id: string | undefined) => end(await onDesk(({ means }) => retryJobs(means.store, id, out))))
}

function addPeople(program: Command, onDesk: OnDesk): void {
  const user = program.command('user').description('logins, for whoever has the machine but no way in')
  user
    .command('add')
    .description('add a user; the password is asked for, or read from standard input')
    .argument('<email>')
    .option('-n, --name <name>', 'as colleagues and customers see it (default: from the address)')
    .addOption(new Option('-r, --role <role>', 'what they may do').choices(roles).default('agent'))
    .action(async (email: string, { name, role }: { name?: string; role: Role }) => {
      const password = await askPassword(process.stdin, process.stderr)
      const person = { email, role, name: name ?? email.split('@')[0] ?? email }
      await onDesk(({ means }) => addPerson(means.store, createPasswords(), person, password))
      out(`${email} may sign in as ${role}.\n`)
    })
  user
    .command('password')
    .description('give a user another password and end their sessions')
    .argument('<email>')
    .action(async (email: string) => {
      const password = await askPassword(process.stdin, process.stderr)
      await onDesk(({ means }) => resetPassword(means.store, createPasswords(), email, password))
      out(`${email} has a new password. Their sessions have ended.\n`)
    })
  const token = program.command('token').description('API tokens')
  token
    .command('create')
    .description('make an API token of the desk’s own and print it, once')
    .option('-n, --name <name>', 'what it is for', 'from the command line')
    .option('-s, --scope <permission>', 'a permission, or * for all; may be repeated', collect, [])
    .option('-d, --days <number>', 'until it ends; 0 for never', wholeNumber, 90)
    .action(async ({ name, scope, days }: { name: string; scope: string[]; days: number }) => {
      const wanted = { name, scopes: scope.length > 0 ? scope : ['*'], days: days || null }
      out(`${await onDesk(({ means }) => makeToken(means.store, wanted))}\n`)
    })
}

/** Whatever is wrong with us and not with the mail is a temporary failure: a mail server must keep it, never send it back. */
async function runDeliver(
  given: { to: string[]; from?: string },
  quiet: () => { config: Config; log: Log },
): Promise<number> {
  let mail: Incoming | null = null
  try {
    const { config, log } = quiet()
    const input = await openInput(process.stdin)
    const once = async ({ accepting, means }: Desk) => {
      mail ??= await readInput(input, means)
      return await deliver(accepting, means.blobs, mail, given, new Date())
    }
    await patiently(() => withDesk(config, log, once))
    return exits.ok
  } catch (thrown) {
    if (mail === null && thrown instanceof Problem && isNoMail(thrown)) throw thrown
    const status = tell(thrown, process.env, err)
    return status === exits.unknownRecipient ? status : exits.tempFail
  }
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(value)
}

function identifier(value: string): string {
  if (!/^\d{1,19}$/.test(value)) throw new InvalidArgumentError('It must be the number of a job.')
  return value
}
