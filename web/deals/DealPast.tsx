// What belongs to a deal and what happened to it: in one glance, its tasks, conversations with their because, stays in stages, history.
import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { linkDeal, unlinkDeal } from '../../src/desk/deals/deals.api.ts'
import { call } from '../call.ts'
import { useHere, useUsers } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { AboutTasks } from '../tasks/AboutTasks.tsx'
import { Glance } from '../timeline/Glance.tsx'
import { ago, exactly, shortAgo } from '../when.ts'
import { useWords } from '../words.ts'
import css from './deal.module.css'
import { inMoney } from './money.ts'
import type { WholeDeal } from './queries.ts'

interface PastProps {
  deal: WholeDeal
  isReadOnly: boolean
  now: Date
}

export function DealPast({ deal, isReadOnly, now }: PastProps) {
  const { t } = useWords()
  const { may } = useHere()
  return (
    <div>
      {may('contact.read') && <Glance subject={{ noun: 'deal', id: deal.id }} />}
      <AboutTasks about={{ dealId: deal.id }} />
      <section aria-label={t('deals.conversations')}>
        <h2 className={css.heading}>{t('deals.conversations')}</h2>
        <Conversations deal={deal} isReadOnly={isReadOnly} now={now} />
      </section>
      <section aria-label={t('deals.stays')}>
        <h2 className={css.heading}>{t('deals.stays')}</h2>
        <Stays stays={deal.kind === 'open' ? deal.stays : deal.stays.slice(0, -1)} now={now} />
      </section>
      <section aria-label={t('deals.history')}>
        <h2 className={css.heading}>{t('deals.history')}</h2>
        <History deal={deal} now={now} />
      </section>
    </div>
  )
}

function Conversations({ deal, isReadOnly, now }: PastProps) {
  const { t, tOr, language } = useWords()
  const client = useQueryClient()
  const again = () => void client.invalidateQueries({ queryKey: ['deal'] })
  const unlink = useMutation({
    mutationFn: (conversationId: string) => call(unlinkDeal, { id: deal.id, conversationId }),
    onSuccess: (_, conversationId) =>
      sayDone(t('deals.unlinked'), () => void call(linkDeal, { id: deal.id, conversationId }).then(again, sayFailed)),
    onError: sayFailed,
    onSettled: again,
  })
  if (deal.conversations.length === 0) return <p className={css.quiet}>{t('deals.noConversations')}</p>
  return (
    <ul className={css.list}>
      {deal.conversations.map((one) => (
        <li key={one.id} className={css.conversation}>
          <Link to="/inbox/$view/$id" params={{ view: 'all', id: one.id }} search={{}}>
            {one.subject || t('conversation.noSubject')}
          </Link>
          <span className={css.quiet}>
            {tOr(`status.${one.status}`, one.status)} ·{' '}
            <time dateTime={one.lastMessageAt} title={exactly(one.lastMessageAt, language)}>
              {shortAgo(one.lastMessageAt, now, language)}
            </time>{' '}
            ·{' '}
            {one.confidence < 1
              ? t('deals.linkedLikely', { because: one.because, percent: Math.round(one.confidence * 100) })
              : tOr(`deals.because.${one.because.replace(/ /g, '_')}`, one.because)}
          </span>
          {!isReadOnly && (
            <ActionIcon
              size={28}
              aria-label={t('deals.unlink', { subject: one.subject })}
              onClick={() => unlink.mutate(one.id)}
            >
              <IconX size={14} stroke={1.5} aria-hidden />
            </ActionIcon>
          )}
        </li>
      ))}
    </ul>
  )
}

/** As bars, each as long as it took. */
function Stays({ stays, now }: { stays: WholeDeal['stays']; now: Date }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const days = stays.map(({ enteredAt, leftAt }) => (Date.parse(leftAt ?? now.toISOString()) - Date.parse(enteredAt)) / 86_400_000) // prettier-ignore
  const most = Math.max(1, ...days)
  return (
    <ol className={css.stays}>
      {stays.map(({ stage, enteredAt, enteredById }, at) => (
        <li key={enteredAt}>
          <span className={css.stay}>{stage}</span>
          <span className={css.bar} style={{ width: `${Math.max(2, ((days[at] ?? 0) / most) * 100)}%` }} aria-hidden />
          <time
            dateTime={enteredAt}
            title={`${exactly(enteredAt, language)} ${(enteredById && byId.get(enteredById)?.name) ?? ''}`}
          >
            {t('deals.days', { count: Math.round(days[at] ?? 0) })}
          </time>
        </li>
      ))}
    </ol>
  )
}

function History({ deal, now }: { deal: WholeDeal; now: Date }) {
  const { t, tOr, language } = useWords()
  const { byId } = useUsers()
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const said = ({ name, actorId, data }: WholeDeal['history'][number]) => {
    const who = (actorId && byId.get(actorId)?.name) || t('event.postroom')
    const changed = Array.isArray(data['changed']) ? data['changed'] : []
    const what = changed.map((one) => tOr(`deals.part.${String(one)}`, String(one))).join(', ')
    const amount = typeof data['amount'] === 'number' ? inMoney(data['amount'], String(data['currency']), language) : ''
    const owner = typeof data['ownerId'] === 'string' ? byId.get(data['ownerId'])?.name : undefined
    const word = changed.length === 1 && changed[0] === 'amount' && amount ? 'amount' : name.replace('deal.', '')
    return tOr(`deals.event.${word}`, name, {
      who,
      what,
      amount,
      owner: owner ?? t('field.nobody'),
      from: text(data['fromStage']),
      to: text(data['toStage']),
      reason: text(data['lostReason']),
    })
  }
  return (
    <ol className={css.history}>
      {deal.history.toReversed().map((one) => (
        <li key={one.id}>
          {said(one)} ·{' '}
          <time dateTime={one.at} title={exactly(one.at, language)}>
            {ago(one.at, now, language)}
          </time>
        </li>
      ))}
    </ol>
  )
}
