// Notes that were written while the line is lost, where they will stand; also after the page was loaded anew.
import { useHere } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { usePendingDeeds } from '../shell/line.tsx'
import { useWords } from '../words.ts'
import entries from './entries.module.css'
import css from './note.module.css'

export function WaitingNotes({ conversationId }: { conversationId: string }) {
  const { t } = useWords()
  const { user } = useHere()
  const notes = usePendingDeeds().filter(({ name, asked }) => name === 'note' && asked.id === conversationId)
  return notes.map(({ key, asked }) => (
    <div key={key} className={entries.entry}>
      <section className={css.note} aria-label={t('note.by', { name: user.name })}>
        <header className={css.head}>
          <Avatar name={user.name} size={20} />
          <bdi className={css.author}>{user.name}</bdi>
          <span className={css.only}>{t('note.waits')}</span>
        </header>
        <p className={css.text}>{String(asked['text'])}</p>
      </section>
    </div>
  ))
}
