// Colours of a mail for a dark page. Lightness is turned round in OKLab, where equal steps look equal (Ottosson 2020), and hue
// stays, so that red stays red; contrast is WCAG's. Pure.

export interface Colour {
  /** 0–255. */
  rgb: readonly [number, number, number]
  /** 0–1. */
  alpha: number
}

/** 4.5 is what WCAG asks for; the rest is lost where colours are rounded to whole numbers. */
const READABLE = 4.55
/** Less than this nobody was meant to read: preheaders and worse. It stays as invisible as it was. */
const MEANT_TO_BE_SEEN = 1.25
/** From this lightness on a ground is light, and gets dark. */
const MIDDLE = 0.5
/** Chroma from which a ground means something: a button, a mark. It stays, dark enough for white letters. */
const VIVID = 0.1
const VIVID_GROUND = 0.55
/** Of black letters once they are light: not white, which glares. */
const LIGHTEST_INK = 0.92

/** As `getComputedStyle` writes it; null for what it may not be. */
export function readColour(text: string): Colour | null {
  const [r, g, b, alpha = 1] = (/^rgba?\(([\d.,\s/]+)\)$/.exec(text)?.[1] ?? '').split(/[\s,/]+/).map(Number)
  if (r === undefined || g === undefined || b === undefined || Number.isNaN(r + g + b + alpha)) return null
  return { rgb: [r, g, b], alpha }
}

export function writeColour({ rgb, alpha }: Colour): string {
  const [r, g, b] = rgb.map(Math.round)
  return alpha === 1 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${alpha})`
}

/** What is seen where `above` lies on `below`, which lets nothing through. */
export function over(above: Colour, below: Colour): Colour {
  const mix = (at: 0 | 1 | 2) => above.rgb[at] * above.alpha + below.rgb[at] * (1 - above.alpha)
  return { rgb: [mix(0), mix(1), mix(2)], alpha: 1 }
}

/** Light grounds become dark ones of the same hue, white the page's own paper; dark ones, and buttons of strong colours, stay. */
export function darkGround(ground: Colour, paper: Colour): Colour {
  const [lightness, a, b] = toLab(ground)
  if (lightness < MIDDLE) return ground
  if (lightness > 0.995) return { ...paper, alpha: ground.alpha }
  const [dark] = toLab(paper)
  const turned = dark + ((1 - lightness) / (1 - MIDDLE)) * (MIDDLE - dark)
  const isVivid = Math.hypot(a, b) > VIVID
  return { ...fromLab(isVivid ? Math.min(lightness, VIVID_GROUND) : turned, a, b), alpha: ground.alpha }
}

/** Letters for their new ground: as they were where they can be read, else turned round, and as far from it as reading takes. */
export function inkOn(ink: Colour, was: Colour, is: Colour): Colour {
  const seen = over(ink, was)
  if (contrast(seen, was) < MEANT_TO_BE_SEEN) return { ...is, alpha: 1 }
  if (contrast(seen, is) >= READABLE) return seen
  if (contrast(was, is) < 1.3) return readableOn(seen, is)
  const [lightness, a, b] = toLab(seen)
  const [dark] = toLab(is)
  return readableOn(fromLab(LIGHTEST_INK - 0.8 * lightness * (LIGHTEST_INK - dark), a, b), is)
}

/** Lines are seen against the ground they lie on, and need no more than that. */
export function darkLine(line: Colour, paper: Colour): Colour {
  const [lightness, a, b] = toLab(line)
  const [dark] = toLab(paper)
  const turned = lightness < MIDDLE ? 0.62 - lightness * 0.24 : dark + 0.06 + (1 - lightness) * 0.5
  return { ...fromLab(turned, a, b), alpha: line.alpha }
}

/** The same colour, lighter or darker until it can be read. */
function readableOn(ink: Colour, ground: Colour): Colour {
  const [lightness, a, b] = toLab(ink)
  const towards = contrast(white, ground) >= contrast(black, ground) ? 1 : -1
  for (let step = 0; step <= 50; step++) {
    const tried = fromLab(Math.min(1, Math.max(0, lightness + towards * step * 0.02)), a, b)
    if (contrast(tried, ground) >= READABLE) return tried
  }
  return towards === 1 ? white : black
}

const white: Colour = { rgb: [255, 255, 255], alpha: 1 }
const black: Colour = { rgb: [0, 0, 0], alpha: 1 }

/** WCAG 2.2, 1 to 21; of colours that let nothing through. */
export function contrast(one: Colour, other: Colour): number {
  const [less = 0, more = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (more + 0.05) / (less + 0.05)
}

function luminance({ rgb }: Colour): number {
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2])
}

/** Degrees; null for greys, which have none. */
export function hueOf(colour: Colour): number | null {
  const [, a, b] = toLab(colour)
  return Math.hypot(a, b) < 0.03 ? null : ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360
}

type Lab = readonly [lightness: number, a: number, b: number]

function toLab({ rgb }: Colour): Lab {
  const [r, g, b] = [linear(rgb[0]), linear(rgb[1]), linear(rgb[2])]
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const middle = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  ]
}

/** What no screen can show is made greyer until one can. */
function fromLab(lightness: number, a: number, b: number): Colour {
  for (let grey = 0; grey < 20; grey++) {
    const keep = 1 - grey / 20
    const rgb = toRgb([lightness, a * keep, b * keep])
    if (rgb.every((one) => one > -0.5 && one < 255.5)) return { rgb: clamped(rgb), alpha: 1 }
  }
  return { rgb: clamped(toRgb([lightness, 0, 0])), alpha: 1 }
}

function toRgb([lightness, a, b]: Lab): [number, number, number] {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    coded(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
    coded(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
    coded(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short),
  ]
}

function clamped([r, g, b]: [number, number, number]): [number, number, number] {
  const within = (one: number) => Math.min(255, Math.max(0, one))
  return [within(r), within(g), within(b)]
}

/** IEC 61966-2-1. */
function linear(value: number): number {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

function coded(light: number): number {
  return 255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055)
}
