// Colleagues who are in this conversation too, in words: "Ben is looking, Cleo is typing".
import { IconEye } from '@tabler/icons-react'
import { usePresent } from '../presence.ts'
import { useUsers } from '../session/session.ts'
import { useWords } from '../words.ts'
import css from './present.module.css'

export function PresentLine({ conversationId }: { conversationId: string }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const present = usePresent(conversationId)
  const said = present.flatMap(({ userId, doing }) => {
    const who = byId.get(userId)?.name
    return who ? t(doing === 'writing' ? 'present.writing' : 'present.looking', { who }) : []
  })
  return (
    <p role="status" className={css.present} data-empty={said.length === 0 || undefined}>
      {said.length > 0 && (
        <>
          <IconEye size={16} stroke={1.5} aria-hidden />
          {new Intl.ListFormat(language, { type: 'unit' }).format(said)}
        </>
      )}
    </p>
  )
}
