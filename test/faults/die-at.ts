// Loaded into the real product by `node --import`: kills it at one of `places.ts`, the n-th time it comes there.
//   POSTROOM_TEST_DIE_AT=outbox.claimed:2
import fsp from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { isMainThread } from 'node:worker_threads'
import { places } from './places.ts'
import { watchStatements } from './watch-statements.ts'

const [name = '', nth = '1'] = (process.env.POSTROOM_TEST_DIE_AT ?? '').split(':')
const place = places[name]
if (place && isMainThread) arm()
else if (name && !place) throw new Error(`There is no place ${name} to die at.`)

function arm(): void {
  let left = Number(nth)
  const die = () => {
    if (--left === 0) process.kill(process.pid, 'SIGKILL')
  }
  if (place?.statement) watchStatements(place.statement, place.when, die)
  if (place?.said) watchSockets(place.said, place.when === 'before', die)
  if (place?.file) watchFiles(place.file, place.when === 'before', die)
}

function watchSockets(pattern: RegExp, isBefore: boolean, die: () => void): void {
  const write = net.Socket.prototype.write as (this: net.Socket, ...args: unknown[]) => boolean
  net.Socket.prototype.write = function (this: net.Socket, ...args: unknown[]) {
    const [said] = args as [string | Uint8Array]
    const isIt = said.length < 200 && pattern.test(Buffer.from(said as Uint8Array).toString('latin1'))
    if (isIt && isBefore) die()
    const result = write.apply(this, args)
    // The bytes are the kernel's by then, or will not be.
    if (isIt && !isBefore) setImmediate(die)
    return result
  }
}

function watchFiles(step: 'open' | 'sync' | 'rename', isBefore: boolean, die: () => void): void {
  const around = async <T>(isIt: boolean, act: () => Promise<T>): Promise<T> => {
    if (isIt && isBefore) die()
    const result = await act()
    if (isIt && !isBefore) die()
    return result
  }
  const { open, rename } = fsp
  fsp.open = async (...args) => {
    const isNew = args[1] === 'wx'
    const handle = await around(isNew && step === 'open', () => open(...args))
    const sync = handle.sync.bind(handle)
    if (isNew) handle.sync = () => around(step === 'sync', sync)
    return handle
  }
  fsp.rename = (...args) => around(step === 'rename', () => rename(...args))
  syncBuiltinESMExports()
}
