// Who answers with a key and types on is quicker than the editor, which is fetched first. Until something to write in has the focus,
// what is typed is kept, and then stands there; none of it is taken for a shortcut.

/** As long as a slow line on a busy machine may take to bring an editor; begins anew with every key. */
const PATIENCE_MS = 30_000

/**
 * For whatever begins to open a place to write in. Ends once something editable has the focus, and drops what was kept on Escape, when the
 * pointer is pressed, after half a minute without a key, and by calling what is returned (nothing will open after all).
 */
export function holdKeys(): () => void {
  const ended = new AbortController()
  const listen = { capture: true, signal: ended.signal }
  const kept: string[] = []
  let patience = setTimeout(end, PATIENCE_MS)
  function end(): void {
    clearTimeout(patience)
    ended.abort()
  }

  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape') return end()
      if (isCommand(event)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      clearTimeout(patience)
      patience = setTimeout(end, PATIENCE_MS)
      if (event.key === 'Backspace') kept.pop()
      else if (!event.repeat) kept.push(event.key)
    },
    listen,
  )
  window.addEventListener('pointerdown', end, listen)
  window.addEventListener(
    'focusin',
    () =>
      // Not yet: whoever gives the focus is still at it.
      setTimeout(() => {
        const { activeElement } = document
        if (ended.signal.aborted || !isEditable(activeElement)) return
        end()
        put(activeElement, kept)
      }),
    listen,
  )
  return end
}

/** Ctrl+R and the like are not words; AltGr is how many keyboards write theirs. */
function isCommand(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState('AltGraph')
}

function isEditable(element: Element | null): element is HTMLElement {
  if (element instanceof HTMLTextAreaElement) return !element.readOnly
  if (element instanceof HTMLInputElement)
    return !element.readOnly && /^(?:text|search|email|url|tel)$/.test(element.type)
  return element instanceof HTMLElement && element.isContentEditable
}

/** As the browser itself would, so that every kind of field hears of it. Enter is what the field makes of it. */
function put(field: HTMLElement, keys: string[]): void {
  const words = keys.filter((key) => key === 'Enter' || !isNamed(key)).map((key) => (key === 'Enter' ? '\n' : key))
  for (const [at, line] of words.join('').split('\n').entries()) {
    if (at > 0) enter(field)
    if (line) write(line)
  }
}

/** `Tab`, `ArrowUp`, `Dead`: keys that write nothing. Those that do are named by the one character they write. */
function isNamed(key: string): boolean {
  return /^.{2,}$/u.test(key)
}

function enter(field: HTMLElement): void {
  const isLeft = field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  if (isLeft && field instanceof HTMLTextAreaElement) write('\n')
}

function write(text: string): void {
  document.execCommand('insertText', false, text)
}
