// Frames for mail. Each is a page of its own to load, which takes longer than all the rest of a conversation: one that is no longer needed
// is emptied and kept beside the page for the next mail. Only where the browser can move a frame without loading it anew.

const ADDRESS = '/mail-frame.html'
const SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox'
/** Of a conversation of many mails the rest are let go. */
const MOST_KEPT = 4
const KEPT = 'spare-frames'

/** DOM, `ParentNode.moveBefore`: what is moved goes on as it was. */
type Mover = Element & { moveBefore?: (node: Node, before: Node | null) => void }

function spares(): Mover | null {
  const there = document.getElementById(KEPT)
  if (there || !('moveBefore' in document.body)) return there
  const place = document.createElement('div')
  place.id = KEPT
  place.hidden = true
  document.body.append(place)
  return place
}

function makeFrame(): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', SANDBOX)
  frame.referrerPolicy = 'no-referrer'
  frame.src = ADDRESS
  return frame
}

/** Null until its page has come: before that the frame holds an empty one, which lives under the policy of ours. */
export function pageOf(frame: HTMLIFrameElement): Document | null {
  const page = frame.contentDocument
  return page?.querySelector('link[href="/mail-frame.css"]') ? page : null
}

/** Puts a frame into `place`; one that was kept is ready at once. */
export function takeFrame(place: Element): HTMLIFrameElement {
  const kept = [...(spares()?.children ?? [])].find((one) => one instanceof HTMLIFrameElement && pageOf(one))
  const to: Mover = place
  if (kept instanceof HTMLIFrameElement && to.moveBefore) {
    to.moveBefore(kept, null)
    return kept
  }
  const frame = makeFrame()
  place.append(frame)
  return frame
}

/** Nothing of the mail stays in it. */
export function giveFrame(frame: HTMLIFrameElement): void {
  const place = spares()
  const page = pageOf(frame)
  if (!place?.moveBefore || !page || !frame.isConnected || place.childElementCount >= MOST_KEPT) return frame.remove()
  page.body.replaceChildren()
  for (const element of [page.documentElement, page.body])
    for (const name of element.getAttributeNames()) element.removeAttribute(name)
  page.defaultView?.scrollTo(0, 0)
  for (const name of frame.getAttributeNames())
    if (!['sandbox', 'referrerpolicy', 'src'].includes(name)) frame.removeAttribute(name)
  place.moveBefore(frame, null)
}

/** So that the next mail finds one. */
export function warmFrame(): void {
  const place = spares()
  if (place && place.childElementCount === 0) place.append(makeFrame())
}
