// Why two may be one, in words.
import type { Twin } from '../../src/desk/contacts/merge.api.ts'
import { useWords } from '../words.ts'

export function useReasons(): (twin: Pick<Twin, 'reasons'>) => string {
  const { t } = useWords()
  return ({ reasons }) => reasons.map(({ kind, value }) => t(`records.reason.${kind}`, { value })).join('; ')
}
