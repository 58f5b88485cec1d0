// How one message is looked at: as it was sent or as text, in the colours of the page or in its own. What one chose here counts for
// this message, until it is closed; what one likes in general is in the profile.
import { useComputedColorScheme } from '@mantine/core'
import { useState } from 'react'
import type { Message } from '../../src/desk/conversations/conversations.api.ts'
import { useHere } from '../session/session.ts'
import { isPlainLook } from './clean.ts'

export interface Look {
  isText: boolean
  /** Letters of one width, for text. */
  isFixed: boolean
  /** Its colours are turned round for the dark page. */
  isDark: boolean
  /** Null where there is nothing to choose. */
  turnText: (() => void) | null
  turnColours: (() => void) | null
}

export function useLook({ html }: Pick<Message, 'html'>): Look {
  const { user } = useHere()
  const scheme = useComputedColorScheme('light')
  const [isText, setText] = useState(user.reading.mail === 'text')
  const [isOriginal, setOriginal] = useState(false)
  const isColoured = html !== null && !isText && scheme === 'dark' && !isPlainLook(html)
  return {
    isText: html === null || isText,
    isFixed: user.reading.font === 'fixed',
    isDark: isColoured && !isOriginal,
    turnText: html === null ? null : () => setText(!isText),
    turnColours: isColoured ? () => setOriginal(!isOriginal) : null,
  }
}
