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
import { call, callBytes, Refusal } from '../call.ts'
import { sayFailed } from '../shell/undo.tsx'
import { entriesQuery } from './queries.ts'

interface Fetched {
  found: ReadonlyMap<string, string>
  missed: number
}

const NOTHING: Fetched = { found: new Map(), missed: 0 }
/** Of all mails open in this browser together: the page needs connections for other things. */
const LANES = 3
/** Those that came meanwhile are shown together. */
const SHOWN_EVERY_MS = 150
/** Where the server fetches for others just now: asked again, so often. */
const TRIES = 3

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
  const [{ found, missed }, setFetched] = useState(NOTHING)
  const { addresses, trackers } = useMemo(() => {
    const read = remoteImagesIn(html ?? '')
    return { addresses: read.addresses, trackers: new Set(read.trackers) }
  }, [html])
  const isWanted = remoteImages?.because !== null && remoteImages !== null
  useEffect(() => {
    if (!isWanted || addresses.length === 0) return
    const leaving = new AbortController()
    const { signal } = leaving
    let timer: ReturnType<typeof setTimeout> | null = null
    const found = new Map<string, string>()
    let missed = 0
    const show = () => {
      timer = null
      setFetched({ found: new Map(found), missed })
    }
    const waiting = [...addresses.keys()]
    const fetchNext = async (lane: number): Promise<void> => {
      const number = waiting.shift()
      if (number === undefined || signal.aborted) return
      const bytes = await inLane(lane, signal, () => fetchImage({ id, messageId, number }, signal)).catch(() => null)
      if (signal.aborted) return
      if (bytes) found.set(addresses[number] ?? '', URL.createObjectURL(bytes))
      else missed++
      timer ??= setTimeout(show, SHOWN_EVERY_MS)
      return fetchNext(lane)
    }
    for (let lane = 0; lane < LANES; lane++) void fetchNext(lane)
    return () => {
      leaving.abort()
      if (timer) clearTimeout(timer)
      setFetched(NOTHING)
      for (const url of found.values()) URL.revokeObjectURL(url)
    }
  }, [isWanted, addresses, id, messageId])
  return { count: addresses.length, trackers, found, missed }
}

/** One at a time in each lane, whichever mail and tab it is for. */
async function inLane<T>(lane: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  // Only where the page came over TLS, or from this machine.
  const locks = navigator.locks as LockManager | undefined
  return locks ? await locks.request(`remote-image-${lane}`, { signal }, work) : await work()
}

async function fetchImage(
  asked: { id: string; messageId: string; number: number },
  signal: AbortSignal,
): Promise<Blob | null> {
  for (let tried = 1; ; tried++)
    try {
      return await callBytes(loadRemoteImage, asked, { signal })
    } catch (error) {
      if (tried >= TRIES || !(error instanceof Refusal) || error.code !== 'image-busy') return null
    }
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
