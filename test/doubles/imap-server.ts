// A small IMAP server (RFC 3501) with folders in memory: enough for a client that reads, marks and moves. For tests where no real
// server is installed, and for what real ones do not do on command: change UIDVALIDITY, refuse, hang up.
import net from 'node:net'
import { gmailOver, labelsIn, type Gmail } from './gmail.ts'
import { fetched } from './imap-fetch.ts'
import { atPlaces, inSet, searched, type Folder, type Message } from './imap-folder.ts'

export interface ImapDoubleOptions {
  user?: string
  pass?: string
  /** Answers AUTHENTICATE XOAUTH2 with this token as well. */
  /** One token, or whether one is good. */
  accessToken?: string | ((token: string) => boolean)
  folder?: string
  /** Others beside it, with their special use (RFC 6154) or ''. */
  others?: Record<string, string>
  /** On top of IMAP4rev1; `['IDLE', 'UIDPLUS', 'CONDSTORE']` unless told otherwise. */
  capabilities?: string[]
  /** Folders show labels, as Gmail's do (gmail.ts has its folders and capabilities). */
  isGmail?: boolean
}

export interface ImapDouble {
  port: number
  /** Every command heard, without tag; credentials left out. */
  commands: string[]
  append(
    raw: Buffer | string,
    options?: { internalDate?: Date; flags?: string[]; folder?: string; thread?: string; announced?: number },
  ): number
  expunge(uid: number, folder?: string): void
  setFlags(uid: number, flags: string[], folder?: string): void
  /** As another program would: answers the UID it has there. */
  move(uid: number, to: string, from?: string): number
  /** As somebody gives a mail labels, or takes them away, where `isGmail`. */
  label(uid: number, given: { add?: string[]; remove?: string[] }, folder?: string): void
  labelsOf(uid: number, folder?: string): string[]
  /** As after the folder was deleted and made anew: every message gets another UID. */
  changeUidValidity(folder?: string): void
  rename(folder: string, to: string): void
  /** As after its index was lost: changes are counted from the beginning again. */
  forgetModseqs(): void
  flagsOf(uid: number, folder?: string): string[]
  /** The texts of all messages that lie there. */
  textsIn(folder: string): string[]
  /** The next command that matches is answered NO, met with a closed connection, or carried out (APPEND) and then met with one. */
  failNext(pattern: RegExp, how: 'NO' | 'hang-up' | 'hang-up once done'): void
  /** Hangs up on everybody. */
  cut(): void
  connections(): number
  stop(): Promise<void>
}

export async function startImapServer(options: ImapDoubleOptions = {}): Promise<ImapDouble> {
  const { user = 'desk', pass = 'secret', accessToken, folder = 'INBOX' } = options
  const extras = options.capabilities ?? ['IDLE', 'UIDPLUS', 'CONDSTORE']
  const capability = ['IMAP4rev1', 'SASL-IR', 'AUTH=PLAIN', 'AUTH=XOAUTH2', ...extras].join(' ')
  const hasCondstore = extras.includes('CONDSTORE')
  const hasQresync = extras.includes('QRESYNC')
  const commands: string[] = []
  const qresyncing = new Set<net.Socket>()
  const sockets = new Set<net.Socket>()
  const selected = new Map<net.Socket, { in: Folder; known: number }>() // how many messages that client knows of
  const folders = new Map<string, Folder>(
    Object.entries({ [folder]: '', ...options.others }).map(([name, use]) => [
      name,
      { name, use, uidValidity: 1_000, uidNext: 1, modseq: 1, messages: [], vanished: [] },
    ]),
  )
  let failure: { pattern: RegExp; how: 'NO' | 'hang-up' | 'hang-up once done' } | null = null
  let connected = 0

  const folderOf = (name = folder) => {
    const found = folders.get(name)
    if (!found) throw new Error(`no folder ${name}`)
    return found
  }

  const announce = () => {
    for (const [socket, view] of selected) {
      if (view.known === view.in.messages.length) continue
      view.known = view.in.messages.length
      socket.write(`* ${view.known} EXISTS\r\n`)
    }
  }

  function put(to: Folder, message: Omit<Message, 'uid' | 'modseq'>): number {
    return gmail ? gmail.add(to, message) : place(to, message)
  }

  function place(to: Folder, message: Omit<Message, 'uid' | 'modseq'>): number {
    const uid = to.uidNext++
    to.messages.push({ ...message, uid, modseq: ++to.modseq })
    announce()
    return uid
  }

  function expunge(from: Folder, uid: number) {
    const message = from.messages.find((one) => one.uid === uid)
    if (message && gmail) gmail.remove(from, message)
    else take(from, uid)
  }

  function take(from: Folder, uid: number) {
    const at = from.messages.findIndex((one) => one.uid === uid)
    if (at < 0) return
    from.messages.splice(at, 1)
    from.vanished.push({ uid, modseq: ++from.modseq })
    for (const [socket, view] of selected) {
      if (view.in !== from) continue
      view.known--
      socket.write(qresyncing.has(socket) ? `* VANISHED ${uid}\r\n` : `* ${at + 1} EXPUNGE\r\n`)
    }
  }

  function setFlags(where: Folder, message: Message, flags: string[]) {
    message.flags = new Set(flags)
    touch(where, message)
    gmail?.flagged(message)
  }

  function touch(where: Folder, message: Message) {
    message.modseq = ++where.modseq
    for (const [socket, view] of selected) {
      if (view.in !== where) continue
      const modseq = hasCondstore ? ` MODSEQ (${message.modseq})` : ''
      socket.write(
        `* ${where.messages.indexOf(message) + 1} FETCH (UID ${message.uid} FLAGS (${[...message.flags].join(' ')})${modseq})\r\n`,
      )
    }
  }

  const gmail: Gmail | null = options.isGmail ? gmailOver({ folders, put: place, expunge: take, touch }) : null

  const server = net.createServer((socket) => {
    connected++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => {
      sockets.delete(socket)
      selected.delete(socket)
      qresyncing.delete(socket)
    })
    let text = ''
    let idleTag = ''
    let loginTag = ''
    let literal: { tag: string; to: Folder; size: number; flags: string[]; isLast: boolean } | null = null
    socket.write(`* OK [CAPABILITY ${capability}] ready\r\n`)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        if (literal) {
          if (text.length < literal.size + 2) return // the rest is on its way
          const { tag, to, isLast } = literal
          put(to, {
            raw: Buffer.from(text.slice(0, literal.size), 'latin1'),
            flags: new Set(literal.flags),
            internalDate: new Date(),
          })
          text = text.slice(literal.size + 2)
          literal = null
          if (isLast) return void socket.destroy()
          socket.write(`${tag} OK [APPENDUID ${to.uidValidity} ${to.uidNext - 1}] done\r\n`)
          continue
        }
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
        if (how === 'hang-up once done') answer(tag, verb, rest, true)
        else if (how === 'NO') socket.write(`${tag} NO not today\r\n`)
        else socket.destroy()
        return
      }
      answer(tag, verb, rest)
    }

    function answer(tag: string, verb: string, rest: string, isLast = false) {
      const say = (...lines: string[]) => socket.write(`${[...lines, `${tag} OK ${verb} done`].join('\r\n')}\r\n`)
      if (verb === 'CAPABILITY') return say(`* CAPABILITY ${capability}`)
      if (verb === 'NOOP' || verb === 'CHECK') return say()
      if (verb === 'ID') return say('* ID NIL')
      if (verb === 'ENABLE') {
        const isQresync = hasQresync && rest.includes('QRESYNC')
        if (isQresync) qresyncing.add(socket)
        return say(`* ENABLED ${hasCondstore ? 'CONDSTORE' : ''}${isQresync ? ' QRESYNC' : ''}`)
      }
      if (verb === 'NAMESPACE') return say('* NAMESPACE (("" "/")) NIL NIL')
      if (verb === 'LIST' || verb === 'LSUB') {
        const [, pattern = ''] = /^\S+ \S+ "?(.*?)"?$/.exec(rest) ?? []
        if (pattern === '') return say(`* ${verb} (\\Noselect) "/" ""`) // RFC 3501 §6.3.8: only what parts names is asked for
        const those = [...folders.values()].filter(({ name }) => pattern === '*' || pattern === name)
        return say(...those.map(({ name, use }) => `* ${verb} (\\HasNoChildren ${use}) "/" "${name}"`))
      }
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
        const found = folders.get(/^\S+ "?([^"(]+?)"?(?: \(|$)/.exec(rest)?.[1] ?? '')
        if (!found) return socket.write(`${tag} NO [NONEXISTENT] no such folder\r\n`)
        const { messages, uidValidity, uidNext, modseq } = found
        selected.set(socket, { in: found, known: messages.length })
        return socket.write(
          `* FLAGS (\\Seen \\Flagged \\Deleted)\r\n* ${messages.length} EXISTS\r\n* OK [UIDVALIDITY ${uidValidity}] ok\r\n` +
            `* OK [UIDNEXT ${uidNext}] ok\r\n${hasCondstore ? `* OK [HIGHESTMODSEQ ${modseq}] ok\r\n` : ''}` +
            `${tag} OK [${verb === 'EXAMINE' ? 'READ-ONLY' : 'READ-WRITE'}] done\r\n`,
        )
      }
      if (verb === 'STATUS') {
        const asked = folders.get(/^\S+ "?([^"(]+?)"? \(/.exec(rest)?.[1] ?? '')
        if (!asked) return socket.write(`${tag} NO [NONEXISTENT] no such folder\r\n`)
        const { name, messages, uidNext, uidValidity } = asked
        return say(`* STATUS "${name}" (MESSAGES ${messages.length} UIDNEXT ${uidNext} UIDVALIDITY ${uidValidity})`)
      }
      const here = selected.get(socket)?.in ?? folderOf()
      if (verb === 'APPEND') {
        const [, name = '', flags = '', size = '0'] =
          /^APPEND "?([^"(]+?)"? (?:\(([^)]*)\) )?.*\{(\d+)\}$/.exec(rest) ?? []
        const to = folders.get(name)
        if (!to) return socket.write(`${tag} NO [TRYCREATE] no such folder\r\n`)
        literal = { tag, to, size: Number(size), flags: flags.split(' ').filter(Boolean), isLast }
        return socket.write('+ go on\r\n')
      }
      if (verb === 'CREATE') {
        const [, name = ''] = /^CREATE "?([^"]+?)"?$/.exec(rest) ?? []
        folders.set(name, { name, use: '', uidValidity: 1_000, uidNext: 1, modseq: 1, messages: [], vanished: [] })
        return say()
      }
      if (verb === 'SEARCH') {
        const those = searched(here, rest.replace(/^(?:UID )?SEARCH/i, ''))
        return say(`* SEARCH ${those.map((one) => one.uid).join(' ')}`.trimEnd())
      }
      if (verb === 'FETCH') {
        const [, set = '', items = '', since = '0'] =
          /FETCH ([\d:*,]+) (.*?)(?: \(CHANGEDSINCE (\d+).*\))?$/i.exec(rest) ?? []
        const gone = here.vanished.filter((one) => rest.includes('VANISHED') && one.modseq > Number(since))
        if (gone.length) socket.write(`* VANISHED (EARLIER) ${gone.map((one) => one.uid).join(',')}\r\n`)
        for (const message of /^UID /i.test(rest) ? inSet(here, set) : atPlaces(here, set))
          if (message.modseq > Number(since))
            for (const piece of fetched(here, message, items.toUpperCase(), { hasCondstore, gmail }))
              socket.write(piece)
        return say()
      }
      if (verb === 'STORE' && gmail && rest.includes('X-GM-LABELS')) {
        const [, set = '', sign = '+', list = ''] = /STORE ([\d:*,]+) ([+-])X-GM-LABELS \((.*)\)$/i.exec(rest) ?? []
        const names = labelsIn(list)
        for (const one of inSet(here, set)) gmail.label(one, sign === '-' ? { remove: names } : { add: names })
        return say()
      }
      if (verb === 'STORE') {
        const [, set = '', since = 'Infinity', sign = '', flags = ''] =
          /STORE ([\d:*,]+) (?:\(UNCHANGEDSINCE (\d+)\) )?([+-]?)FLAGS(?:\.SILENT)? \((.*)\)$/i.exec(rest) ?? []
        const given = flags.split(' ')
        const modified: number[] = []
        for (const message of inSet(here, set)) {
          const kept = [...message.flags].filter((flag) => !given.includes(flag))
          if (message.modseq <= Number(since)) setFlags(here, message, sign === '-' ? kept : [...kept, ...given])
          else modified.push(message.uid)
        }
        return socket.write(`${tag} OK ${modified.length > 0 ? `[MODIFIED ${modified.join(',')}] ` : ''}done\r\n`)
      }
      const [, range = '', name = ''] = /^UID (?:COPY|MOVE|EXPUNGE) (\S+)(?: "?([^"]+)"?)?$/i.exec(rest) ?? []
      if (verb === 'EXPUNGE' || (verb === 'MOVE' && extras.includes('MOVE')) || verb === 'COPY') {
        const to = verb === 'EXPUNGE' ? here : folders.get(name)
        if (!to) return socket.write(`${tag} NO [TRYCREATE] no such folder\r\n`)
        const those = inSet(here, range || '1:*').filter((one) => verb !== 'EXPUNGE' || one.flags.has('\\Deleted'))
        const made = verb === 'EXPUNGE' ? [] : those.map((one) => put(to, one))
        const said = `COPYUID ${to.uidValidity} ${those.map((one) => one.uid).join(',')} ${made.join(',')}`
        if (verb === 'MOVE') socket.write(`* OK [${said}] moved\r\n`)
        if (verb !== 'COPY') for (const one of those) expunge(here, one.uid)
        return socket.write(`${tag} OK ${verb === 'COPY' ? `[${said}] ` : ''}done\r\n`)
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
  })

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()

  return {
    port: address && typeof address === 'object' ? address.port : 0,
    commands,
    append: (raw, { internalDate = new Date(), flags = [], folder: name, thread, announced } = {}) =>
      put(folderOf(name), {
        raw: Buffer.from(raw),
        flags: new Set(flags),
        internalDate,
        ...(thread !== undefined && { thread }),
        ...(announced !== undefined && { announced }),
      }),
    expunge: (uid, name) => expunge(folderOf(name), uid),
    setFlags(uid, flags, name) {
      const found = folderOf(name).messages.find((one) => one.uid === uid)
      if (found) setFlags(folderOf(name), found, flags)
    },
    move(uid, to, from) {
      const found = folderOf(from).messages.find((one) => one.uid === uid)
      if (!found) throw new Error(`no message ${uid}`)
      expunge(folderOf(from), uid)
      return put(folderOf(to), found)
    },
    label(uid, given, name) {
      const found = folderOf(name).messages.find((one) => one.uid === uid)
      if (found) gmail?.label(found, given)
    },
    labelsOf: (uid, name) =>
      [...(folderOf(name).messages.find((one) => one.uid === uid)?.mail?.labels ?? [])].toSorted(),
    changeUidValidity(name) {
      const renewed = folderOf(name)
      renewed.uidValidity++
      renewed.uidNext = 1
      renewed.messages = renewed.messages.map((one) => ({ ...one, uid: renewed.uidNext++ }))
    },
    forgetModseqs() {
      const here = folderOf()
      here.modseq = 1
      for (const message of here.messages) message.modseq = 1
    },
    rename(name, to) {
      const found = folderOf(name)
      folders.delete(name)
      folders.set(to, Object.assign(found, { name: to }))
    },
    flagsOf: (uid, name) => [...(folderOf(name).messages.find((one) => one.uid === uid)?.flags ?? [])],
    textsIn: (name) => folderOf(name).messages.map((one) => one.raw.toString()),
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
