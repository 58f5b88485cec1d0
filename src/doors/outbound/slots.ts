// Who fetches next, where more want to than may at once: whoever has the fewest under way, so that nobody waits behind what others
// began, and no sender's slow server keeps more than its share.
import { Problem } from '../../kit/problem.ts'

/** On whose behalf. */
export interface Asker {
  person: string
  sender: string
}

export interface SlotLimits {
  atOnce: number
  perPerson: number
  perSender: number
  /** Of one person; more are refused at once. */
  waiting: number
  /** Milliseconds. */
  patience: number
}

export type Slots = <T>(asker: Asker, work: () => Promise<T>) => Promise<T>

/** Refuses (`busy`) who waited too long, or has too many waiting. */
export function createSlots({ atOnce, perPerson, perSender, waiting, patience }: SlotLimits): Slots {
  const people = new Map<string, number>()
  const senders = new Map<string, number>()
  const line = new Set<{ asker: Asker; begin: () => void }>()
  let total = 0

  const countOf = ({ person, sender }: Asker) => ({ mine: people.get(person) ?? 0, theirs: senders.get(sender) ?? 0 })
  const mayBegin = (asker: Asker) => countOf(asker).mine < perPerson && countOf(asker).theirs < perSender

  function begin(asker: Asker): void {
    total++
    add(people, asker.person, 1)
    add(senders, asker.sender, 1)
  }

  function end(asker: Asker): void {
    total--
    add(people, asker.person, -1)
    add(senders, asker.sender, -1)
    while (total < atOnce) {
      const [next] = [...line]
        .filter((one) => mayBegin(one.asker))
        .map((one) => ({ one, ...countOf(one.asker) }))
        .toSorted((a, b) => a.mine - b.mine || a.theirs - b.theirs)
      if (!next) return
      next.one.begin()
    }
  }

  function turn(asker: Asker): Promise<void> {
    if (total < atOnce && mayBegin(asker)) {
      begin(asker)
      return Promise.resolve()
    }
    if ([...line].filter((one) => one.asker.person === asker.person).length >= waiting) return Promise.reject(busy())
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const place = {
      asker,
      begin: () => {
        clearTimeout(timer)
        line.delete(place)
        begin(asker)
        resolve()
      },
    }
    const timer = setTimeout(() => {
      line.delete(place)
      reject(busy())
    }, patience)
    line.add(place)
    return promise
  }

  return async (asker, work) => {
    await turn(asker)
    try {
      return await work()
    } finally {
      end(asker)
    }
  }
}

function add(counts: Map<string, number>, key: string, change: number): void {
  const now = (counts.get(key) ?? 0) + change
  if (now > 0) counts.set(key, now)
  else counts.delete(key)
}

const busy = () => new Problem('busy', 'image-busy', 'Too many images are being fetched. Try again soon.')
