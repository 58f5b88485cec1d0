// The conversation that something in the list is about.
import { Link } from '@tanstack/react-router'

export function ConversationLink({
  conversationId,
  number,
  subject,
}: {
  conversationId: string
  number: string
  subject: string
}) {
  return (
    <Link to="/inbox/$view/$id" params={{ view: 'all', id: conversationId }} search={{}}>
      #{number} {subject}
    </Link>
  )
}
