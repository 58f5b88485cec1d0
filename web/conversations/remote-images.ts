// The images that a mail names but does not carry, fetched by our server once somebody asked, and handed to the mail's frame: nothing
// in the browser ever asks the sender's server for anything.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { Message } from '../../src/desk/conversations/conversations.api.ts'
import {
  askAboutSender,
  loadRemoteImage,
  remoteImagesIn,
  showRemoteImages,
} from '../../src/desk/conversations/remote-images.api.ts'
import { call, callBytes } from '../call.ts'
import { sayFailed } from '../shell/undo.tsx'
import { entriesQuery } from './queries.ts'

const NONE: ReadonlyMap<string, string> = new Map()
const AT_ONCE = 4

export interface RemoteImages {
  /** How many there are, trackers not counted. */
  count: number
  /** Addresses in the mail. */
  trackers: ReadonlySet<string>
  /** Addresses in this page by those in the mail; grows while they come. */
  found: ReadonlyMap<string, string>
  /** How many could not be had. */
  missed: number
}

export function useRemoteImages({ id: messageId, conversationId: id, html, remoteImages }: Message): RemoteImages {
  const [found, setFound] = useState(NONE)
  const [missed, setMissed] = useState(0)
  const { addresses, trackers } = useMemo(() => {
    const read = remoteImagesIn(html ?? '')
    return { addresses: read.addresses, trackers: new Set(read.trackers) }
  }, [html])
  const isWanted = remoteImages?.because !== null && remoteImages !== null
  useEffect(() => {
    if (!isWanted || addresses.length === 0) return
    let isOver = false
    const made: string[] = []
    const waiting = [...addresses.entries()]
    const fetchNext = async (): Promise<void> => {
      const next = waiting.shift()
      if (!next || isOver) return
      const [number, address] = next
      const bytes = await callBytes(loadRemoteImage, { id, messageId, number }).catch(() => null)
      if (!bytes && !isOver) setMissed((was) => was + 1)
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
      setMissed(0)
      for (const url of made) URL.revokeObjectURL(url)
    }
  }, [isWanted, addresses, id, messageId])
  return { count: addresses.length, trackers, found, missed }
}

/** `once`: of this message. `always`: of its sender. `ask`: no longer. */
export function useImageWish({ id: messageId, conversationId: id }: Message) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wish: 'once' | 'always' | 'ask') =>
      wish === 'ask'
        ? call(askAboutSender, { id, messageId })
        : call(showRemoteImages, { id, messageId, always: wish === 'always' }),
    onError: sayFailed,
    // Also of the sender's other messages.
    onSettled: () => client.invalidateQueries({ queryKey: entriesQuery(id).queryKey }),
  })
}
