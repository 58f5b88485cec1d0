import { expect, test } from 'vitest'
import { must } from '../../src/kit/must.ts'
import { contrast, darkGround, darkLine, hueOf, inkOn, over, readColour, writeColour, type Colour } from './colours.ts'

const colour = (text: string) => must(readColour(text), 'a colour')
const paper = colour('rgb(28, 27, 25)')
/** As it arrives on the screen. */
const written = (one: Colour) => colour(writeColour(one))
const white = colour('rgb(255, 255, 255)')

test('white becomes the page’s paper, light grounds become dark ones, dark ones stay', () => {
  expect(writeColour(darkGround(white, paper))).toBe('rgb(28, 27, 25)')
  for (const light of ['rgb(244, 244, 244)', 'rgb(255, 243, 205)', 'rgb(232, 240, 254)'])
    expect(contrast(darkGround(colour(light), paper), white), light).toBeGreaterThan(9)
  for (const dark of ['rgb(12, 35, 64)', 'rgb(0, 0, 0)', 'rgb(90, 10, 20)'])
    expect(writeColour(darkGround(colour(dark), paper))).toBe(dark)
  expect(darkGround(colour('rgba(255, 255, 255, 0.5)'), paper).alpha).toBe(0.5)
})

test('of every ink on every light ground: it can be read, and hue stays', () => {
  const steps = [0, 51, 102, 153, 204, 255]
  const all = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => colour(`rgb(${r}, ${g}, ${b})`))))
  const worst = { contrast: 21, hue: 0 }
  for (const was of all.filter((one) => contrast(one, white) < 2)) {
    const is = written(darkGround(was, paper))
    for (const ink of all) {
      if (contrast(ink, was) < 1.25) continue
      const turned = written(inkOn(ink, was, is))
      worst.contrast = Math.min(worst.contrast, contrast(turned, is))
      const [before, after] = [hueOf(ink), hueOf(turned)]
      if (before === null || after === null) continue
      worst.hue = Math.max(worst.hue, Math.min(Math.abs(before - after), 360 - Math.abs(before - after)))
    }
  }

  expect(worst.contrast).toBeGreaterThanOrEqual(4.5)
  expect(worst.hue).toBeLessThan(20)
})

test('what nobody was meant to see stays unseen', () => {
  const is = darkGround(white, paper)

  expect(contrast(inkOn(colour('rgb(254, 254, 254)'), white, is), is)).toBeLessThan(1.1)
})

test('on a ground that stays, ink stays, unless it was hard to read', () => {
  const blue = colour('rgb(12, 35, 64)')

  expect(writeColour(inkOn(white, blue, blue))).toBe('rgb(255, 255, 255)')
  expect(contrast(inkOn(colour('rgb(90, 100, 120)'), blue, blue), blue)).toBeGreaterThanOrEqual(4.5)
})

test('lines of either kind are seen on dark paper', () => {
  for (const line of ['rgb(0, 0, 0)', 'rgb(221, 221, 221)', 'rgb(255, 255, 255)'])
    expect(contrast(darkLine(colour(line), paper), paper), line).toBeGreaterThan(1.1)
})

test('colours are read as browsers write them', () => {
  expect(readColour('rgba(1, 2, 3, 0.5)')).toEqual({ rgb: [1, 2, 3], alpha: 0.5 })
  expect(over(colour('rgba(0, 0, 0, 0.5)'), white)).toEqual({ rgb: [127.5, 127.5, 127.5], alpha: 1 })
  expect(readColour('color(srgb 1 1 1)')).toBeNull()
})
