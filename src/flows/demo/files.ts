// Small real files for sample mails: a picture, a document of one page, a list.
import { crc32, deflateSync } from 'node:zlib'
import type { Random } from '../../kit/random.ts'

export interface SampleFile {
  name: string
  type: string
  bytes: Buffer
}

export function sampleFile(kind: 'photo' | 'pdf' | 'csv', order: string, random: Random): SampleFile {
  switch (kind) {
    case 'photo':
      return { name: `photo-${order}.png`, type: 'image/png', bytes: picture(random) }
    case 'pdf':
      return { name: `invoice-${order}.pdf`, type: 'application/pdf', bytes: page(`Invoice ${order}`) }
    case 'csv':
      return { name: `list-${order}.csv`, type: 'text/csv', bytes: list(random) }
  }
}

const SIDE = 96

/** A lamp's glow on a wall: RGB, 8 bits. PNG specification §5 and §11. */
function picture(random: Random): Buffer {
  const [red, green, blue] = [random.between(120, 255), random.between(90, 200), random.between(40, 160)]
  const [x0, y0] = [random.between(30, 66), random.between(20, 50)]
  const rows = Buffer.alloc(SIDE * (1 + SIDE * 3))
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const light = Math.max(0, 1 - Math.hypot(x - x0, y - y0) / 70)
      rows.set([red * light, green * light, blue * light].map(Math.round), y * (1 + SIDE * 3) + 1 + x * 3)
    }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(SIDE, 0)
  head.writeUInt32BE(SIDE, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([size, body, check])
}

/** ISO 32000-1 §7.5: objects, the table of where they are, the trailer. */
function page(title: string): Buffer {
  const drawn = `BT /F1 20 Tf 60 760 Td (${title}) Tj 0 -40 Td /F1 11 Tf (Fernhill Lamps - sample data, not a real invoice) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, at) => {
    const place = text.length
    text += `${at + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(
    `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  )
}

function list(random: Random): Buffer {
  const rows = Array.from({ length: 12 }, (_, at) =>
    [`Room ${at + 101}`, random.pick(['white', 'sand', 'green', 'black']), random.between(1, 4)].join(','),
  )
  return Buffer.from(['place,colour,pieces', ...rows, ''].join('\r\n'))
}
