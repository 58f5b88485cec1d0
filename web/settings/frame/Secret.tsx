// Something that is shown once and never again: a link or a token, with a button that copies it.
import { Button, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useWords } from '../../words.ts'
import css from './secret.module.css'

export function Secret({ label, hint, value }: { label: string; hint: string; value: string }) {
  const { t } = useWords()
  const { copied, copy, error } = useClipboard({ timeout: 3000 })
  const Drawn = copied ? IconCheck : IconCopy
  return (
    <div className={css.secret} role="status">
      <TextInput
        className={css.value}
        label={label}
        description={hint}
        value={value}
        readOnly
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: 'ui-monospace, monospace' } }}
      />
      <Button leftSection={<Drawn size={18} stroke={1.5} aria-hidden />} onClick={() => copy(value)}>
        {t(copied ? 'form.copied' : 'form.copy')}
      </Button>
      {error && <p className={css.hint}>{t('form.copyByHand')}</p>}
    </div>
  )
}
