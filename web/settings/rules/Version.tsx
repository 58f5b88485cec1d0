// One version of the rules: what it changed, how it differs from now, and the way back to it, tried out first.
import { Modal, Button, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { rollBackRules } from '../../../src/desk/rules/versions.api.ts'
import { useUsers } from '../../session/session.ts'
import { sayDone } from '../../shell/undo.tsx'
import { exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { useGo } from '../frame/go.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Backtest } from './Backtest.tsx'
import { Differences } from './Differences.tsx'
import { byWhom, whatWasDone } from './History.tsx'
import { sinceQuery, versionQuery, versionsQuery } from './queries.ts'
import css from './rules.module.css'

export function Version({ number }: { number: number }) {
  const words = useWords()
  const { t, language } = words
  const { byId } = useUsers()
  const [beside, setBeside] = useState<'before' | 'now'>('before')
  const read = useQuery(versionQuery(number))
  const since = useQuery(sinceQuery(number))
  const isOld = (since.data?.differences.length ?? 0) > 0
  const version = read.data?.version
  return (
    <Page
      isWide
      title={t('version.number', { number })}
      hint={
        version &&
        `${whatWasDone(version, words)} · ${byWhom(version, byId.get(version.authorId ?? '')?.name, words)} · ${exactly(version.at, language)}`
      }
      back="rules/history"
      actions={isOld && <RollBack number={number} />}
    >
      <div className={css.columns}>
        <div>
          {version?.note && <blockquote className={css.note}>{version.note}</blockquote>}
          <SegmentedControl
            aria-label={t('version.beside')}
            mb={12}
            value={beside}
            onChange={(value) => setBeside(value as typeof beside)}
            data={[
              { value: 'before', label: t('version.besideBefore') },
              { value: 'now', label: t('version.besideNow') },
            ]}
          />
          {beside === 'before' ? (
            <Loaded of={read}>{({ differences }) => <Differences of={differences} none={t('version.same')} />}</Loaded>
          ) : (
            <Loaded of={since}>
              {({ differences }) => <Differences of={differences} none={t('version.sameNow')} />}
            </Loaded>
          )}
        </div>
        {isOld && <Backtest draft={{ version: number, inboxId: null }} hint={t('version.backtestHint', { number })} />}
      </div>
    </Page>
  )
}

function RollBack({ number }: { number: number }) {
  const { t } = useWords()
  const go = useGo()
  const [isAsking, setAsking] = useState(false)
  const [note, setNote] = useState('')
  const saving = useSaving(rollBackRules, { refresh: [['rule'], versionsQuery.queryKey] })
  async function roll() {
    const done = await saving.send({ number, note })
    if (!done) return
    setAsking(false)
    sayDone(t('version.rolledBack', { number }))
    go('rules/history')
  }
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('version.rollBack')}
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t('version.rollBackTitle', { number })}
        closeButtonProps={{ 'aria-label': t('state.close') }}
      >
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void roll()
          }}
        >
          <p>{t('version.rollBackHint')}</p>
          <TextInput
            mt={12}
            data-autofocus
            label={t('version.note')}
            placeholder={t('version.noteExample')}
            maxLength={500}
            value={note}
            error={saving.problem}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div className={css.adds} style={{ marginTop: 16 }}>
            <Button type="submit" loading={saving.isBusy}>
              {t('version.rollBack')}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => setAsking(false)}>
              {t('state.cancel')}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  )
}
