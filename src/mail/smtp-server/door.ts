// Who may come in: how many connections are open, in all and from each network, and whether the house is so full that
// everybody has to hurry (Postfix's stress mode).
import net from 'node:net'

interface Door {
  /** Why a connection is refused, or null; when null, `leave` must follow with the same address. `more` may enter where it is full. */
  enter(address: string, more?: number): 'full' | 'too-many-from-there' | null
  leave(address: string): void
  open(): number
  isCrowded(): boolean
}

interface Limits {
  connections: number
  connectionsPerAddress: number
  stressAt: number
}

/** `trusted` addresses (our own relays) count in all, but not per address. */
export function createDoor(limits: Limits, trusted: readonly string[] = []): Door {
  const perNetwork = new Map<string, number>()
  let open = 0
  return {
    enter(address, more = 0) {
      if (open >= limits.connections + more) return 'full'
      const network = networkOf(address)
      const there = perNetwork.get(network) ?? 0
      if (there >= limits.connectionsPerAddress && !trusted.includes(address)) return 'too-many-from-there'
      perNetwork.set(network, there + 1)
      open++
      return null
    },
    leave(address) {
      const network = networkOf(address)
      const left = (perNetwork.get(network) ?? 1) - 1
      if (left > 0) perNetwork.set(network, left)
      else perNetwork.delete(network)
      open--
    },
    open: () => open,
    isCrowded: () => open >= limits.connections * limits.stressAt,
  }
}

/** The address itself for IPv4; for IPv6 its /64, because one customer owns them all. */
export function networkOf(address: string): string {
  if (!net.isIPv6(address)) return address
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]?.split('::') ?? []
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** Who is told apart where places are few: a /24 of IPv4, a /64 of IPv6. */
export function neighbourhoodOf(address: string): string {
  return net.isIPv4(address) ? `${address.slice(0, address.lastIndexOf('.'))}.0/24` : networkOf(address)
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}
