// A bar for work that is counted in bytes, or in pieces; on stderr for a person at a terminal, silent for everything else.
import { Presets, SingleBar } from 'cli-progress'

export interface ByteBar {
  /** What it is busy with now, and what is counted: `MB`, or nothing for pieces. */
  name(what: string, unit?: 'MB' | ''): void
  show(done: number, all: number): void
  end(): void
}

const MEGA = 1024 * 1024

export function createByteBar(stream: NodeJS.WriteStream): ByteBar {
  if (!stream.isTTY) return { name: () => undefined, show: () => undefined, end: () => undefined }
  const format = ' {bar} {percentage} % | {shown} of {most} {unit} | {what} | {eta_formatted} left'
  const bar = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic)
  let unit = 'MB'
  const number = (count: number) => (unit === 'MB' ? (count / MEGA).toFixed(1) : String(count))
  let what = ''
  let isStarted = false
  return {
    name: (given, counted = 'MB') => {
      what = given
      unit = counted
    },
    show: (done, all) => {
      const told = { shown: number(done), most: number(all), unit, what }
      if (!isStarted) bar.start(Math.max(1, all), 0, told)
      isStarted = true
      bar.setTotal(Math.max(1, all, done))
      bar.update(done, told)
    },
    end: () => {
      if (isStarted) bar.stop()
      isStarted = false
    },
  }
}
