// “Ben is ill”: what would become of all he has, read first, done then, and taken back with one key.
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { handOver, planHandOver, type HandOverPlan, type Move } from '../../../src/flows/assignment/assigning.api.ts'
import { call } from '../../call.ts'
import { useHere, useUsers } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { reasonInWords, useReasons } from '../../reasons.ts'
import { useWords } from '../../words.ts'
import { useGo } from '../frame/go.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import css from './assignment.module.css'

export function HandOver({ id }: { id: string }) {
  const { t } = useWords()
  const here = useHere()
  const plan = useQuery({
    queryKey: ['conversation', 'hand-over', id],
    queryFn: ({ signal }) => call(planHandOver, { id }, { signal }),
    enabled: here.may('rule.write'),
    staleTime: Infinity,
  })
  if (!here.may('rule.write')) return <Empty title={t('settings.denied')} />
  return <Loaded of={plan}>{(found) => <Planned plan={found} />}</Loaded>
}

function Planned({ plan }: { plan: HandOverPlan }) {
  const words = useReasons()
  const { t } = words
  const go = useGo()
  const client = useQueryClient()
  const { byId } = useUsers()
  const [isBusy, setBusy] = useState(false)
  const name = byId.get(plan.userId)?.name ?? ''
  const nameOf = (id: string | null) => (id === null ? t('handOver.waits') : (byId.get(id)?.name ?? ''))

  async function move(moves: Move[], because: string) {
    const answer = await call(handOver, { id: plan.userId, moves, because })
    void client.invalidateQueries({ queryKey: ['conversation'] })
    return answer
  }
  async function run() {
    setBusy(true)
    try {
      const moves = plan.moves.map(({ conversationId, from, to }) => ({ conversationId, from, to }))
      const { done, passedOver } = await move(moves, t('handOver.because', { name }))
      const back = done.map(({ conversationId, from, to }) => ({ conversationId, from: to, to: from }))
      const undo = () => void move(back, t('handOver.undone')).catch(sayFailed)
      sayDone(t('handOver.done', { count: done.length, passedOver }), done.length > 0 ? undo : undefined)
      go('assignment')
    } catch (error) {
      sayFailed(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Page title={t('handOver.title', { name })} hint={t('handOver.hint')} back={`assignment/person/${plan.userId}`}>
      <Rows label={t('handOver.title', { name })} none={t('handOver.nothing', { name })}>
        {plan.moves.map((one) => (
          <Row
            key={one.conversationId}
            name={one.subject || t('conversation.noSubject')}
            about={`#${one.number} · ${reasonInWords(one.reason, one.because, words)}`}
            side={nameOf(one.to)}
          />
        ))}
      </Rows>
      {plan.left > 0 && <p className={css.hint}>{t('handOver.left', { count: plan.left })}</p>}
      {plan.moves.length > 0 && (
        <p style={{ display: 'flex', gap: 8, marginTop: 16 }}>
          <Button loading={isBusy} onClick={() => void run()}>
            {t('handOver.run', { count: plan.moves.length })}
          </Button>
          <LinkButton variant="subtle" color="gray" page="assignment">
            {t('state.cancel')}
          </LinkButton>
        </p>
      )}
    </Page>
  )
}
