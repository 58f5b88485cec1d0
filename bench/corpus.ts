// Mail for a run: from the large generator beside the checkout where there is one (ten languages, seven charsets), else our own.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { toWire, type Letter } from './senders.ts'
import { writeLetters, type KnownLetter } from './letters.ts'

const GENERATOR = path.resolve(import.meta.dirname, '../../shared/tools/gen-corpus.mjs')
export const hasGenerator = existsSync(GENERATOR)

/** In order of arrival. Their dates are moved so that the newest is a minute old, since old mail is treated as an archive's. */
export async function generatedCorpus(count: number, seed: number): Promise<KnownLetter[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-corpus-'))
  try {
    const args = [GENERATOR, '--n', String(count), '--seed', String(seed), '--out', folder, '--domain', 'desk.example']
    await promisify(execFile)(process.execPath, args)
    const lines = (await readFile(path.join(folder, 'manifest.jsonl'), 'utf8')).trim().split('\n')
    const known = lines.map((line) => JSON.parse(line) as KnownLetter & { file: string })
    const raws = known.map((one) => readFileSync(path.join(folder, one.file))) // tens of thousands: one open file at a time
    const newest = dateOf(raws.at(-1)) ?? new Date()
    const shift = Date.now() - 60_000 - newest.getTime()
    return known.map((one, at) => ({ ...one, raw: dated(raws[at] as Buffer, shift) }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export async function anyCorpus(count: number, seed = 1): Promise<{ letters: KnownLetter[]; from: string }> {
  if (hasGenerator)
    return { letters: await generatedCorpus(count, seed), from: `gen-corpus.mjs --n ${count} --seed ${seed}` }
  return { letters: writeLetters(count, { seed }), from: `bench/letters.ts, ${count} letters of seed ${seed}` }
}

export const toLetter = (known: KnownLetter): Letter => ({
  from: known.envFrom,
  to: known.rcpt,
  wire: toWire(known.raw),
})

const DATE = /^Date: (.+?)\r$/m

function dateOf(raw: Buffer | undefined): Date | undefined {
  const found = DATE.exec(headOf(raw ?? Buffer.alloc(0)))
  return found?.[1] ? new Date(found[1]) : undefined
}

/** Only the mail's own Date; what is quoted in its body stays. */
function dated(raw: Buffer, shift: number): Buffer {
  const head = headOf(raw)
  const date = dateOf(raw)
  if (!date) return raw
  const moved = new Date(date.getTime() + shift).toUTCString().replace('GMT', '+0000')
  return Buffer.concat([Buffer.from(head.replace(DATE, `Date: ${moved}\r`), 'latin1'), raw.subarray(head.length)])
}

function headOf(raw: Buffer): string {
  const end = raw.indexOf('\r\n\r\n')
  return raw.subarray(0, end < 0 ? raw.length : end + 2).toString('latin1')
}
