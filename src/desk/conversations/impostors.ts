// Whom senders would pass for at this desk: its own addresses and names, as they are now, so that who takes a new name is warned of
// those who used it before.
import { signsAgainst, type ImpostorSign } from '../../mail/impostor/impostor.ts'
import type { Tx } from '../../store/tx.ts'
import type { Person } from './conversations.api.ts'

export async function impostorSigns(tx: Tx): Promise<(sender: Person) => ImpostorSign[]> {
  const rows = await tx.query<{ address: string | null; name: string }>({
    name: 'own-brand',
    text: 'select a.address, i.from_name as name from inbox i left join inbox_address a on a.inbox_id = i.id',
    values: [],
  })
  const addresses = rows.flatMap((row) => row.address ?? [])
  return signsAgainst({ addresses, names: [...new Set(rows.map((row) => row.name))] })
}
