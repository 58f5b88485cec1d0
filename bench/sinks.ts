// What the same senders reach against servers that keep nothing, in a process of their own: `bare` answers by line without
// looking, `discard` is the package smtp-server throwing everything away. Prints its port.
import net from 'node:net'
import { SMTPServer } from 'smtp-server'

const port = process.argv[2] === 'bare' ? await bare() : await discard()
process.stdout.write(`${port}\n`)

async function bare(): Promise<number> {
  const server = net.createServer({ noDelay: true }, (socket) => {
    let isData = false
    let tail = ''
    socket.on('error', () => socket.destroy())
    socket.write('220 sink.example\r\n')
    socket.on('data', (chunk: Buffer) => {
      if (isData) {
        tail = (tail + chunk.subarray(-5).toString('latin1')).slice(-5)
        if (tail !== '\r\n.\r\n') return
        isData = false
        tail = ''
        return socket.write('250 ok\r\n')
      }
      const verb = chunk.subarray(0, 4).toString('latin1')
      isData = verb === 'DATA'
      if (verb === 'QUIT') return socket.end('221 bye\r\n')
      return socket.write(isData ? '354 go on\r\n' : '250 ok\r\n')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as net.AddressInfo).port
}

async function discard(): Promise<number> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData(stream, _session, callback) {
      stream.on('data', () => undefined)
      stream.on('end', () => callback())
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.server.address() as net.AddressInfo).port
}
