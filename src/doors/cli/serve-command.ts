// postroom serve: runs until it is told to stop, says where its doors are, and closes them in order.
import process from 'node:process'
import type { Config } from '../../config.ts'
import { createLog, type Log } from '../../kit/log.ts'
import { version } from '../http/version.ts'
import { serve, type Serving } from '../serve.ts'
import { exits } from './telling.ts'

/** From then on a second signal is meant; milliseconds. */
const IMPATIENT = 1_500
/** Whoever told us to stop kills us after ten seconds: what has not ended by then is taken up again at the next start. */
const LAST = 9_500

/** Resolves when it has stopped: at the first SIGINT or SIGTERM in order (≤ 10 s), at the second at once. */
export async function runServe(
  config: Config,
  out: (text: string) => void,
  err: (text: string) => void,
): Promise<number> {
  for (const name of config.unknown) err(`postroom: ${name} is not a setting. docs/settings.md lists them.\n`)
  const asked = Promise.withResolvers<void>()
  const log = createLog(config.logLevel)
  process.on('uncaughtException', (thrown) => endAfter(thrown, log, (code) => process.exit(code)))
  let first = 0
  const stop = () => {
    // Ctrl-C reaches us twice or thrice at once: by the terminal, by npm, by the launcher.
    if (first > 0 && performance.now() - first > IMPATIENT) process.exit(1)
    if (first === 0) endBy(LAST, log, () => process.exit(1))
    first ||= performance.now()
    asked.resolve()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  // npm runs its scripts through a shell that dies of a signal without passing it on.
  if (process.env.npm_lifecycle_event) followParent(stop)
  const serving = await serve(config, log)
  out(doors(config, serving))
  await asked.promise
  await serving.stop()
  return exits.ok
}

/**
 * What nobody caught, a rejected promise too: nobody knows in which state it left this process, so it ends as if it were killed, and
 * whoever watches starts it again. Said in our own words: Node would print the error with all that hangs on it.
 */
export function endAfter(thrown: unknown, log: Pick<Log, 'fatal'>, exit: (code: number) => void): void {
  log.fatal(
    { err: thrown },
    'something went wrong that nobody had thought of; Postroom ends and has to be started again',
  )
  exit(exits.software)
}

const LOOK = 500

/** Calls `stop` once when whoever started this process is gone. */
function followParent(stop: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, LOOK).unref()
}

/** Does nothing where the process has ended by itself. */
export function endBy(ms: number, log: Pick<Log, 'error'>, exit: () => void): NodeJS.Timeout {
  return setTimeout(() => {
    log.error({ ms }, 'stopping took too long; what was under way is left to the next start')
    exit()
  }, ms).unref()
}

function doors(config: Config, { httpPort, smtpPort, lmtpPort }: Serving): string {
  const host = ['0.0.0.0', '::', '127.0.0.1'].includes(config.host) ? 'localhost' : config.host
  const lines = [
    `Postroom ${version()} is running.`,
    ...(httpPort === null ? [] : [`  web   ${config.publicUrl ?? `http://${host}:${httpPort}`}`]),
    ...(smtpPort === null ? [] : [`  SMTP  ${config.host}:${smtpPort}`]),
    ...(lmtpPort === null ? [] : [`  LMTP  ${config.host}:${lmtpPort}`]),
    `  data  ${config.dataDir}`,
    ...(config.smtpUrl ? [] : ['  POSTROOM_SMTP_URL is not set: answers wait in the outbox until it is.']),
    'Ctrl-C stops it.',
  ]
  return `${lines.join('\n')}\n`
}
