// Where Gmail's folders are not folders: they show which labels a mail has, and every mail that is not thrown away lies in All Mail.
import type { ImapFlow } from 'imapflow'
import { isGmail } from './places.ts'

/** Whether the open folder is the one that shows every mail. Nothing is moved out of it: a mail that gets a label is shown there, too. */
export const isAllMail = (client: ImapFlow): boolean =>
  isGmail(client) && client.mailbox !== false && client.mailbox.specialUse === '\\All'

/**
 * Deleted in a folder a mail only loses its label. For good it is gone when it is deleted in the trash; so it is moved there first. False
 * where that is refused.
 */
export async function eraseOnGmail(client: ImapFlow, uids: string): Promise<boolean> {
  const trash = (await client.list()).find((one) => one.specialUse === '\\Trash')
  if (!trash) return false
  if (client.mailbox && client.mailbox.path === trash.path) return await client.messageDelete(uids, { uid: true })
  const moved = await client.messageMove(uids, trash.path, { uid: true })
  const there = moved ? [...(moved.uidMap?.values() ?? [])] : []
  if (there.length === 0) return false
  await client.mailboxOpen(trash.path)
  return await client.messageDelete(there.join(','), { uid: true })
}
