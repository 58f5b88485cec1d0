// A mail with colours of its own on a dark page: what is computed for each element is turned round (colours.ts), pictures are left
// alone. A mail may carry no style sheet, so what is written on its elements wins.
import { darkGround, darkLine, inkOn, over, readColour, writeColour, type Colour } from './colours.ts'

/** The paper of the dark page (theme.css). */
const PAPER: Colour = { rgb: [28, 27, 25], alpha: 1 }
/** What a mail believes to be written on. */
const WHITE: Colour = { rgb: [255, 255, 255], alpha: 1 }
/** A mail of more is left as it is. */
const MOST_ELEMENTS = 20_000

const SIDES = ['top', 'right', 'bottom', 'left'] as const

interface Painted {
  element: HTMLElement
  /** The colour, as it was: `null` where it has none of its own. */
  ground: Colour | null
  ink: Colour | null
  lines: { side: (typeof SIDES)[number]; colour: Colour }[]
}

/** False where the mail is too large to be gone through, and stays light. */
export function darken(page: Document): boolean {
  const view = page.defaultView
  const elements = [...page.body.querySelectorAll<HTMLElement>('*')]
  if (!view || elements.length > MOST_ELEMENTS) return false
  // All is read before anything is written: a style that changes would be computed anew for every element after it.
  const painted = elements
    .filter((element) => !element.matches('img, br, details.quoted > summary'))
    .map((element) => read(element, view.getComputedStyle(element)))
  const was = new Map<Element, Colour>()
  const is = new Map<Element, Colour>()
  for (const { element, ground, ink, lines } of painted) {
    const parent = element.parentElement
    const wasBelow = (parent && was.get(parent)) ?? WHITE
    const isBelow = (parent && is.get(parent)) ?? PAPER
    const turned = ground && darkGround(ground, PAPER)
    const wasHere = ground ? over(ground, wasBelow) : wasBelow
    const isHere = turned ? over(turned, isBelow) : isBelow
    was.set(element, wasHere)
    is.set(element, isHere)
    if (turned) write(element, 'background-color', turned)
    if (ink) write(element, 'color', inkOn(ink, wasHere, isHere))
    for (const { side, colour } of lines) write(element, `border-${side}-color`, darkLine(colour, PAPER))
  }
  return true
}

function read(element: HTMLElement, style: CSSStyleDeclaration): Painted {
  const ground = readColour(style.backgroundColor)
  const lines = SIDES.flatMap((side) => {
    if (style.getPropertyValue(`border-${side}-style`) === 'none') return []
    const colour = readColour(style.getPropertyValue(`border-${side}-color`))
    return colour ? [{ side, colour }] : []
  })
  return {
    element,
    ground: ground && ground.alpha > 0 ? ground : null,
    ink: hasWords(element) ? readColour(style.color) : null,
    lines,
  }
}

/** Its own, not those of what is in it. A list item's mark is its own, too. */
function hasWords(element: HTMLElement): boolean {
  return element.matches('li') || [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim())
}

function write(element: HTMLElement, property: string, colour: Colour): void {
  element.style.setProperty(property, writeColour(colour), 'important')
}
