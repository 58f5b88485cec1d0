import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSelection } from './selection.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A list at whose address nothing is open; what was written comes back when it is told to. */
function list() {
  const addresses: (string | undefined)[] = []
  const instead: boolean[] = []
  const heard: (string | undefined)[] = []
  const selection = createSelection(undefined, 150)
  selection.writeBy((id, { isInstead }) => {
    addresses.push(id)
    instead.push(isInstead)
  })
  selection.listen(() => heard.push(selection.id()))
  return { selection, addresses, instead, heard }
}

test('each key is heard at once, and one address is written behind all of them', () => {
  const { selection, addresses, heard } = list()

  for (const id of ['1', '2', '3']) {
    selection.select(id, { isStep: true })
    vi.advanceTimersByTime(100)
  }

  expect(heard).toEqual(['1', '2', '3'])
  expect(addresses).toEqual([])
  vi.advanceTimersByTime(100)
  expect(addresses).toEqual(['3'])
})

test('an address that comes back late does not take back the key that came after it', () => {
  const { selection } = list()
  selection.select('1', { isStep: true })
  vi.advanceTimersByTime(200)
  selection.select('2', { isStep: true })

  selection.arrive('1')

  expect(selection.id()).toBe('2')
})

test('from the list a way back is kept, between the steps none, however late their addresses are told', () => {
  const { selection, instead } = list()

  for (const id of ['1', '2']) {
    selection.select(id, { isStep: true })
    vi.advanceTimersByTime(200)
  }
  selection.select('3')

  expect(instead).toEqual([false, true, false])
})

test('a link goes before what was selected, and nothing is written over it', () => {
  const { selection, addresses } = list()
  selection.select('1', { isStep: true })

  selection.arrive('7')
  vi.advanceTimersByTime(1_000)

  expect(selection.id()).toBe('7')
  expect(addresses).toEqual([])
})

test('what is opened by hand stands in the address at once, and the way back is heard', () => {
  const { selection, addresses } = list()

  selection.select('1')
  selection.arrive('1')
  selection.arrive(undefined)

  expect(addresses).toEqual(['1'])
  expect(selection.id()).toBeUndefined()
})
