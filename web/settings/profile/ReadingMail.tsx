// How one likes mail shown: as it was sent or as text, and text in which letters. Each message can be turned round by itself.
import { SegmentedControl } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { changeOwnProfile, type Reading } from '../../../src/desk/users/users.api.ts'
import { sessionQuery, useHere } from '../../session/session.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { useSaving } from '../frame/saving.ts'
import css from './reading-mail.module.css'

export function ReadingMail() {
  const { t } = useWords()
  const { user } = useHere()
  const client = useQueryClient()
  const saving = useSaving(changeOwnProfile)
  const [mail, font] = [useId(), useId()]
  async function change(reading: Partial<Reading>) {
    const saved = await saving.send({ reading })
    if (!saved) return
    client.setQueryData(sessionQuery.queryKey, (was) => was && { ...was, user: saved })
    sayDone(t('form.saved'))
  }
  return (
    <div className={css.choices}>
      <div className={css.choice}>
        <span id={mail}>{t('reading.mail')}</span>
        <SegmentedControl
          aria-labelledby={mail}
          value={user.reading.mail}
          disabled={saving.isBusy}
          onChange={(value) => void change({ mail: value as Reading['mail'] })}
          data={[
            { value: 'html', label: t('reading.asSent') },
            { value: 'text', label: t('reading.asText') },
          ]}
        />
      </div>
      <div className={css.choice}>
        <span id={font}>{t('reading.font')}</span>
        <SegmentedControl
          aria-labelledby={font}
          value={user.reading.font}
          disabled={saving.isBusy}
          onChange={(value) => void change({ font: value as Reading['font'] })}
          data={[
            { value: 'proportional', label: t('reading.proportional') },
            { value: 'fixed', label: t('reading.fixed') },
          ]}
        />
      </div>
      {saving.problem && (
        <p className={css.problem} role="alert">
          {saving.problem}
        </p>
      )}
    </div>
  )
}
