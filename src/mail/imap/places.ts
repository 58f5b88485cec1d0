// The folders beside the one that is read, and what each is for: by its special use (RFC 6154), else by its name, unless somebody
// has said which.
import type { ImapFlow, ListResponse } from 'imapflow'

export type Side = 'archive' | 'trash' | 'junk'
export type Use = Side | 'sent'

export interface Place {
  path: string
  use: Use
  /** What lies in the folder that is read lies there too: nothing turns up in it that is moved there. */
  isAll: boolean
}

export const isGmail = (client: ImapFlow): boolean => client.capabilities.has('X-GM-EXT-1')

/** What somebody has said; null: found. */
export interface Named {
  archive: string | null
  sent: string | null
}

const USES: Readonly<Record<string, Use>> = {
  '\\Archive': 'archive',
  '\\All': 'archive', // Gmail: what is in no other folder is archived
  '\\Trash': 'trash',
  '\\Junk': 'junk',
  '\\Sent': 'sent',
}
/** No special use, but where many put what they are done with. */
const DONE = /^(?:done|completed|erledigt|klaar|afgehandeld|afgerond|hazır|bitib)$/i
/** Which of several is meant; what is not named here comes behind. */
const BEST = ['\\Archive', '\\All', '\\Trash', '\\Junk', '\\Sent']

/** The best of each use first. */
export async function placesOf(client: ImapFlow, reading: string, named: Named): Promise<Place[]> {
  return (await foldersOf(client, reading, named)).places
}

/** `paths`: of all folders there are, whatever they are for. */
export async function foldersOf(
  client: ImapFlow,
  reading: string,
  named: Named,
): Promise<{ places: Place[]; paths: ReadonlySet<string> }> {
  const rank = ({ path, specialUse = '' }: Listed) =>
    path === named.archive ? -1 : BEST.includes(specialUse) ? BEST.indexOf(specialUse) : BEST.length
  const listed = await client.list()
  const places = listed
    .filter(({ path, flags }) => path !== reading && !flags.has('\\Noselect'))
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((folder) => {
      const use = useOf(folder, named)
      return use ? [{ path: folder.path, use, isAll: folder.specialUse === '\\All' }] : []
    })
  return { places, paths: new Set(listed.map((one) => one.path)) }
}

type Listed = Pick<ListResponse, 'path' | 'name' | 'specialUse'>

function useOf({ path, name, specialUse = '' }: Listed, named: Named): Use | undefined {
  if (path === named.archive) return 'archive'
  const use = path === named.sent ? 'sent' : (USES[specialUse] ?? (DONE.test(name) ? 'archive' : undefined))
  return use === 'sent' && named.sent !== null && path !== named.sent ? undefined : use
}
