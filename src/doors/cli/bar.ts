// A progress bar on stderr for a person at a terminal; silence for everything else, so that logs and pipes stay clean.
import { Presets, SingleBar } from 'cli-progress'
import type { Imported } from './import/import.ts'

export interface Bar {
  advance(bytes: number, sum: Imported): void
  end(): void
}

const MEGA = 1024 * 1024

export function createBar(totalBytes: number, stream: NodeJS.WriteStream): Bar {
  if (!stream.isTTY) return { advance: () => undefined, end: () => undefined }
  const format = ' {bar} {percentage} % | {done}/{all} MB | {accepted} accepted, {filed} filed | {eta_formatted} left'
  const bar = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic)
  const all = (totalBytes / MEGA).toFixed(1)
  bar.start(Math.max(1, totalBytes), 0, { all, done: '0.0', accepted: 0, filed: 0 })
  let done = 0
  return {
    advance: (bytes, { accepted, filed, duplicates }) => {
      done += bytes
      bar.update(done, { all, done: (done / MEGA).toFixed(1), accepted, filed: filed + duplicates })
    },
    end: () => bar.stop(),
  }
}
