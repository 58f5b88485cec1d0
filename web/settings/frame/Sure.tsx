// A button that asks once more, because what it does cannot be taken back. It says what will happen.
import { Button, Modal, type ButtonProps } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import css from './form.module.css'

export function Sure({
  label,
  title,
  children,
  run,
  name,
  ...look
}: {
  label: string
  title: string
  children?: ReactNode
  run: () => Promise<unknown>
  /** For screen readers, where the label alone does not say which one. */
  name?: string
} & Pick<ButtonProps, 'variant' | 'color' | 'size' | 'leftSection'>) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  async function go() {
    setBusy(true)
    try {
      await run()
      setAsking(false)
    } catch (error) {
      sayFailed(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button variant="default" {...look} aria-label={name} onClick={() => setAsking(true)}>
        {label}
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={title}
        closeButtonProps={{ 'aria-label': t('state.close') }}
      >
        {children}
        <div className={css.foot} style={{ marginTop: 16 }}>
          <Button color="red" loading={isBusy} onClick={() => void go()}>
            {label}
          </Button>
          <Button variant="subtle" color="gray" data-autofocus onClick={() => setAsking(false)}>
            {t('state.cancel')}
          </Button>
        </div>
      </Modal>
    </>
  )
}
