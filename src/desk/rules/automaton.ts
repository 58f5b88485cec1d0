// All words of many rules looked for at once: the automaton of Aho and Corasick (CACM 18, 1975). Its time grows with the text and
// with what is found, not with the number of words; its memory with their letters, whatever the script.

export interface Automaton {
  /** Tells each word that occurs in the text, by its place in the list it was built from; each once for one `stamp`. */
  scan(text: string, stamp: number, found: (word: number) => void): void
}

/** `words` are not empty, and each stands there once. A stamp is any number above 0 that grows. */
export function buildAutomaton(words: readonly string[]): Automaton {
  const letters = words.reduce((sum, word) => sum + word.length, 0)
  const trie = plant(words, letters)
  const { step, states, ends } = trie
  const [fail, link] = joined(trie)
  const seen = new Float64Array(states)
  // Where most letters of most texts lead: nowhere, at the cost of one look.
  const first = Int32Array.from({ length: 256 }, (_, letter) => step(0, letter))

  return {
    scan: (text, stamp, found) => {
      let state = 0
      for (let at = 0; at < text.length; at++) {
        const letter = text.charCodeAt(at)
        let next = 0
        while (state !== 0) {
          next = step(state, letter)
          if (next !== 0) break
          state = fail[state] ?? 0
        }
        state = next !== 0 ? next : letter < 256 ? (first[letter] ?? 0) : step(0, letter)
        if (state === 0) continue
        // What was told has told all its endings too: no stretch of text makes this walk long twice.
        let end = (ends[state] ?? -1) >= 0 ? state : (link[state] ?? 0)
        while (end !== 0 && seen[end] !== stamp) {
          seen[end] = stamp
          found(ends[end] ?? -1)
          end = link[end] ?? 0
        }
      }
    },
  }
}

interface Trie {
  states: number
  /** The state after one more letter; 0, the root, where there is none. */
  step(state: number, letter: number): number
  /** Which word ends here; -1: none. */
  ends: Int32Array
  parent: Int32Array
  letter: Uint16Array
  depth: Int32Array
}

/** Steps lie in one table of slots, by state and letter: a list for every state would cost more than the words. */
function plant(words: readonly string[], letters: number): Trie {
  const bits = Math.max(4, Math.ceil(Math.log2(2 * (letters + 1))))
  const mask = 2 ** bits - 1
  const [from, to] = [new Int32Array(2 ** bits), new Int32Array(2 ** bits)]
  const by = new Uint16Array(2 ** bits)
  const ends = new Int32Array(letters + 1).fill(-1)
  const [parent, depth] = [new Int32Array(letters + 1), new Int32Array(letters + 1)]
  const letter = new Uint16Array(letters + 1)
  /** Where the step lies, or the free slot for it: `to` is 0 there, as no step leads to the root. */
  const slotOf = (state: number, code: number): number => {
    let slot = ((Math.imul(state, 0x9e3779b1) ^ Math.imul(code, 0x85ebca6b)) >>> (32 - bits)) & mask
    while (to[slot] !== 0 && (from[slot] !== state || by[slot] !== code)) slot = (slot + 1) & mask
    return slot
  }
  let states = 1
  for (const [number, word] of words.entries()) {
    let state = 0
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at)
      const slot = slotOf(state, code)
      if (to[slot] === 0) {
        from[slot] = state
        by[slot] = code
        to[slot] = states
        parent[states] = state
        letter[states] = code
        depth[states] = at + 1
        states++
      }
      state = to[slot] ?? 0
    }
    ends[state] = number
  }
  return { states, step: (state, code) => to[slotOf(state, code)] ?? 0, ends, parent, letter, depth }
}

/** For each state the longest ending of it that is a beginning too, and the nearest such at which a word ends. */
function joined({ states, step, ends, parent, letter, depth }: Trie): [fail: Int32Array, link: Int32Array] {
  const [fail, link] = [new Int32Array(states), new Int32Array(states)]
  const shallowFirst = Int32Array.from({ length: states - 1 }, (_, at) => at + 1).toSorted(
    (a, b) => (depth[a] ?? 0) - (depth[b] ?? 0),
  )
  for (const state of shallowFirst) {
    const code = letter[state] ?? 0
    let from = parent[state] ?? 0
    let to = 0
    while (from !== 0 && to === 0) {
      from = fail[from] ?? 0
      to = step(from, code)
    }
    fail[state] = to
    link[state] = (ends[to] ?? -1) >= 0 ? to : (link[to] ?? 0)
  }
  return [fail, link]
}
