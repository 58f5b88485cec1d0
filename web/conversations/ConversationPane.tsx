// placeholder
import { useParams } from '@tanstack/react-router'
export function ConversationPane() {
  const { id } = useParams({ from: '/desk/inbox/$view/$id' })
  return <p>{id}</p>
}
