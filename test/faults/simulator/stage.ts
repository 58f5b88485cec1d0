// Where simulated processes act: knows when all of them wait for something, and can let everything go well.
import type { Submission } from '../../../src/mail/smtp-client.ts'
import type { AtRelay, Fate, World } from './machine.ts'

export interface Stage {
  world: World
  /** Until everybody waits for a turn, for the relay, or for nothing. */
  settled(): Promise<void>
  /** One of those who wait for a turn has it. */
  grant(at: number, fate: Fate): Promise<void>
  /** Until nobody waits any more; the relay takes everything unless it is told what to say. */
  finish(relay?: (one: AtRelay) => Submission): Promise<void>
}

export const taken: Submission = { result: 'accepted', response: '250 ok', recipients: [] }

export function openStage(): Stage {
  let running = 0
  let quiet: (() => void) | undefined
  const world: World = {
    turns: [],
    relay: [],
    began: () => void running++,
    paused: () => {
      if (--running === 0) quiet?.()
    },
  }
  const stage: Stage = {
    world,
    settled: async () => {
      if (running > 0) await new Promise<void>((resolve) => (quiet = resolve))
      quiet = undefined
    },
    grant: async (at, fate) => {
      const [turn] = world.turns.splice(at, 1)
      await turn?.take(fate)
    },
    finish: async (relay = () => taken) => {
      for (await stage.settled(); world.turns.length + world.relay.length > 0; await stage.settled()) {
        if (world.turns.length > 0) {
          await stage.grant(0, { kind: 'done' })
          continue
        }
        const one = world.relay.shift()
        one?.answer(relay(one))
      }
    },
  }
  return stage
}
