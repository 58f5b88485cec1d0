// A mail account on a real Dovecot, and what its people do there with a mail program of theirs.
import { setTimeout as sleep } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { startDovecot } from '../doubles/dovecot.ts'

export const FOLDERS = ['INBOX', 'Archive', 'Trash', 'Sent'] as const
export type Folder = (typeof FOLDERS)[number]

/** The field that has the name of a mail without a Message-ID. */
export const NAME = 'X-Name'

export interface Lying {
  /** Message-ID without <>, else what is in its stead. */
  mid: string
  folder: Folder
  uid: number
  flags: string[]
}

export interface Account {
  port: number
  user: string
  pass: string
  /** All mails of all folders, as they are now. */
  lying(): Promise<Lying[]>
  append(folder: Folder, raw: string, flags?: string[]): Promise<void>
  mark(mails: readonly Lying[], flag: string, how: 'add' | 'remove'): Promise<void>
  move(mails: readonly Lying[], to: Folder): Promise<void>
  expunge(mails: readonly Lying[]): Promise<void>
  /**
   * As after a server was mended or restored: every message has another number, and UIDVALIDITY is another. Nobody else may be signed in:
   * who is there while Dovecot's index goes sees it for ever as it was.
   */
  renumberInbox(): Promise<void>
  /** Its mails go to another folder, which takes its name: the same, for the folders beside. Nobody else may be moving mail there. */
  makeAnew(folder: Exclude<Folder, 'INBOX'>): Promise<void>
  stop(): Promise<void>
}

export async function startAccount(): Promise<Account> {
  const dovecot = await startDovecot()
  const { port, user, pass } = dovecot
  let client = await signIn()
  let turn: Promise<unknown> = Promise.resolve()

  async function signIn(): Promise<ImapFlow> {
    const fresh = new ImapFlow({
      host: '127.0.0.1',
      port,
      secure: false,
      auth: { user, pass },
      logger: false,
      disableAutoIdle: true,
    })
    fresh.on('error', () => undefined)
    await fresh.connect()
    return fresh
  }

  /** One after the other: a connection has one folder open. */
  function withFolder<T>(folder: Folder, use: (client: ImapFlow) => Promise<T>): Promise<T> {
    const done = turn.then(() => inFolder(folder, use))
    turn = done.catch(() => undefined)
    return done
  }

  /** Where a folder was numbered anew under it the server refuses, or hangs up; people sign in again. */
  async function inFolder<T>(folder: Folder, use: (client: ImapFlow) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        await client.mailboxOpen(folder)
        return await use(client)
      } catch (thrown) {
        const { message, responseText = '' } = thrown as Error & { responseText?: string }
        if (tries > 5) throw new Error(`in ${folder}: ${message} ${responseText}`, { cause: thrown })
        client.close()
        client = await signIn()
      }
    }
  }

  /** Message-IDs by folder, UIDVALIDITY and UID: what a number once meant it always means. */
  const names = new Map<string, string>()

  async function lyingIn(there: ImapFlow, folder: Folder): Promise<Lying[]> {
    if (!there.mailbox || there.mailbox.exists === 0) return []
    const { uidValidity } = there.mailbox
    const nameOf = (uid: number) => `${folder} ${uidValidity} ${uid}`
    const all = await there.fetchAll('1:*', { uid: true, flags: true })
    const fresh = all.filter(({ uid }) => !names.has(nameOf(uid))).map(({ uid }) => uid)
    const read = fresh.length === 0 ? [] : await there.fetchAll(fresh.join(','), { uid: true, headers: ['message-id', NAME.toLowerCase()] }, { uid: true }) // prettier-ignore
    for (const { uid, headers } of read) {
      const mid = /<(.+)>/.exec(headers?.toString() ?? '')?.[1]
      if (mid) names.set(nameOf(uid), mid)
    }
    return all.flatMap(({ uid, flags }) => {
      const mid = names.get(nameOf(uid)) // undefined where Postroom has just moved it
      return mid === undefined
        ? []
        : { mid, folder, uid, flags: [...(flags ?? [])].filter((flag) => flag !== '\\Recent').toSorted() }
    })
  }

  async function lying(): Promise<Lying[]> {
    const found: Lying[] = []
    for (const folder of FOLDERS) found.push(...(await withFolder(folder, (there) => lyingIn(there, folder))))
    return found
  }

  /** By what they are called, looked up in the same turn: since somebody looked, the folder may have been numbered anew. */
  const inFolders = async (mails: readonly Lying[], use: (client: ImapFlow, uids: string) => Promise<unknown>) => {
    for (const [folder, those] of Map.groupBy(mails, (mail) => mail.folder)) {
      const meant = new Set(those.map((mail) => mail.mid))
      await withFolder(folder, async (there) => {
        const uids = (await lyingIn(there, folder)).filter((mail) => meant.has(mail.mid)).map((mail) => mail.uid)
        if (uids.length > 0) await use(there, uids.join(','))
      })
    }
  }

  for (const folder of FOLDERS) if (folder !== 'INBOX') await client.mailboxCreate(folder)
  return {
    port,
    user,
    pass,
    lying,
    append: async (folder, raw, flags) => {
      await withFolder(folder, (there) => there.append(folder, raw, flags))
    },
    mark: (mails, flag, how) =>
      inFolders(mails, (there, uids) =>
        how === 'add'
          ? there.messageFlagsAdd(uids, [flag], { uid: true })
          : there.messageFlagsRemove(uids, [flag], { uid: true }),
      ),
    move: (mails, to) => inFolders(mails, (there, uids) => there.messageMove(uids, to, { uid: true })),
    expunge: (mails) => inFolders(mails, (there, uids) => there.messageDelete(uids, { uid: true })),
    renumberInbox: () => {
      const done = turn.then(async () => {
        client.close()
        await dovecot.left()
        await dovecot.forgetUids()
        await sleep(1_000) // the next UIDVALIDITY is the second in which it is made
        client = await signIn()
      })
      turn = done.catch(() => undefined)
      return done
    },
    makeAnew: (folder) =>
      withFolder(folder, async (there) => {
        const other = `${folder}-new`
        await there.mailboxCreate(other)
        if (there.mailbox && there.mailbox.exists > 0) await there.messageMove('1:*', other)
        await there.mailboxClose()
        await there.mailboxDelete(folder)
        await there.mailboxRename(other, folder)
      }),
    stop: async () => {
      client.close()
      await dovecot.stop()
    },
  }
}
