// Asked when a deal is lost: why. One of the pipeline's reasons, words of one's own, or nothing.
import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../words.ts'
import css from './deals.module.css'

interface LostBecauseProps {
  name: string
  reasons: readonly string[]
  choose: (reason: string | null) => void
  close: () => void
}

export function LostBecause({ name, reasons, choose, close }: LostBecauseProps) {
  const { t } = useWords()
  const [own, setOwn] = useState('')
  const done = (reason: string | null) => {
    choose(reason)
    close()
  }
  return (
    <Modal
      opened
      onClose={close}
      title={t('deals.whyLost', { name })}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          done(own.trim() || null)
        }}
      >
        <div className={css.reasons}>
          {reasons.map((reason, at) => (
            <Button key={reason} variant="default" data-autofocus={at === 0 || undefined} onClick={() => done(reason)}>
              {reason}
            </Button>
          ))}
        </div>
        <TextInput
          label={t('deals.ownReason')}
          maxLength={200}
          value={own}
          data-autofocus={reasons.length === 0 || undefined}
          onChange={(event) => setOwn(event.currentTarget.value)}
        />
        <div className={css.buttons}>
          <Button variant="subtle" color="gray" onClick={close}>
            {t('deals.cancel')}
          </Button>
          <Button type="submit">{t(own.trim() ? 'deals.lose' : 'deals.loseWithout')}</Button>
        </div>
      </form>
    </Modal>
  )
}
