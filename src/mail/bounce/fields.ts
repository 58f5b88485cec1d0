// What bounces are read with: fields of a report, codes and addresses in a line of words. All of it is another system's
// text, so every pattern here runs in linear time.

import { isAddress, normalizeAddress } from '../address.ts'

/** Blocks of `Name: value` lines, parted by blank lines (RFC 3464 §2.1); names in lower case, a name's values a line each. */
export function fieldBlocks(text: string): Map<string, string>[] {
  const blocks: Map<string, string>[] = []
  let block = new Map<string, string>()
  let last = ''
  for (const line of lines(text)) {
    const field = /^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]{0,9}:(.*)$/.exec(line)
    if (field?.[1]) {
      last = field[1].toLowerCase()
      const before = block.get(last)
      block.set(last, `${before === undefined ? '' : `${before}\n`}${(field[2] ?? '').trim()}`)
    } else if (/^[ \t]+\S/.test(line) && last) {
      block.set(last, `${block.get(last) ?? ''} ${line.trim()}`.trim())
    } else if (line.trim() === '' && block.size > 0) {
      blocks.push(block)
      block = new Map()
      last = ''
    }
  }
  if (block.size > 0) blocks.push(block)
  return blocks
}

export function lines(text: string): string[] {
  return text.slice(0, 400_000).split(/\r\n|\n|\r/)
}

/** A three-part status (RFC 3463); never a piece of an IP address. An exact one (`5.1.1`) is preferred to `5.0.0`. */
export function statusIn(text: string): string | null {
  const found = [...text.slice(0, 20_000).matchAll(/(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d]|\.\d)/g)].map(
    (match) => match[0],
  )
  return found.find((status) => !status.endsWith('.0')) ?? found.find((status) => !isVague(status)) ?? found[0] ?? null
}

export function isVague(status: string | null): boolean {
  return status === null || /^\d\.0\.0$/.test(status)
}

/** An SMTP reply code (RFC 5321 §4.2) where one can stand: at the beginning, after a mark, before its text. */
export function replyCodeIn(text: string): string | null {
  const match =
    /(?:^|[\s:;>(#"'=[<])([45][0-5]\d)(?=[ \-#:,)\]"']|$)(?! ?(?:bytes|days|hours|seconds|messages|kb|mb))/i.exec(
      text.slice(0, 20_000),
    )
  return match?.[1] ?? null
}

/** The SMTP command that was refused, as servers put it: "in reply to RCPT TO", "after end of data", ">>> DATA". */
export function commandIn(text: string): 'MAIL' | 'RCPT' | 'DATA' | null {
  const said = text.slice(0, 20_000).toLowerCase()
  const at = {
    RCPT: said.search(/rcpt to(?! ?:? ?command not)/),
    MAIL: said.search(/mail from:?<|mail from command|after mail from|reply to mail from/),
    DATA: said.search(/end of data|after data|data command|>>> data|final data|reply to end|text command/),
  }
  const given = (['DATA', 'RCPT', 'MAIL'] as const).filter((command) => at[command] >= 0)
  return given[0] ?? null
}

const ADDRESS = /[^\s<>()[\]{},;:"'|=/\\]{1,128}@[^\s<>()[\]{},;:"'|=/\\?]{1,253}/g

/** Every mail address in the text, normalised, in order, each once. */
export function addressesIn(text: string): string[] {
  const found = new Set<string>()
  for (const line of lines(text.slice(0, 100_000))) {
    if (!line.includes('@')) continue
    for (const [match] of line.slice(0, 2000).matchAll(ADDRESS)) {
      const address = normalizeAddress(match.replace(/[.!?]+$/, '').replace(/^[.*-]+/, ''))
      if (isAddress(address) && address.includes('.', address.lastIndexOf('@'))) found.add(address)
    }
  }
  return [...found]
}
