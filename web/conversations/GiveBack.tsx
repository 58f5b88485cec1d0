// Giving back what is not for me: with a reason, which colleagues read; it keeps its age and does not come to me again.
import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../words.ts'
import { useGiveBack } from './taking.ts'

export function GiveBack({ id, close }: { id: string; close: () => void }) {
  const { t } = useWords()
  const give = useGiveBack()
  const [because, setBecause] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [isMissing, setMissing] = useState(false)
  async function submit() {
    if (because.trim() === '') return setMissing(true)
    setBusy(true)
    if (await give(id, because.trim())) close()
    setBusy(false)
  }
  return (
    <Modal opened onClose={close} title={t('giveBack.title')} closeButtonProps={{ 'aria-label': t('state.close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBusy) void submit()
        }}
      >
        <TextInput
          label={t('giveBack.why')}
          description={t('giveBack.hint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data-autofocus
          maxLength={300}
          value={because}
          error={isMissing ? t('giveBack.missing') : null}
          onChange={(event) => {
            setBecause(event.currentTarget.value)
            setMissing(false)
          }}
        />
        <p style={{ display: 'flex', gap: 8, marginTop: 16 }}>
          <Button type="submit" loading={isBusy}>
            {t('giveBack.run')}
          </Button>
          <Button variant="subtle" color="gray" onClick={close}>
            {t('state.cancel')}
          </Button>
        </p>
      </form>
    </Modal>
  )
}
