// The images a mail carries in itself, fetched by us and handed to its frame: the frame may ask our server for nothing.
import { useEffect, useMemo, useState } from 'react'
import { downloadAttachment, type Message } from '../../src/desk/conversations/conversations.api.ts'
import { callBytes } from '../call.ts'
import { contentId } from './clean.ts'

/** What browsers draw without running anything. */
export const pictureTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'])

const NONE: ReadonlyMap<string, string> = new Map()

export function useInlineImages(message: Message): ReadonlyMap<string, string> {
  const [found, setFound] = useState(NONE)
  const wanted = useMemo(() => {
    if (!message.html?.includes('cid:')) return []
    return message.attachments.filter((file) => file.contentId && pictureTypes.has(file.type.toLowerCase()))
  }, [message])
  useEffect(() => {
    if (wanted.length === 0) return
    let isOver = false
    const made: string[] = []
    void Promise.all(
      wanted.map(async (file) => {
        const bytes = await callBytes(downloadAttachment, {
          id: message.conversationId,
          messageId: message.id,
          attachmentId: file.id,
        }).catch(() => null)
        if (!bytes || isOver) return null
        const url = URL.createObjectURL(new Blob([bytes], { type: file.type }))
        made.push(url)
        return [contentId(file.contentId ?? ''), url] as const
      }),
    ).then((pairs) => {
      if (!isOver) setFound(new Map(pairs.filter((pair) => pair !== null)))
    })
    return () => {
      isOver = true
      for (const url of made) URL.revokeObjectURL(url)
    }
  }, [wanted, message.conversationId, message.id])
  return found
}
