// A file that the server makes, handed to the browser to keep.
import { exportContacts } from '../../src/flows/records/import.api.ts'
import { addressOf, freshKey, refusalOf } from '../call.ts'
import { sayFailed } from '../shell/undo.tsx'

export async function downloadContacts(format: 'csv' | 'vcard', filters: object): Promise<void> {
  try {
    const answer = await fetch(addressOf(exportContacts, {}).url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': freshKey() },
      body: JSON.stringify({ format, ...filters }),
    })
    if (!answer.ok) throw await refusalOf(answer.status, await answer.text())
    const url = URL.createObjectURL(await answer.blob())
    const link = document.createElement('a')
    link.href = url
    link.download = format === 'csv' ? 'contacts.csv' : 'contacts.vcf'
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
  } catch (error) {
    sayFailed(error)
  }
}
