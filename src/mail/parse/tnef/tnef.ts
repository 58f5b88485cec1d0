// TNEF, the form in which Outlook packs a whole message into `winmail.dat` (MS-OXTNEF): texts and files taken out of it. Every
// loop consumes bytes of the stream, so what it costs is bounded by its size.
import { meetingIn, type Meeting } from './meeting.ts'
import { readProperties, textOf, type Properties } from './properties.ts'

export interface TnefFile {
  /** As it was written; '' where it has none. */
  name: string
  /** A media type, or null where nobody said. */
  type: string | null
  contentId: string | null
  bytes: Buffer
  /** A message within the message, in place of bytes. */
  message: Tnef | null
}

export interface Tnef {
  subject: string
  text: string | null
  /** Bytes of an HTML document, and what they are in; null charset: it says so itself. */
  html: { bytes: Buffer; charset: string | null } | null
  /** Compressed (MS-OXRTFCP). */
  rtf: Buffer | null
  /** Where it is an invitation, or an answer to one. */
  meeting: Meeting | null
  files: TnefFile[]
  /** False where the stream ends early or an attribute makes no sense. */
  isWhole: boolean
}

const SIGNATURE = 0x223e9f78
const DEEPEST = 5
const MOST_FILES = 1_000

// MS-OXTNEF §2.1.3.2
const attribute = {
  subject: 0x00018004,
  attachTitle: 0x00018010,
  body: 0x0002800c,
  attachData: 0x0006800f,
  attachRenderingData: 0x00069002,
  messageClass: 0x00078008,
  messageProperties: 0x00069003,
  attachmentProperties: 0x00069005,
  codePage: 0x00069007,
}

// MS-OXPROPS
const property = {
  messageClass: 0x001a,
  subject: 0x0037,
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  displayName: 0x3001,
  attachData: 0x3701,
  filename: 0x3704,
  longFilename: 0x3707,
  mediaType: 0x370e,
  contentId: 0x3712,
  internetCodePage: 0x3fde,
}

/** Null where the bytes are no TNEF. */
export function readTnef(bytes: Buffer, depth = 0): Tnef | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== SIGNATURE) return null
  const found: Tnef = { subject: '', text: null, html: null, rtf: null, meeting: null, files: [], isWhole: true }
  let charset = 'windows-1252'
  let messageClass = ''
  let at = 6
  while (at < bytes.length) {
    const level = bytes[at]
    if ((level !== 1 && level !== 2) || at + 9 > bytes.length) break
    const id = bytes.readUInt32LE(at + 1)
    const start = at + 9
    const end = start + bytes.readUInt32LE(at + 5)
    if (end > bytes.length) break
    take(id, bytes.subarray(start, end))
    at = end + 2
  }
  // Some servers leave padding or a line end behind the last attribute.
  found.isWhole &&= at >= bytes.length || bytes.length - at < 16
  for (const file of found.files) complete(file)
  return found

  function take(id: number, data: Buffer): void {
    if (id === attribute.codePage && data.length >= 4) charset = codePage(data.readUInt32LE(0)) ?? charset
    else if (id === attribute.subject) found.subject ||= stringIn(data)
    else if (id === attribute.messageClass) messageClass ||= stringIn(data)
    else if (id === attribute.body) found.text ??= stringIn(data)
    else if (id === attribute.messageProperties) takeMessage(propertiesOf(data))
    else if (id === attribute.attachRenderingData) open()
    else if (id === attribute.attachTitle) current().name ||= stringIn(data)
    else if (id === attribute.attachData) current().bytes = data
    else if (id === attribute.attachmentProperties) takeAttachment(current(), propertiesOf(data))
  }

  function stringIn(data: Buffer): string {
    return textOf(data, charset)
  }

  function propertiesOf(data: Buffer): Properties {
    const read = readProperties(data, charset)
    found.isWhole &&= read.isWhole
    return read
  }

  function open(): void {
    if (found.files.length >= MOST_FILES) found.isWhole = false
    else found.files.push({ name: '', type: null, contentId: null, bytes: Buffer.alloc(0), message: null })
  }

  function current(): TnefFile {
    if (found.files.length === 0) open()
    return found.files.at(-1) as TnefFile
  }

  function takeMessage(properties: Properties): void {
    const page = properties.number(property.internetCodePage)
    const html = properties.bytes(property.html)
    found.subject = properties.text(property.subject) || found.subject
    found.text = properties.text(property.body) || found.text
    found.rtf = properties.bytes(property.rtf) ?? found.rtf
    found.meeting ??= meetingIn(properties, messageClass || properties.text(property.messageClass))
    if (html) found.html = { bytes: html, charset: properties.isUnicode(property.html) ? 'utf-16le' : codePage(page) }
  }

  function takeAttachment(file: TnefFile, properties: Properties): void {
    file.name =
      properties.text(property.longFilename) ||
      file.name ||
      properties.text(property.filename) ||
      properties.text(property.displayName)
    file.type = properties.text(property.mediaType) || file.type
    file.contentId = properties.text(property.contentId) || file.contentId
    const data = properties.bytes(property.attachData)
    if (!data || data.length === 0) return
    const object = properties.isObject(property.attachData) ? data.subarray(16) : null // behind the interface's id
    file.message = object && depth < DEEPEST ? readTnef(object, depth + 1) : null
    file.bytes = object ?? data
    if (file.message && !file.message.isWhole) found.isWhole = false
  }
}

/** A message within has its subject for a name, and nothing else in its place. */
function complete(file: TnefFile): void {
  if (!file.message) return
  file.name ||= file.message.subject
  file.bytes = Buffer.alloc(0)
}

/** Windows numbers its charsets; null for none known. */
export function codePage(number: number | null): string | null {
  if (number === null || number === 0) return null
  return PAGES[number] ?? (number >= 437 && number < 1259 ? `cp${number}` : null)
}

const PAGES: Record<number, string> = {
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  1200: 'utf-16le',
  10000: 'macintosh',
  20127: 'us-ascii',
  20866: 'koi8-r',
  21866: 'koi8-u',
  28591: 'iso-8859-1',
  28592: 'iso-8859-2',
  28595: 'iso-8859-5',
  28596: 'iso-8859-6',
  28597: 'iso-8859-7',
  28598: 'iso-8859-8',
  28599: 'iso-8859-9',
  28605: 'iso-8859-15',
  50220: 'iso-2022-jp',
  50221: 'iso-2022-jp',
  51932: 'euc-jp',
  51949: 'euc-kr',
  54936: 'gb18030',
  65000: 'utf-7',
  65001: 'utf-8',
}
