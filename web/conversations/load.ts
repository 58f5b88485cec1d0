// The part of the page that shows a conversation: not needed for the list, so it comes right after it.

import { withWords } from '../words.ts'

export function loadConversationPane() {
  return withWords(import('./ConversationPane.tsx'), 'together')
}
