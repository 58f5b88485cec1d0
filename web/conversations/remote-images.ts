// The images that a mail names but does not carry, fetched by our server once somebody asked, and handed to the mail's frame: nothing
// in the browser ever asks the sender's server for anything.
import { useEffect, useMemo, useState } from 'react'
import type { Message } from '../../src/desk/conversations/conversations.api.ts'
import { loadRemoteImage, remoteImagesIn } from '../../src/desk/conversations/remote-images.api.ts'
import { callBytes } from '../call.ts'

const NONE: ReadonlyMap<string, string> = new Map()
const AT_ONCE = 4

export interface RemoteImages {
  /** How many there are. */
  count: number
  /** Addresses in this page by those in the mail; grows while they come. */
  found: ReadonlyMap<string, string>
}

export function useRemoteImages(message: Message, isAsked: boolean): RemoteImages {
  const [found, setFound] = useState(NONE)
  const { id: messageId, conversationId: id, html } = message
  const wanted = useMemo(() => remoteImagesIn(html ?? ''), [html])
  useEffect(() => {
    if (!isAsked || wanted.length === 0) return
    let isOver = false
    const made: string[] = []
    const waiting = [...wanted.entries()]
    const fetchNext = async (): Promise<void> => {
      const next = waiting.shift()
      if (!next || isOver) return
      const [number, address] = next
      const bytes = await callBytes(loadRemoteImage, { id, messageId, number }).catch(() => null)
      if (bytes && !isOver) {
        const url = URL.createObjectURL(bytes)
        made.push(url)
        setFound((was) => new Map(was).set(address, url))
      }
      return fetchNext()
    }
    void Promise.all(Array.from({ length: AT_ONCE }, fetchNext))
    return () => {
      isOver = true
      setFound(NONE)
      for (const url of made) URL.revokeObjectURL(url)
    }
  }, [isAsked, wanted, id, messageId])
  return { count: wanted.length, found }
}
