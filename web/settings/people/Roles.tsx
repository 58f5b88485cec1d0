// Choosing a role: each with one line of what it may do.
import { Radio } from '@mantine/core'
import type { Role } from '../../../src/desk/users/users.api.ts'
import { useWords } from '../../words.ts'
import { roleChoices } from './queries.ts'

export function Roles({ value, error, choose }: { value: Role; error: string | null; choose: (role: Role) => void }) {
  const words = useWords()
  return (
    <Radio.Group
      label={words.t('people.role')}
      value={value}
      error={error}
      onChange={(chosen) => choose(chosen as Role)}
    >
      <div style={{ display: 'grid', gap: 12, marginTop: 8 }}>
        {roleChoices(words).map((one) => (
          <Radio key={one.value} value={one.value} label={one.label} description={one.hint} />
        ))}
      </div>
    </Radio.Group>
  )
}
