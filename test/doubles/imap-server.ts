// A small IMAP server (RFC 3501) with one folder in memory: enough for a client that reads. For tests where no real
// server is installed, and for what real ones do not do on command: change UIDVALIDITY, refuse, hang up.
import net from 'node:net'

export interface ImapDoubleOptions {
  user?: string
  pass?: string
  /** Answers AUTHENTICATE XOAUTH2 with this token as well. */
  /** One token, or whether one is good. */
  accessToken?: string | ((token: string) => boolean)
  folder?: string
  /** On top of IMAP4rev1; `['IDLE', 'UIDPLUS', 'CONDSTORE']` unless told otherwise. */
  capabilities?: string[]
}

export interface ImapDouble {
  port: number
  /** Every command heard, without tag; credentials left out. */
  commands: string[]
  append(raw: Buffer | string, options?: { internalDate?: Date; flags?: string[] }): number
  expunge(uid: number): void
  /** As after the folder was deleted and made anew: every message gets another UID. */
  changeUidValidity(): void
  flagsOf(uid: number): string[]
  /** The next command that matches is answered NO, or met with a closed connection. */
  failNext(pattern: RegExp, how: 'NO' | 'hang-up'): void
  /** Hangs up on everybody. */
  cut(): void
  connections(): number
  stop(): Promise<void>
}

interface Message {
  uid: number
  raw: Buffer
  flags: Set<string>
  internalDate: Date
  modseq: number
}

export async function startImapServer(options: ImapDoubleOptions = {}): Promise<ImapDouble> {
  const { user = 'desk', pass = 'secret', accessToken, folder = 'INBOX' } = options
  const extras = options.capabilities ?? ['IDLE', 'UIDPLUS', 'CONDSTORE']
  const capability = ['IMAP4rev1', 'SASL-IR', 'AUTH=PLAIN', 'AUTH=XOAUTH2', ...extras].join(' ')
  const hasCondstore = extras.includes('CONDSTORE')
  const commands: string[] = []
  const sockets = new Set<net.Socket>()
  const selected = new Map<net.Socket, number>() // how many messages that client knows of
  let messages: Message[] = []
  let uidValidity = 1_000
  let uidNext = 1
  let modseq = 1
  let failure: { pattern: RegExp; how: 'NO' | 'hang-up' } | null = null
  let connected = 0

  const announce = () => {
    for (const [socket, known] of selected) {
      if (known === messages.length) continue
      selected.set(socket, messages.length)
      socket.write(`* ${messages.length} EXISTS\r\n`)
    }
  }

  const server = net.createServer((socket) => {
    connected++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => {
      sockets.delete(socket)
      selected.delete(socket)
    })
    let text = ''
    let idleTag = ''
    let loginTag = ''
    socket.write(`* OK [CAPABILITY ${capability}] ready\r\n`)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end)
        text = text.slice(end + 2)
        hear(line)
      }
    })

    function hear(line: string) {
      if (loginTag) {
        const tag = loginTag
        loginTag = ''
        return answerLogin(tag, line)
      }
      if (idleTag) {
        socket.write(`${idleTag} OK done\r\n`)
        idleTag = ''
        return
      }
      const [, tag = '', rest = ''] = /^(\S+) (.*)$/.exec(line) ?? []
      const verb = rest.replace(/^UID /i, '').split(' ', 1)[0]?.toUpperCase() ?? ''
      commands.push(/^(?:LOGIN|AUTHENTICATE)$/.test(verb) ? verb : rest)
      if (failure?.pattern.test(rest)) {
        const { how } = failure
        failure = null
        if (how === 'NO') socket.write(`${tag} NO not today\r\n`)
        else socket.destroy()
        return
      }
      answer(tag, verb, rest)
    }

    function answer(tag: string, verb: string, rest: string) {
      const say = (...lines: string[]) => socket.write(`${[...lines, `${tag} OK ${verb} done`].join('\r\n')}\r\n`)
      if (verb === 'CAPABILITY') return say(`* CAPABILITY ${capability}`)
      if (verb === 'NOOP' || verb === 'CHECK') return say()
      if (verb === 'ID') return say('* ID NIL')
      if (verb === 'ENABLE') return say(`* ENABLED ${hasCondstore ? 'CONDSTORE' : ''}`)
      if (verb === 'NAMESPACE') return say('* NAMESPACE (("" "/")) NIL NIL')
      if (verb === 'LIST' || verb === 'LSUB') return say(`* ${verb} (\\HasNoChildren) "/" "${folder}"`)
      if (verb === 'LOGIN') {
        const [, name, word] = /^LOGIN "?([^" ]*)"? "?([^"]*?)"?$/i.exec(rest) ?? []
        return socket.write(
          name === user && word === pass ? `${tag} OK in\r\n` : `${tag} NO [AUTHENTICATIONFAILED] no\r\n`,
        )
      }
      if (verb === 'AUTHENTICATE') {
        const [, , first] = rest.split(' ')
        if (first) return answerLogin(tag, first)
        loginTag = tag
        return socket.write('+ \r\n')
      }
      if (verb === 'SELECT' || verb === 'EXAMINE') {
        if (!rest.includes(folder)) return socket.write(`${tag} NO [NONEXISTENT] no such folder\r\n`)
        selected.set(socket, messages.length)
        return socket.write(
          `* FLAGS (\\Seen \\Deleted)\r\n* ${messages.length} EXISTS\r\n* OK [UIDVALIDITY ${uidValidity}] ok\r\n` +
            `* OK [UIDNEXT ${uidNext}] ok\r\n${hasCondstore ? `* OK [HIGHESTMODSEQ ${modseq}] ok\r\n` : ''}` +
            `${tag} OK [${verb === 'EXAMINE' ? 'READ-ONLY' : 'READ-WRITE'}] done\r\n`,
        )
      }
      if (verb === 'STATUS') {
        return say(`* STATUS "${folder}" (MESSAGES ${messages.length} UIDNEXT ${uidNext} UIDVALIDITY ${uidValidity})`)
      }
      if (verb === 'SEARCH') {
        const [, set = '1:*'] = /UID ([\d:*,]+)\s*$/i.exec(rest.replace(/^UID SEARCH/i, '')) ?? []
        return say(
          `* SEARCH ${inSet(set)
            .map((one) => one.uid)
            .join(' ')}`.trimEnd(),
        )
      }
      if (verb === 'FETCH') {
        const [, set = '', items = ''] = /FETCH ([\d:*,]+) (.*)$/i.exec(rest) ?? []
        for (const message of inSet(set)) fetch(message, items.toUpperCase())
        return say()
      }
      if (verb === 'IDLE' && extras.includes('IDLE')) {
        idleTag = tag
        return socket.write('+ idling\r\n')
      }
      if (verb === 'LOGOUT') {
        say('* BYE bye')
        return socket.end()
      }
      return socket.write(`${tag} BAD ${verb} unknown\r\n`)
    }

    function isToken(found: RegExpExecArray | null): boolean {
      const [, name, token = ''] = found ?? []
      return name === user && (typeof accessToken === 'function' ? accessToken(token) : token === accessToken)
    }

    function answerLogin(tag: string, initial: string) {
      const given = Buffer.from(initial, 'base64').toString()
      const isRight =
        given === `\0${user}\0${pass}` ||
        isToken(/^user=([^;]+);auth=Bearer ([^;]+);;$/.exec(given.replaceAll('\x01', ';')))
      socket.write(isRight ? `${tag} OK in\r\n` : `${tag} NO [AUTHENTICATIONFAILED] no\r\n`)
    }

    function fetch(message: Message, items: string) {
      const said = [`UID ${message.uid}`]
      if (items.includes('FLAGS')) said.push(`FLAGS (${[...message.flags].join(' ')})`)
      if (items.includes('INTERNALDATE')) said.push(`INTERNALDATE "${imapDate(message.internalDate)}"`)
      if (items.includes('RFC822.SIZE')) said.push(`RFC822.SIZE ${message.raw.length}`)
      if (items.includes('MODSEQ') && hasCondstore) said.push(`MODSEQ (${message.modseq})`)
      if (/BODY\[\]|RFC822(?!\.)/.test(items)) message.flags.add('\\Seen')
      const wantsText = /BODY(?:\.PEEK)?\[\]|RFC822(?!\.)/.test(items)
      if (wantsText) said.push(`BODY[] {${message.raw.length}}`)
      socket.write(`* ${messages.indexOf(message) + 1} FETCH (${said.join(' ')}`)
      if (wantsText) {
        socket.write('\r\n')
        socket.write(message.raw)
      }
      socket.write(')\r\n')
    }
  })

  /** As RFC 3501 has it, `9:*` means the last message even where there is no ninth. */
  function inSet(set: string): Message[] {
    const last = messages.at(-1)?.uid ?? 0
    const ranges = set.split(',').map((part) => {
      const [a = 0, b = a] = part.split(':').map((bound) => (bound === '*' ? last : Number(bound)))
      return [Math.min(a, b), Math.max(a, b)] as const
    })
    return messages.filter((one) => ranges.some(([low, high]) => one.uid >= low && one.uid <= high))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()

  return {
    port: address && typeof address === 'object' ? address.port : 0,
    commands,
    append(raw, { internalDate = new Date(), flags = [] } = {}) {
      const uid = uidNext++
      messages.push({ uid, raw: Buffer.from(raw), flags: new Set(flags), internalDate, modseq: ++modseq })
      announce()
      return uid
    },
    expunge(uid) {
      const at = messages.findIndex((one) => one.uid === uid)
      if (at < 0) return
      messages.splice(at, 1)
      for (const [socket, known] of selected) {
        selected.set(socket, known - 1)
        socket.write(`* ${at + 1} EXPUNGE\r\n`)
      }
    },
    changeUidValidity() {
      uidValidity++
      uidNext = 1
      messages = messages.map((one) => ({ ...one, uid: uidNext++ }))
    },
    flagsOf: (uid) => [...(messages.find((one) => one.uid === uid)?.flags ?? [])],
    failNext(pattern, how) {
      failure = { pattern, how }
    },
    cut() {
      for (const socket of sockets) socket.destroy()
    },
    connections: () => connected,
    stop() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      return stopped
    },
  }
}

function imapDate(at: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at.toUTCString()) ?? []
  return `${day}-${month}-${year} ${time} +0000`
}
