// The part of the page that shows a conversation: not needed for the list, so it comes right after it.

export function loadConversationPane() {
  return import('./ConversationPane.tsx')
}
