// Settings: users, teams, inboxes, rules. Its pages are chosen by the rest of the address.
import { useWords } from '../words.ts'
import { Empty } from '../shell/states.tsx'

export function Settings() {
  const { t } = useWords()
  return <Empty title={t('settings.title')} />
}
