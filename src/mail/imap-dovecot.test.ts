import { expect, test } from 'vitest'
import { hasDovecot, startDovecot } from '../../test/doubles/dovecot.ts'
import { until } from '../../test/doubles/smtp-listener.ts'
import { silentLog } from '../kit/log.ts'
import { createPuller, type Cursor } from './imap.ts'

test.skipIf(!hasDovecot)(
  'a real Dovecot is read, waited for, lost and found again (skipped where none is installed)',
  async () => {
    const dovecot = await startDovecot()
    const texts: string[] = []
    const cursors: Cursor[] = []
    await dovecot.deliver('Subject: one\r\n\r\ntext\r\n')
    const puller = createPuller({
      host: '127.0.0.1',
      port: dovecot.port,
      secure: false,
      auth: { user: dovecot.user, pass: dovecot.pass },
      folder: 'INBOX',
      cursor: null,
      log: silentLog,
      backoff: { first: 50, longest: 200 },
      async onMessages(batch, cursor) {
        texts.push(...batch.map((one) => one.raw.toString()))
        cursors.push(cursor)
      },
      async onLarge({ pieces }, cursor) {
        texts.push(Buffer.concat(await Array.fromAsync(pieces)).toString())
        cursors.push(cursor)
      },
      async onOversize() {},
    })
    try {
      puller.start()
      await until(() => puller.state().phase === 'idle')
      expect(texts).toEqual(['Subject: one\r\n\r\ntext\r\n'])

      await new Promise((resolve) => setTimeout(resolve, 300)) // until it idles
      await dovecot.deliver('Subject: two\r\n\r\n')
      await until(() => texts.length === 2)
      expect(cursors.at(-1)).toMatchObject({ uid: 2 })

      const large = `Subject: large\r\n\r\n${'All of it comes.\r\n'.repeat(123_456)}`
      await dovecot.deliver(large)
      await until(() => texts.length === 3)
      expect(texts.pop() === large).toBe(true)

      await puller.stop()
      await dovecot.forgetUids()
      await dovecot.deliver('Subject: three\r\n\r\n')
      puller.start()
      await until(() => texts.length === 6)
      expect(cursors.at(-1)?.uidValidity).not.toBe(cursors[0]?.uidValidity)
      expect(cursors.at(-1)?.uid).toBe(4)
    } finally {
      await puller.stop()
      await dovecot.stop()
    }
  },
)
