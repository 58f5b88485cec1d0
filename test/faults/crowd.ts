// Connections that do harm by being slow: many, from many addresses of this machine, each with a way of wasting time. Where one is closed
// another comes. A process of its own, so that its work and its memory are not taken for the product's.
//   node bin/run.js test/faults/crowd.ts HOW PORT COUNT
import net from 'node:net'

type Slow = (socket: net.Socket) => NodeJS.Timeout | undefined

const every = (ms: number, say: () => void) => setInterval(say, ms)
const drip = (socket: net.Socket, text: string, ms = 1_000) => {
  let at = 0
  return every(ms, () => socket.write(text.charAt(at++ % text.length)))
}

const ways: Record<string, Slow[]> = {
  smtp: [
    () => undefined, // says nothing
    (socket) => drip(socket, 'NOOP '), // a command that never ends
    (socket) => {
      socket.write('EHLO slow.example\r\nMAIL FROM:<dora@acme.example>\r\nRCPT TO:<support@desk.example>\r\nDATA\r\n')
      return drip(socket, 'Subject: slow ')
    },
  ],
  http: [
    (socket) => {
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n')
      return drip(socket, 'X-Slow: 1\r\n') // slowloris
    },
    (socket) => {
      socket.write('POST /api/v1/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n')
      socket.write('Content-Length: 100000\r\n\r\n')
      return drip(socket, '{"email": ')
    },
    (socket) => {
      socket.pause() // asks for much, and reads nothing
      socket.write('GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(20))
      return undefined
    },
  ],
}

const [how = '', port = '', count = ''] = process.argv.slice(2)
const slow = ways[how] ?? []
let refused = 0
let open = 0
for (let at = 0; at < Number(count); at++) come(at)
setInterval(() => process.stdout.write(`${JSON.stringify({ open, refused })}\n`), 500)

function come(at: number): void {
  // 15 of each address: as many as come from a real network behind one, and fewer than one may have.
  const place = Math.floor(at / 15)
  const localAddress = `127.1.${Math.floor(place / 250)}.${1 + (place % 250)}`
  const socket = net.connect({ port: Number(port), host: '127.0.0.1', localAddress })
  let timer: NodeJS.Timeout | undefined
  socket.on('connect', () => {
    open++
    timer = slow[at % slow.length]?.(socket)
  })
  socket.on('data', (piece: Buffer) => {
    if (piece.toString('latin1').startsWith('421')) refused++
  })
  socket.on('error', () => undefined)
  socket.on('close', (hadError) => {
    if (!hadError) open--
    clearInterval(timer)
    setTimeout(() => come(at), 500 + Math.random() * 1_000)
  })
}
