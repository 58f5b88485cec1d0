import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { testBlobs } from '../../test/memory-blobs.ts'
import { silentLog } from '../kit/log.ts'
import type { Store } from '../store/store.ts'
import { openMailDoors } from './smtp.ts'

test('who comes with mail is told how large it may be', async () => {
  const nobody = async () => {
    throw new Error('nothing is sent')
  }
  const doors = await openMailDoors({
    host: '127.0.0.1',
    smtpPort: 0,
    lmtpPort: null,
    name: 'mx.desk.example',
    store: {} as Store,
    accepting: { accept: nobody, acceptIn: nobody },
    messageBytes: 12_345_678,
    blobs: testBlobs(),
    log: silentLog,
  })
  onTestFinished(() => doors.stop(0))
  const socket = connect(doors.smtp.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let told = ''
  socket.on('data', (bytes: Buffer) => (told += bytes.toString()))

  await once(socket, 'data')
  socket.write('EHLO acme.example\r\n')

  await expect.poll(() => told).toContain('SIZE 12345678')
})
