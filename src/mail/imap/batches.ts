// Cuts a list of messages into pieces small enough to hold in memory and to commit at once. Pure.

export interface Listed {
  uid: number
  size: number
  internalDate: Date
}

export type Piece =
  | { kind: 'batch'; items: Listed[] }
  | { kind: 'large'; item: Listed }
  | { kind: 'oversize'; item: Listed }

interface Limits {
  count: number
  bytes: number
  /** A larger message is a piece of its own, because it is not to be held. */
  heldBytes: number
  /** A larger one is not to be fetched at all. */
  messageBytes: number
}

/** In the order given, which must be ascending UIDs: whatever piece is done, no message before its end is undone. */
export function* batches(listed: readonly Listed[], limits: Limits): Generator<Piece> {
  let items: Listed[] = []
  let bytes = 0
  for (const item of listed) {
    const kind = item.size > limits.messageBytes ? 'oversize' : item.size > limits.heldBytes ? 'large' : null
    if (items.length && (kind || items.length >= limits.count || bytes + item.size > limits.bytes)) {
      yield { kind: 'batch', items }
      items = []
      bytes = 0
    }
    if (kind) yield { kind, item }
    else {
      items.push(item)
      bytes += item.size
    }
  }
  if (items.length) yield { kind: 'batch', items }
}
