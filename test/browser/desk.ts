// A whole desk for the browser to look at: the real server on ports of its own, an empty store, and a mail server that takes
// what goes out.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import nodemailer, { type SendMailOptions } from 'nodemailer'
import { readConfig } from '../../src/config.ts'
import { serve, type Serving } from '../../src/doors/serve.ts'
import { createLog } from '../../src/kit/log.ts'
import { startSink, type Sink } from '../doubles/smtp-sink.ts'

export interface BrowserDesk {
  url: string
  smtpPort: number
  sink: Sink
  /** Sends a mail as anybody's mail program would. */
  mail(message: SendMailOptions): Promise<void>
  close(): Promise<void>
}

export async function openBrowserDesk(extra: Record<string, string> = {}): Promise<BrowserDesk> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-browser-'))
  const sink = await startSink()
  const config = readConfig({
    POSTROOM_DATA_DIR: folder,
    POSTROOM_HTTP_PORT: '0',
    POSTROOM_SMTP_PORT: '0',
    POSTROOM_SMTP_URL: sink.url,
    POSTROOM_HOSTNAME: 'desk.example',
    ...extra,
  })
  const serving: Serving = await serve(config, createLog('error'))
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: serving.smtpPort ?? 0,
    secure: false,
    ignoreTLS: true,
  })
  return {
    url: `http://127.0.0.1:${serving.httpPort}`,
    smtpPort: serving.smtpPort ?? 0,
    sink,
    mail: async (message) => {
      await transport.sendMail(message)
    },
    close: async () => {
      transport.close()
      await serving.stop()
      await sink.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
