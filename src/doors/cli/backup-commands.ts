// What the command line offers for keeping a desk: backup, restore, move, doctor. What they take; what they do is in their files.
import process from 'node:process'
import { InvalidArgumentError, type Command } from 'commander'
import { readConfig, type Config } from '../../config.ts'
import type { Log } from '../../kit/log.ts'
import { runBackup, runListBackups, runVerify } from './backup.ts'
import { runDoctor } from './doctor.ts'
import { cancelMove, runMove, type MoveCommand } from './move.ts'
import { askPassword } from './people.ts'
import { readInstant, runRestore } from './restore.ts'

interface Around {
  env: Record<string, string | undefined>
  quiet: () => { config: Config; log: Log }
  end: (status: number) => void
}

const out = (text: string) => void process.stdout.write(text)

export function addKeeping(program: Command, { env, quiet, end }: Around): void {
  const backup = program.command('backup').description('backups of the desk, taken while it works')
  backup
    .command('take', { isDefault: true })
    .description('take one into a folder of backups')
    .argument('[folder]', 'on another disk (default: POSTROOM_BACKUP_DIR)')
    .option('-k, --keep <number>', 'then remove all but the newest so many', positive)
    .option('--with-key', 'put the root key in, locked with a passphrase that is asked for', false)
    .action(async (folder: string | undefined, { keep, withKey }: { keep?: number; withKey: boolean }) => {
      const { config, log } = quiet()
      const passphrase = withKey
        ? await askPassword(process.stdin, process.stderr, 'Passphrase for the key: ')
        : undefined
      const given = { ...(keep !== undefined && { keep }), ...(passphrase !== undefined && { passphrase }) }
      end(await runBackup(config, log, folder, given, out, process.stderr))
    })
  backup
    .command('verify')
    .description('say whether a backup, or all in a folder, are still what was written')
    .argument('[folder]', 'of backups, or one of them (default: POSTROOM_BACKUP_DIR)')
    .option('--key <file>', 'the secret.key, where it is not in POSTROOM_DATA_DIR: tells what was changed on purpose')
    .action(async (folder: string | undefined, { key }: { key?: string }) =>
      end(await runVerify(readConfig(env), { folder, ...(key !== undefined && { key }) }, out, process.stderr)),
    )
  backup
    .command('list')
    .description('list the backups in a folder and the instants they reach')
    .argument('[folder]', 'of backups (default: POSTROOM_BACKUP_DIR)')
    .action(async (folder: string | undefined) => end(await runListBackups(readConfig(env), folder, out)))

  program
    .command('restore')
    .description('bring a backup back into an empty data directory, and read every mail in it')
    .argument('<folder>', 'of backups, or one of them')
    .option('-t, --to <instant>', 'as it was then, e.g. "2026-11-22 14:03" (default: the newest there is)', instant)
    .option('--key <file>', 'the secret.key that was kept apart')
    .option('--keep-tokens', 'let API tokens live: what was revoked since then lives again', false)
    .action(async (folder: string, given: { to?: Date; key?: string; keepTokens: boolean }) => {
      const { config, log } = quiet()
      const askPassphrase = () => askPassword(process.stdin, process.stderr, 'Passphrase of the key: ')
      end(await runRestore(config, log, folder, given, { out, stderr: process.stderr, askPassphrase }))
    })

  program
    .command('move')
    .description('move the desk’s database to another PostgreSQL, or back; the desk must be stopped')
    .option('--to <url>', 'from where it is now to this empty database')
    .option('--from <url>', 'from that database to where POSTROOM_DATA_DIR or POSTROOM_DATABASE_URL says')
    .option('--cancel', 'give a move up: the desk that was left may be started again', false)
    .action(async ({ cancel, ...given }: MoveCommand & { cancel: boolean }) => {
      const { config, log } = quiet()
      end(await (cancel ? cancelMove(config, log, out) : runMove(config, log, given, out, process.stderr)))
    })

  program
    .command('doctor')
    .description('examine everything the desk needs, and say how to mend what is wrong; status 69 when something is')
    .option('--json', 'as JSON', false)
    .action(async (given: { json: boolean }) => {
      const { config, log } = quiet()
      end(await runDoctor(config, log, given, out))
    })
}

function positive(value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new InvalidArgumentError('It must be a whole number from 1.')
  return Number(value)
}

function instant(value: string): Date {
  const at = readInstant(value)
  if (!at) throw new InvalidArgumentError('It must be an instant like "2026-11-22 14:03" or 2026-11-22T13:03:00Z.')
  return at
}
