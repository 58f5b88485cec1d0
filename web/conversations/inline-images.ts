// The images a mail carries in itself, fetched by us and handed to its frame: the frame may ask our server for nothing.
import { useEffect, useMemo, useState } from 'react'
import type { Message } from '../../src/desk/conversations/conversations.api.ts'
import { inlineImagesIn, loadInlineImage } from '../../src/desk/conversations/inline-images.api.ts'
import { callBytes } from '../call.ts'

const NONE: ReadonlyMap<string, string> = new Map()
/** The server cuts each out of the whole mail. */
const AT_ONCE = 4

export function useInlineImages({ id: messageId, conversationId: id, html }: Message): ReadonlyMap<string, string> {
  const [found, setFound] = useState(NONE)
  const wanted = useMemo(() => inlineImagesIn(html ?? ''), [html])
  useEffect(() => {
    if (wanted.length === 0) return
    let isOver = false
    const made: string[] = []
    const waiting = [...wanted]
    const pairs = new Map<string, string>()
    const fetchNext = async (): Promise<void> => {
      const contentId = waiting.shift()
      if (contentId === undefined || isOver) return
      const bytes = await callBytes(loadInlineImage, { id, messageId, contentId }).catch(() => null)
      if (bytes && !isOver) {
        const url = URL.createObjectURL(bytes)
        made.push(url)
        pairs.set(contentId, url)
      }
      return fetchNext()
    }
    void Promise.all(Array.from({ length: AT_ONCE }, fetchNext)).then(() => {
      if (!isOver) setFound(pairs)
    })
    return () => {
      isOver = true
      for (const url of made) URL.revokeObjectURL(url)
    }
  }, [wanted, id, messageId])
  return found
}
