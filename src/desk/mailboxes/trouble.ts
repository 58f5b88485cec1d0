// What is said of a mail account that could not be entered: what is wrong, with what is known of its provider, and the server's words.
import { diagnose } from '../../mail/imap/diagnosis.ts'
import type { MailboxAccess } from './mailboxes.ts'
import { presetOfHost } from './presets.api.ts'
import type { Trouble } from './trouble.api.ts'

export function failureOf(thrown: unknown, access: MailboxAccess): { trouble: Trouble; error: string } {
  const { host, isSecure, auth } = access
  const wantsAppPassword = presetOfHost(host)?.signIn.includes('app') ?? false
  const { trouble, said } = diagnose(thrown, { host, isSecure, isToken: 'grant' in auth, wantsAppPassword })
  return { trouble, error: withoutSecret(said, access) }
}

/** Servers repeat what they were told; whoever tries an account need not know its password. */
function withoutSecret(said: string, { auth, username }: MailboxAccess): string {
  if (!('password' in auth)) return said
  const { password } = auth
  const forms = [
    password,
    ...[password, `\0${username}\0${password}`].map((one) => Buffer.from(one).toString('base64')),
  ]
  return forms.reduce((text, form) => (form === '' ? text : text.replaceAll(form, '…')), said)
}
