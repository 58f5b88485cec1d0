// Parsing: nothing is lost or doubled of the corpora, files come out byte for byte, bombs are bounded, and it is fast.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { simpleParser } from 'mailparser'
import { parseMail } from '../../src/mail/parse/parse.ts'
import { readMail } from '../../src/mail/read.ts'
import { createReaderPool } from '../../src/mail/read-pool.ts'
import { bombs } from '../../test/faults/bombs.ts'
import { watchBlocks } from '../../test/faults/longest-block.ts'
import { residentMb } from '../../test/faults/resident.ts'
import { broken } from '../../test/fuzz/hold.ts'
import { anyCorpus } from '../corpus.ts'
import { absent, atLeast, atMost, corpus, type Goal } from './goal.ts'

const MAILS = 2_000
const ROUNDS = 3

export async function goals(): Promise<Goal[]> {
  const files = ['mime', 'bounces', 'volume'].flatMap((name) => filesIn(corpus(name)))
  return [...(await wholeness(files)), ...(await explosions()), ...(await speed())]
}

function filesIn(folder: string | null): string[] {
  if (folder === null) return []
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((file) => /\.(?:eml|raw)$/.test(file))
    .toSorted()
}

async function wholeness(files: string[]): Promise<Goal[]> {
  const read = 'corpus files read without an exception, a hang or a loss'
  const exact = 'files that mailparser and Python agree on, byte for byte among ours'
  if (files.length === 0) return [absent(read, 'all', 'corpora'), absent(exact, 'all', 'corpora')]
  const wrong: string[] = []
  let agreed = 0
  let found = 0
  const theirs = pythons(files)
  for (const file of files) {
    const raw = readFileSync(file)
    if ((await broken(raw)).length > 0) wrong.push(path.basename(file))
    const known = theirs?.get(file)
    if (!known) continue
    const ours = await parseMail(raw)
    const sums = new Set(ours.attachments.map(({ sha256 }) => sha256))
    for (const sum of await mailparsers(raw)) {
      if (!known.has(sum)) continue
      agreed++
      if (sums.has(sum)) found++
      else wrong.push(`${path.basename(file)} (a file)`)
    }
  }
  if (wrong.length > 0) console.error(`not as it should be: ${wrong.join(', ')}`)
  return [
    atLeast(read, files.length, files.length - wrong.filter((one) => !one.endsWith('(a file)')).length),
    theirs
      ? atLeast(exact, agreed, found)
      : { ...absent(exact, 'all', 'python3'), reached: 'not tried: there is no python3' },
  ]
}

const LEAVES = `
import email, hashlib, json, sys
for line in sys.stdin:
    name = line.rstrip("\\n")
    try:
        with open(name, "rb") as file: mail = email.message_from_binary_file(file)
        sums = [hashlib.sha256(part.get_payload(decode=True) or b"").hexdigest() for part in mail.walk() if not part.is_multipart()]
    except Exception: sums = []
    print(json.dumps([name, sums]))
`

/** Hashes of all parts that Python's `email` finds; null where there is no Python. */
function pythons(files: string[]): Map<string, Set<string>> | null {
  const { stdout, status } = spawnSync('python3', ['-c', LEAVES], {
    input: files.join('\n'),
    maxBuffer: 1e9,
    encoding: 'utf8',
  })
  if (status !== 0) return null
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as [string, string[]])
  return new Map(rows.map(([file, sums]) => [file, new Set(sums)]))
}

async function mailparsers(raw: Buffer): Promise<string[]> {
  try {
    const { attachments } = await simpleParser(raw, {
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
    })
    // What it attaches although it is the text, we show as text; winmail.dat we open.
    return attachments
      .filter(
        ({ contentType, filename }) => !/ms-tnef/.test(contentType) && !(contentType.startsWith('text/') && !filename),
      )
      .map(({ content }) => createHash('sha256').update(content).digest('hex'))
  } catch {
    return []
  }
}

async function explosions(): Promise<Goal[]> {
  const pool = createReaderPool({ size: 1 })
  const before = residentMb()
  let [slowest, block, largest] = [0, 0, 0]
  const given: string[] = []
  for (const { name, raw } of bombs) {
    const bytes = raw()
    const watch = watchBlocks()
    const began = performance.now()
    const { warnings } = await pool.read(bytes, { from: null })
    slowest = Math.max(slowest, performance.now() - began)
    block = Math.max(block, watch.look())
    watch.stop()
    largest = Math.max(largest, residentMb() - before)
    if (warnings.some((one) => /took longer|too much memory|the reader/.test(one))) given.push(name)
  }
  await pool.close()
  if (given.length > 0) console.error(`given up: ${given.join(', ')}`)
  return [
    atMost(`the slowest of ${bombs.length} bombs`, 10_000, Math.round(slowest), ' ms'),
    atMost('growth of the process while they are read', 512, Math.round(largest), ' MiB'),
    atMost('the main thread blocked meanwhile', 50, Math.round(block), ' ms of computing'),
    atMost('bombs of which only headers and text were shown', 0, given.length),
  ]
}

async function speed(): Promise<Goal[]> {
  const { letters, from } = await anyCorpus(MAILS)
  const raws = letters.map(({ raw }) => raw)
  return [
    atLeast(`mails parsed (${from})`, 2_000, await perCpuSecond(raws, parseMail), ' per CPU-second'),
    atLeast(
      'mails read: parsed, sanitised, reply text found, language told',
      500,
      await perCpuSecond(raws, (raw) => readMail(raw, { from: null })),
      ' per CPU-second',
    ),
  ]
}

/** The best of some rounds, as the first ones also pay for compiling. */
async function perCpuSecond(raws: Buffer[], step: (raw: Buffer) => Promise<unknown>): Promise<number> {
  let best = 0
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    for (const raw of raws) await step(raw)
    const { user, system } = process.cpuUsage(before)
    best = Math.max(best, raws.length / ((user + system) / 1e6))
  }
  return Math.round(best)
}
