// What a look at one thing finds: how it is, in one sentence, and how to mend it.

export interface Finding {
  /** What was looked at: `disk`, `dns desk.example`. */
  about: string
  state: 'ok' | 'warn' | 'fail' | 'skipped'
  says: string
  mend?: string
}

export const ok = (about: string, says: string): Finding => ({ about, state: 'ok', says })
export const skipped = (about: string, says: string): Finding => ({ about, state: 'skipped', says })
export const warn = (about: string, says: string, mend: string): Finding => ({ about, state: 'warn', says, mend })
export const fail = (about: string, says: string, mend: string): Finding => ({ about, state: 'fail', says, mend })

/** A look that fails itself is a finding too: one broken thing must not hide the others. */
export async function looked(about: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look()
  } catch (thrown) {
    const { message } = thrown as Error
    return [
      fail(about, `could not be examined: ${message.split('\n')[0]}`, 'POSTROOM_DEBUG=1 and the log may say more.'),
    ]
  }
}
