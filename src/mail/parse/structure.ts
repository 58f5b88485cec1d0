// The tree of MIME parts, as bytes: mailsplit finds the boundaries, our limits are looked after, nothing is decoded yet.
import type { Transform } from 'node:stream'
import { Splitter, type MimeNode, type MessageChunk, type SplitterChunk } from '@zone-eu/mailsplit'
import { parseFields, type RawField } from './headers.ts'

export interface Part {
  /** Order of appearance, counted from 0 at the mail itself. Stable for the same bytes: stored links name it. */
  index: number
  fields: RawField[]
  /** `text/plain` where the mail says nothing; lower case. */
  type: string
  charset: string | null
  /** `attachment`, `inline`, something else or null. */
  disposition: string | null
  filename: string | null
  encoding: string
  flowed: boolean
  delSp: boolean
  contentId: string | null
  children: Part[]
  /** Encoded bytes of a leaf, in order; views into the mail. */
  body: Buffer[]
}

export interface Structure {
  root: Part | null
  /** Why the tree is not all of the mail; null when it is. */
  stoppedBy: string | null
}

export interface StructureLimits {
  headerBytes: number
  parts: number
  depth: number
}

/** Never rejects: at a limit, or at an error of the splitter, the tree holds what was found until then. */
export function splitParts(raw: Buffer, limits: StructureLimits): Promise<Structure> {
  // Lines count at least 64 bytes each towards maxHeadSize, so this bounds their number too.
  const splitter = new Splitter({ ignoreEmbedded: true, maxHeadSize: limits.headerBytes, maxChildNodes: limits.parts })
  const parts = new Map<MimeNode, { part: Part; depth: number }>()
  let root: Part | null = null

  return new Promise((resolve) => {
    const stop = (why: string | null): void => {
      splitter.removeAllListeners('data')
      resolve({ root, stoppedBy: why })
    }
    const stream = splitter as unknown as Transform // its types know only 'data'
    stream.on('error', (error: Error) => stop(error.message))
    stream.on('end', () => stop(null))
    splitter.on('data', (chunk: SplitterChunk | MessageChunk) => {
      const node = (chunk.type === 'node' ? chunk : chunk.node) as MimeNode
      if (chunk.type === 'node') {
        const parent = node.parentNode ? parts.get(node.parentNode as MimeNode) : undefined
        const entry = { part: toPart(node, parts.size), depth: (parent?.depth ?? 0) + 1 }
        parts.set(node, entry)
        if (parent) adopt(parent.part, entry.part)
        else root ??= entry.part
        if (entry.depth > limits.depth) {
          stop('parts are nested too deeply')
          splitter.destroy()
        }
      } else if (chunk.value && chunk.value.length > 0) {
        const part = parts.get(node)?.part
        // 'data' is what stands around parts: kept only where no part ever comes, since then it is the text
        if (chunk.type === 'body' || part?.children.length === 0) part?.body.push(chunk.value)
      }
    })
    splitter.end(raw)
  })
}

function adopt(parent: Part, child: Part): void {
  parent.body = []
  parent.children.push(child)
  // RFC 2046 §5.1.5
  if (parent.type === 'multipart/digest' && !child.fields.some((field) => /^content-type$/i.test(field.name))) {
    child.type = 'message/rfc822'
  }
}

function toPart(node: MimeNode, index: number): Part {
  const block = node.headers ? node.headers.headers : false
  const fields = block ? parseFields(block.toString('latin1')) : []
  return {
    index,
    fields,
    type: cleanType(node.contentType || 'text/plain'),
    charset: node.charset || null,
    disposition: node.disposition || null,
    filename: node.filename || null,
    encoding: node.encoding || '7bit',
    flowed: node.flowed,
    delSp: node.delSp,
    contentId: contentId(fields),
    children: [],
    body: [],
  }
}

/** Media types are shown and served by others, so nothing but what RFC 6838 §4.2 allows passes. */
function cleanType(type: string): string {
  const [cleaned] = /^[a-z0-9!#$&^_.+-]{1,80}\/[a-z0-9!#$&^_.+-]{1,120}/.exec(type) ?? []
  if (cleaned) return cleaned
  return type.startsWith('text') ? 'text/plain' : 'application/octet-stream'
}

function contentId(fields: RawField[]): string | null {
  const value = fields.find((field) => field.name.toLowerCase() === 'content-id')?.value.trim()
  const id = value?.replace(/^<|>$/g, '').trim()
  return id ? id : null
}

/** Whatever has no children, so also a multipart in which no part was found. */
export function leaves(part: Part): Part[] {
  return part.children.length === 0 ? [part] : part.children.flatMap(leaves)
}
