// A file that the server makes, handed to the browser to keep.
import { exportCompanies, exportContacts } from '../../src/flows/records/import.api.ts'
import { addressOf, freshKey, refusalOf } from '../call.ts'
import { sayFailed } from '../shell/undo.tsx'

export async function download(noun: 'contact' | 'company', format: 'csv' | 'vcard', filters: object): Promise<void> {
  const [route, name] = noun === 'contact' ? [exportContacts, 'contacts'] : [exportCompanies, 'companies']
  try {
    const answer = await fetch(addressOf(route, {}).url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': freshKey() },
      body: JSON.stringify({ ...(noun === 'contact' && { format }), ...filters }),
    })
    if (!answer.ok) throw await refusalOf(answer.status, await answer.text())
    const url = URL.createObjectURL(await answer.blob())
    const link = document.createElement('a')
    link.href = url
    link.download = `${name}.${format === 'csv' ? 'csv' : 'vcf'}`
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
  } catch (error) {
    sayFailed(error)
  }
}
