import { expect, test, vi } from 'vitest'
import { endAfter, endBy } from './serve-command.ts'

test('what has not stopped in time is ended, and the log says so', () => {
  vi.useFakeTimers()
  try {
    const [error, exit] = [vi.fn(), vi.fn()]
    endBy(9_500, { error } as never, exit)

    vi.advanceTimersByTime(9_400)
    expect(exit).not.toHaveBeenCalled()
    vi.advanceTimersByTime(200)

    expect(error).toHaveBeenCalledOnce()
    expect(exit).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
  }
})

test('what nobody caught is logged and ends the process, with a status that says so', () => {
  const [fatal, exit] = [vi.fn(), vi.fn()]

  endAfter(new Error('unthought of'), { fatal } as never, exit)

  expect(fatal).toHaveBeenCalledOnce()
  expect(exit).toHaveBeenCalledWith(70)
})
