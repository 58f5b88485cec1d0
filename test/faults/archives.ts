// Attachments that hurt whoever opens them. We never do: each must come out of its mail as it went in, and nothing else happen.
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'

export interface Trap {
  name: string
  type: string
  bytes: Buffer
}

const zeros = (megabytes: number): Buffer => Buffer.alloc(megabytes * 1024 * 1024)

/** PKWARE APPNOTE §4.3: a local header and the data for each, then the directory. */
function zip(files: { name: string; bytes: Buffer }[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of files) {
    const packed = deflateRawSync(bytes, { level: 9 })
    const title = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0) // version needed
    common.writeUInt16LE(8, 4) // deflate
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(title.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, title, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, tail, title]))
    parts.push(local)
    offset += local.length
  }
  const whole = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(whole.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, whole, Buffer.from('PK\x05\x06'), end])
}

function nested(depth: number): Buffer {
  let inner = zip([{ name: 'zeros', bytes: zeros(16) }])
  for (let level = 0; level < depth; level++)
    inner = zip(Array.from({ length: 10 }, (_, at) => ({ name: `${level}-${at}.zip`, bytes: inner })))
  return inner
}

/** A picture of 60,000 × 60,000 points in a few kilobytes: 14 GB where somebody shows it. */
function flood(): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), body])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(body.length, 0)
    frame.writeUInt32BE(crc32(named), 4)
    return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(60_000, 0)
  head.writeUInt32BE(60_000, 4)
  head.writeUInt8(8, 8)
  head.writeUInt8(6, 9)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(zeros(4))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A TNEF stream whose attribute says that it is of no length, or of a negative one: its reader stands still for ever. */
function tnef(length: number): Buffer {
  const attribute = Buffer.alloc(9)
  attribute.writeUInt8(2, 0)
  attribute.writeUInt32LE(0x0006_9003, 1)
  attribute.writeInt32LE(length, 5)
  return Buffer.concat([Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]), attribute, Buffer.alloc(64)])
}

const calendar = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\n${'BEGIN:VEVENT\r\nDTSTART:19700101T000000Z\r\nRRULE:FREQ=SECONDLY\r\nRDATE;VALUE=PERIOD:19700101T000000Z/PT9999999H\r\nEND:VEVENT\r\n'.repeat(20_000)}END:VCALENDAR\r\n`
const card = `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Dora\r\n${'EMAIL:dora@acme.example\r\nPHOTO:https://acme.example/x.png\r\n'.repeat(50_000)}END:VCARD\r\n`

/** Made when asked for: some cost a second. */
export const traps = (): Trap[] => [
  { name: 'zeros.zip', type: 'application/zip', bytes: zip([{ name: 'zeros', bytes: zeros(256) }]) },
  { name: 'nested.zip', type: 'application/zip', bytes: nested(5) },
  {
    name: 'slip.zip',
    type: 'application/zip',
    bytes: zip(
      ['../../../../tmp/slipped', '/etc/slipped', 'C:\\slipped', '..\\..\\slipped', 'a/\0/slipped'].map((name) => ({
        name,
        bytes: Buffer.from('slipped'),
      })),
    ),
  },
  { name: '../../../../slipped.zip', type: 'application/zip', bytes: zip([{ name: 'a', bytes: Buffer.from('a') }]) },
  { name: 'flood.png', type: 'image/png', bytes: flood() },
  { name: 'winmail.dat', type: 'application/ms-tnef', bytes: tnef(0) },
  { name: 'winmail-2.dat', type: 'application/ms-tnef', bytes: tnef(-9) },
  { name: 'invitation.ics', type: 'text/calendar; method=REQUEST', bytes: Buffer.from(calendar) },
  { name: 'card.vcf', type: 'text/vcard', bytes: Buffer.from(card) },
  {
    name: 'laughs.svg',
    type: 'image/svg+xml',
    bytes: Buffer.from(
      `<!DOCTYPE s [<!ENTITY a "ha">${'bcdefghij'.replace(/./g, (one) => `<!ENTITY ${one} "${`&${String.fromCharCode(one.charCodeAt(0) - 1)};`.repeat(10)}">`)}]><svg xmlns="http://www.w3.org/2000/svg"><text>&j;</text></svg>`,
    ),
  },
  { name: 'zeros.gz', type: 'application/gzip', bytes: deflateSync(zeros(256), { level: 9 }) },
]
