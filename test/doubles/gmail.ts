// Gmail as Google describes its IMAP: a folder shows the mails that have a label, All Mail every mail that is neither thrown away nor junk.
// A mail has one number in all of them (X-GM-MSGID); in the trash or among junk it has lost its labels and lies nowhere else.
import iconv from 'iconv-lite'
import type { Folder, Message } from './imap-folder.ts'

export interface GmailMail {
  id: string
  /** Of the folder names, and \\Inbox, \\Sent. */
  labels: Set<string>
}

export const gmailFolders = {
  '[Gmail]/All Mail': '\\All',
  '[Gmail]/Sent Mail': '\\Sent',
  '[Gmail]/Spam': '\\Junk',
  '[Gmail]/Trash': '\\Trash',
}
/** As Gmail announces once one is signed in. */
export const gmailCapabilities = ['IDLE', 'UIDPLUS', 'MOVE', 'ENABLE', 'CONDSTORE', 'SPECIAL-USE', 'X-GM-EXT-1']

/** What the server does with one folder, without what follows from it for the others. */
interface Shelf {
  folders: ReadonlyMap<string, Folder>
  put(to: Folder, message: Omit<Message, 'uid' | 'modseq'>): number
  expunge(from: Folder, uid: number): void
  /** The message has changed, and whoever looks is told of its flags. */
  touch(where: Folder, message: Message): void
}

export type Gmail = ReturnType<typeof gmailOver>

export function gmailOver({ folders, put, expunge, touch }: Shelf) {
  let numbers = 1_278_455_344_230_334_865n
  const labelOf = ({ name, use }: Folder) => (name === 'INBOX' ? '\\Inbox' : use === '\\Sent' ? use : name)
  const isAway = ({ use }: Folder) => use === '\\Trash' || use === '\\Junk'
  const isAll = ({ use }: Folder) => use === '\\All'
  const showing = (mail: GmailMail) =>
    [...folders.values()].flatMap((folder) =>
      folder.messages.filter((one) => one.mail?.id === mail.id).map((message) => ({ folder, message })),
    )

  function add(to: Folder, message: Omit<Message, 'uid' | 'modseq'>): number {
    const mail = message.mail ?? { id: String(numbers++), labels: new Set<string>() }
    const there = showing(mail)
    const shown = there.find((one) => one.folder === to)
    if (shown) return shown.message.uid
    const uid = put(to, { ...message, mail })
    if (isAway(to)) {
      mail.labels.clear()
      for (const one of there) expunge(one.folder, one.message.uid)
      return uid
    }
    if (!isAll(to)) mail.labels.add(labelOf(to))
    for (const one of there) if (isAway(one.folder)) expunge(one.folder, one.message.uid)
    for (const all of folders.values()) if (isAll(all) && all !== to && !there.some((one) => one.folder === all)) put(all, { ...message, mail }) // prettier-ignore
    return uid
  }

  /** Deleted in a folder a mail loses its label, and stays; in the trash it is gone. */
  function remove(from: Folder, message: Message): void {
    message.mail?.labels.delete(labelOf(from))
    expunge(from, message.uid)
  }

  function label(message: Message, given: { add?: string[]; remove?: string[] }): void {
    const { mail } = message
    if (!mail) return
    const folderOf = (name: string) => [...folders.values()].find((one) => !isAll(one) && !isAway(one) && labelOf(one) === name) // prettier-ignore
    for (const name of given.add ?? []) {
      const folder = folderOf(name)
      if (folder) add(folder, message)
      mail.labels.add(name)
    }
    for (const name of given.remove ?? []) {
      const folder = folderOf(name)
      const shown = showing(mail).find((one) => one.folder === folder)
      if (shown) expunge(shown.folder, shown.message.uid)
      mail.labels.delete(name)
    }
    for (const one of showing(mail)) touch(one.folder, one.message)
  }

  return {
    add,
    remove,
    label,
    /** A flag of a mail is one in all folders that show it. */
    flagged({ mail, flags }: Message): void {
      for (const { folder, message } of mail ? showing(mail) : [])
        if ([...message.flags].toSorted().join() !== [...flags].toSorted().join()) {
          message.flags = new Set(flags)
          touch(folder, message)
        }
    },
    /** As X-GM-LABELS has them: without that of the folder one looks into. */
    labelsIn: (folder: Folder, { mail }: Message): string[] =>
      [...(mail?.labels ?? [])]
        .filter((name) => name !== labelOf(folder))
        .map((name) =>
          /^\\\w+$|^[\w-]+$/.test(name) ? name : JSON.stringify(iconv.encode(name, NAMES).toString('latin1')),
        ),
  }
}

/** As names of folders are written (RFC 3501 §5.1.3). */
const NAMES = 'utf-7-imap'

/** A list of labels as STORE has it. */
export const labelsIn = (list: string): string[] =>
  [...list.matchAll(/"((?:[^"\\]|\\.)*)"|[^\s"]+/g)].map((one) =>
    iconv.decode(Buffer.from(one[1] ?? one[0], 'latin1'), NAMES),
  )
