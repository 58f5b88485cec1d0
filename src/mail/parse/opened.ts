// Parts that are wrapped in something that is not MIME, opened: what is in them stands in the tree as if it had been sent so.
// TNEF (winmail.dat) gives texts and files, signed or compressed S/MIME the mail that was signed.
import { limits } from '../../kit/limits.ts'
import type { Address } from '../address.ts'
import { readAddresses } from './addresses.ts'
import { readCms, roomForOneMail, type Room } from './cms.ts'
import { decodeTransfer } from './encodings.ts'
import { cleanType, leaves, splitParts, type Part } from './structure.ts'
import { decompressRtf } from './tnef/compressed-rtf.ts'
import { calendarOf } from './tnef/meeting.ts'
import { readRtf } from './tnef/rtf.ts'
import { readTnef, type Tnef, type TnefFile } from './tnef/tnef.ts'
import { typeOfName } from './types.ts'

const TNEF = /^application\/(?:vnd\.)?ms-tnef$/
const SMIME = /^application\/(?:x-)?pkcs7-mime$/
/** Wrapped in each other: signed, then compressed, then signed again. */
const DEEPEST = 4

export const isTnef = ({ type, filename }: Part): boolean =>
  TNEF.test(type) || (type === 'application/octet-stream' && /^winmail\.dat$/i.test(filename ?? ''))
export const isSmime = ({ type }: Part): boolean => SMIME.test(type)

/** Adds to the tree, numbered behind what was there; answers what could not be opened, for the warnings. */
export function openParts(root: Part): string[] {
  const warnings: string[] = []
  const room = roomForOneMail()
  let count: number | null = null
  const number = (): number => {
    count = (count ?? lastIndex(root)) + 1
    return count
  }
  const open = (part: Part, depth: number): void => {
    for (const leaf of leaves(part)) {
      if (isTnef(leaf)) openTnef(leaf, { number, warnings, from: () => senderOf(root) })
      else if (isSmime(leaf) && depth < DEEPEST && openSmime(leaf, { number, warnings, room })) open(leaf, depth + 1)
    }
  }
  open(root, 0)
  return warnings
}

const senderOf = (root: Part): Address | null => {
  const field = root.fields.find(({ name }) => name.toLowerCase() === 'from')
  return (field && readAddresses(field.value, null, 1)[0]) ?? null
}

interface Opening {
  number: () => number
  warnings: string[]
  from: () => Address | null
}

function openTnef(part: Part, { number, warnings, from }: Opening): void {
  const bytes = decodeTransfer(part.body, part.encoding)
  const tnef = readTnef(bytes)
  if (!tnef) return
  const calendar = tnef.meeting && textPart('text/calendar', calendarOf(tnef.meeting, from()))
  const found = [...textsOf(tnef), ...(calendar ? [calendar] : []), ...tnef.files.flatMap((file) => fileParts(file))]
  if (!tnef.isWhole) {
    warnings.push('tnef: not all of winmail.dat could be read; it is attached as it came')
    found.push(made({ type: part.type, filename: part.filename ?? 'winmail.dat', bytes }))
  }
  if (found.length === 0) return
  part.children = found
  part.body = []
  for (const one of found.flatMap(withChildren)) one.index = number()
}

/** The HTML or, for want of it, what the RTF says, beside the plain text. */
function textsOf(tnef: Tnef): Part[] {
  const html = tnef.html && made({ type: 'text/html', charset: tnef.html.charset, bytes: tnef.html.bytes })
  const plain = tnef.text?.trim() ? textPart('text/plain', tnef.text) : null
  const rtf = !html && tnef.rtf ? readRtf(decompressRtf(tnef.rtf) ?? Buffer.alloc(0)) : null
  const wrapped = rtf && 'html' in rtf ? textPart('text/html', rtf.html) : null
  const said = rtf && 'text' in rtf && !plain && rtf.text.trim() ? textPart('text/plain', rtf.text) : null
  const children = [plain ?? said, html ?? wrapped].filter((one) => one !== null)
  return children.length === 0 ? [] : [{ ...made({ type: 'multipart/alternative' }), children }]
}

/** A message within the message: its text becomes a file, and its files stand beside it. */
function fileParts(file: TnefFile): Part[] {
  if (!file.message) {
    const type = cleanType(file.type?.toLowerCase() ?? typeOfName(file.name))
    return [made({ type, filename: file.name || null, contentId: file.contentId, bytes: file.bytes })]
  }
  const name = file.name || 'message'
  const texts = textsOf(file.message).flatMap(leaves)
  for (const text of texts) {
    text.filename = `${name}.${text.type === 'text/html' ? 'html' : 'txt'}`
    text.disposition = 'attachment'
  }
  return [...texts, ...file.message.files.flatMap(fileParts)]
}

/** False where it is encrypted, signed apart from what it signs, or too much. */
function openSmime(
  part: Part,
  { number, warnings, room }: Pick<Opening, 'number' | 'warnings'> & { room: Room },
): boolean {
  const cms = readCms(decodeTransfer(part.body, part.encoding), room)
  if (!cms?.content) return false
  const { root, stoppedBy } = splitParts(cms.content, limits.message)
  if (!root) return false
  if (stoppedBy !== null) warnings.push(`degraded: within the signed mail, ${stoppedBy}`)
  for (const one of withChildren(root)) one.index = number()
  part.children = [root]
  part.body = []
  return true
}

interface Making {
  type: string
  charset?: string | null
  filename?: string | null
  contentId?: string | null
  bytes?: Buffer
}

function made({ type, charset = null, filename = null, contentId = null, bytes }: Making): Part {
  return {
    index: -1,
    fields: [],
    isTyped: true,
    type,
    parameters: new Map(),
    charset,
    disposition: filename === null ? null : 'attachment',
    filename,
    encoding: 'binary',
    flowed: false,
    delSp: false,
    contentId,
    location: null,
    children: [],
    body: bytes ? [bytes] : [],
  }
}

const textPart = (type: string, text: string): Part => made({ type, charset: 'utf-8', bytes: Buffer.from(text) })
const withChildren = (part: Part): Part[] => [part, ...part.children.flatMap(withChildren)]
const lastIndex = (part: Part): number =>
  part.children.reduce((most, one) => Math.max(most, lastIndex(one)), part.index)
