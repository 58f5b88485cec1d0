// What a pattern cannot match without: letters and digits that must stand in the text side by side. So most patterns of a large set
// of rules are never tried. Where there is any doubt it says there is nothing.

const SHORTEST = 3
/** Escapes that stand for one place or one sign; all others may be longer than they look. */
const plainEscapes = /[dDwWsSbBAzntrfv]/

/** In lower case, and as long as possible; null: none is sure. Only such letters as folding leaves as they are. */
export function requiredIn(pattern: string): string | null {
  if (/\(\?(?!:)|\\[QpPxC0-9]/.test(pattern)) return null
  const runs: string[] = []
  let run = ''
  let depth = 0
  const end = () => {
    runs.push(run)
    run = ''
  }
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern.charAt(at)
    if (sign === '\\') {
      const escaped = pattern.charAt(at + 1)
      if (/[a-zA-Z]/.test(escaped) && !plainEscapes.test(escaped)) return null
      at++
      end()
    } else if (sign === '[') {
      const close = pattern.indexOf(']', at + (/^\[\^?\]/.test(pattern.slice(at, at + 3)) ? 3 : 1))
      if (close === -1 || /[[\\]/.test(pattern.slice(at + 1, close))) return null
      at = close
      end()
    } else if (sign === '(' || sign === ')') {
      depth += sign === '(' ? 1 : -1
      end()
    } else if (sign === '|' && depth === 0) return null
    else if (/[?*{]/.test(sign)) {
      run = run.slice(0, -1) // that letter may be missing
      end()
      if (sign === '{') at = Math.max(at, pattern.indexOf('}', at))
    } else if (depth === 0 && /[a-zA-Z0-9]/.test(sign)) run += sign
    else end()
  }
  end()
  const longest = runs.reduce((best, one) => (one.length > best.length ? one : best), '')
  return longest.length >= SHORTEST ? longest.toLowerCase() : null
}
