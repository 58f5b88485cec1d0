// Pages that stand in for others: while one is fetched, where one broke, where there is none.
import { Anchor } from '@mantine/core'
import { Link, useRouter } from '@tanstack/react-router'
import { useWords } from '../words.ts'
import { Empty, Failed, Waiting } from './states.tsx'

export function PageWaiting() {
  return <Waiting />
}

export function PageFailed({ error, reset }: { error: unknown; reset: () => void }) {
  const router = useRouter()
  const again = () => {
    reset()
    void router.invalidate()
  }
  return <Failed error={error} again={again} />
}

export function NotThere() {
  const { t } = useWords()
  return (
    <Empty title={t('state.notThere')}>
      <Anchor component={Link} to="/">
        {t('state.toInbox')}
      </Anchor>
    </Empty>
  )
}
