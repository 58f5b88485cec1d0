// Whose record it is: their avatar, their name, changed in place, and beneath it where they belong.
import type { ReactNode } from 'react'
import { Avatar } from '../shell/Avatar.tsx'
import css from './records.module.css'

interface RecordFaceProps {
  name: string
  label: string
  /** Who said so. */
  because: string
  isReadOnly: boolean
  rename: (name: string) => void
  children: ReactNode
}

export function RecordFace({ name, label, because, isReadOnly, rename, children }: RecordFaceProps) {
  return (
    <div className={css.face}>
      <Avatar name={name} size={40} />
      <div className={css.faceText}>
        <input
          key={name}
          className={css.name}
          aria-label={label}
          title={because}
          defaultValue={name}
          readOnly={isReadOnly}
          maxLength={200}
          onBlur={(event) => {
            const wanted = event.currentTarget.value.trim()
            if (!wanted) event.currentTarget.value = name
            else if (wanted !== name) rename(wanted)
          }}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
        {children}
      </div>
    </div>
  )
}
