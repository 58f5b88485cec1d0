// Draws the icons of the installed app, as /favicon.svg has it, and writes them as PNG: `node bin/run.js web/write-icons.ts`.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { crc32, deflateSync } from 'node:zlib'

const BLUE = [0x24, 0x47, 0x8f] as const
/** The envelope, on a field of 32: its four sides and its flap. */
const LINES = [
  [7, 11, 25, 11],
  [25, 11, 25, 22],
  [25, 22, 7, 22],
  [7, 22, 7, 11],
  [7, 11, 16, 18],
  [16, 18, 25, 11],
] as const
const FIELD = 32
const STROKE = 2
const CORNER = 6
/** A phone cuts off what lies outside the middle 80 %. */
const SAFE = 0.8

interface Icon {
  file: string
  size: number
  /** Fills its square, and keeps the drawing within what every phone shows. */
  isMaskable?: boolean
}

function toLine(x: number, y: number, [ax, ay, bx, by]: readonly [number, number, number, number]): number {
  const [dx, dy] = [bx - ax, by - ay]
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
  return Math.hypot(x - ax - along * dx, y - ay - along * dy)
}

/** Positive inside the square with round corners. */
function inside(x: number, y: number): number {
  const reach = FIELD / 2 - CORNER
  const [dx, dy] = [Math.abs(x - FIELD / 2) - reach, Math.abs(y - FIELD / 2) - reach]
  return CORNER - Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) - Math.min(Math.max(dx, dy), 0)
}

function draw({ size, isMaskable = false }: Icon): Buffer {
  const scale = size / FIELD
  const cover = (distance: number) => Math.max(0, Math.min(1, distance * scale + 0.5))
  const rows: Buffer[] = []
  for (let row = 0; row < size; row++) {
    const line = Buffer.alloc(1 + size * 4)
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / scale, (row + 0.5) / scale]
      const middle = FIELD / 2
      const [px, py] = isMaskable ? [middle + (x - middle) / SAFE, middle + (y - middle) / SAFE] : [x, y]
      const near = Math.min(...LINES.map((one) => toLine(px, py, one)))
      const white = cover((STROKE / 2 - near) * (isMaskable ? SAFE : 1))
      const at = 1 + column * 4
      for (const [part, value] of BLUE.entries()) line[at + part] = Math.round(value + (255 - value) * white)
      line[at + 3] = isMaskable ? 255 : Math.round(255 * cover(inside(x, y)))
    }
    rows.push(line)
  }
  return Buffer.concat(rows)
}

/** PNG, 8 bits of red, green, blue and how opaque. */
function png(icon: Icon): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(icon.size, 0)
  head.writeUInt32BE(icon.size, 4)
  head.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = deflateSync(draw(icon), { level: 9 })
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

const icons: Icon[] = [
  { file: 'icon-192.png', size: 192 },
  { file: 'icon-512.png', size: 512 },
  { file: 'icon-maskable-512.png', size: 512, isMaskable: true },
  { file: 'apple-touch-icon.png', size: 180, isMaskable: true },
]
for (const icon of icons) writeFileSync(path.join(import.meta.dirname, 'public', icon.file), png(icon))
