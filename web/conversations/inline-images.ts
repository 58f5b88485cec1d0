// The images a mail carries in itself, fetched by us and handed to its frame: the frame may ask our server for nothing.
import { useEffect, useMemo, useState } from 'react'
import type { Message } from '../../src/desk/conversations/conversations.api.ts'
import { inlineImagesIn, loadInlineImage } from '../../src/desk/conversations/inline-images.api.ts'
import { callBytes } from '../call.ts'

const NONE: ReadonlyMap<string, string> = new Map()

export function useInlineImages({ id: messageId, conversationId: id, html }: Message): ReadonlyMap<string, string> {
  const [found, setFound] = useState(NONE)
  const wanted = useMemo(() => inlineImagesIn(html ?? ''), [html])
  useEffect(() => {
    if (wanted.length === 0) return
    let isOver = false
    const made: string[] = []
    void Promise.all(
      wanted.map(async (contentId) => {
        const bytes = await callBytes(loadInlineImage, { id, messageId, contentId }).catch(() => null)
        if (!bytes || isOver) return null
        const url = URL.createObjectURL(bytes)
        made.push(url)
        return [contentId, url] as const
      }),
    ).then((pairs) => {
      if (!isOver) setFound(new Map(pairs.filter((pair) => pair !== null)))
    })
    return () => {
      isOver = true
      for (const url of made) URL.revokeObjectURL(url)
    }
  }, [wanted, id, messageId])
  return found
}
