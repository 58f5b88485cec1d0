// A client that says exactly what it is told to, byte for byte, and collects what it hears. For talking SMTP badly.
import net from 'node:net'
import tls from 'node:tls'

export interface Talk {
  /** Everything heard so far. */
  heard(): string
  say(bytes: string | Buffer): void
  /** Waits until something heard matches; rejects after `ms`, or when the other side closes first. */
  hear(pattern: RegExp, ms?: number): Promise<string>
  /** Says one line and waits for the last line of the next reply. */
  ask(line: string): Promise<string>
  /** Resolves when the other side has closed. */
  closed: Promise<void>
  isOpen(): boolean
  hangUp(): void
  /** Starts TLS on this connection, believing any certificate; talk on with what it returns. */
  encrypt(): Promise<Talk>
}

export async function talkTo(port: number, from = '127.0.0.1'): Promise<Talk> {
  const socket = net.connect({ port, host: '127.0.0.1', localAddress: from })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return talkOver(socket)
}

function talkOver(socket: net.Socket): Talk {
  let text = ''
  let read = 0
  let isOpen = true
  const waiting = new Set<() => void>()
  const tell = () => waiting.forEach((look) => look())
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    tell()
  })
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isOpen = false
      tell()
      resolve()
    })
  })

  function hear(pattern: RegExp, ms = 30_000): Promise<string> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer)
        waiting.delete(look)
        settle()
      }
      const timer = setTimeout(() => end(() => reject(new Error(`never heard ${pattern}; heard:\n${text}`))), ms)
      const look = () => {
        const found = pattern.exec(text.slice(read))
        if (found) {
          read += found.index + found[0].length
          end(() => resolve(found[0].trim()))
        } else if (!isOpen) end(() => reject(new Error(`closed before ${pattern}; heard:\n${text}`)))
      }
      waiting.add(look)
      look()
    })
  }

  return {
    heard: () => text,
    say: (bytes) => void socket.write(bytes),
    hear,
    ask(line) {
      socket.write(`${line}\r\n`)
      return hear(/^\d{3} .*\r\n/m)
    },
    closed,
    isOpen: () => isOpen,
    hangUp: () => socket.destroy(),
    async encrypt() {
      socket.removeAllListeners('data')
      const secure = tls.connect({ socket, rejectUnauthorized: false })
      await new Promise<void>((resolve, reject) => {
        secure.once('secureConnect', resolve)
        secure.once('error', reject)
      })
      return talkOver(secure)
    },
  }
}

/** Greeting and EHLO are over when this resolves. */
export async function talkSmtp(port: number, from?: string): Promise<Talk> {
  const talk = await talkTo(port, from)
  await talk.hear(/^220 .*\r\n/m)
  await talk.ask('EHLO client.example')
  return talk
}
