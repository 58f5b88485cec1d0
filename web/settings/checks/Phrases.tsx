// Words that the house writes or does not, one a line, with what is offered in their place.
import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { HousePhrase } from '../../../src/desk/checks/checks.api.ts'
import { useWords } from '../../words.ts'
import css from './checks.module.css'

interface PhrasesProps {
  phrases: HousePhrase[]
  change: (phrases: HousePhrase[]) => void
  /** The mistake at a field. */
  at: (field: string) => string | null
  isReadOnly: boolean
}

const Kind = HousePhrase.shape.kind
const MOST = 500

export function Phrases({ phrases, change, at, isReadOnly }: PhrasesProps) {
  const { t } = useWords()
  const set = (index: number, part: Partial<HousePhrase>) =>
    change(phrases.map((one, place) => (place === index ? { ...one, ...part } : one)))
  return (
    <div className={css.phrases}>
      {phrases.length === 0 && <p className={css.none}>{t('checks.noPhrases')}</p>}
      {phrases.map(({ kind, words, instead }, index) => (
        <div key={index} className={css.phrase}>
          <NativeSelect
            aria-label={t('checks.phraseKind')}
            value={kind}
            disabled={isReadOnly}
            data={Kind.options.map((value) => ({ value, label: t(`checks.kind.${value}`) }))}
            onChange={(event) => set(index, { kind: Kind.parse(event.currentTarget.value) })}
          />
          <TextInput
            aria-label={t('checks.phraseWords')}
            placeholder={t('checks.phraseWords')}
            value={words}
            maxLength={100}
            readOnly={isReadOnly}
            autoFocus={!isReadOnly && words === ''}
            error={at(`phrases.${index}.words`)}
            onChange={(event) => set(index, { words: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t('checks.phraseInstead')}
            placeholder={t('checks.phraseInstead')}
            value={instead}
            maxLength={200}
            readOnly={isReadOnly}
            error={at(`phrases.${index}.instead`)}
            onChange={(event) => set(index, { instead: event.currentTarget.value })}
          />
          {!isReadOnly && (
            <ActionIcon
              size={36}
              aria-label={t('checks.dropPhrase', { words })}
              onClick={() => change(phrases.filter((_, place) => place !== index))}
            >
              <IconX size={16} stroke={1.5} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      {!isReadOnly && phrases.length < MOST && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
          onClick={() => change([...phrases, { kind: 'banned', words: '', instead: '' }])}
        >
          {t('checks.addPhrase')}
        </Button>
      )}
    </div>
  )
}
