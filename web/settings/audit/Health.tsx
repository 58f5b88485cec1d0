// The health of routing: what could be repaired first, then rules, contradictions, handovers and drift.
import { Button, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Rule } from '../../../src/desk/rules/rules.api.ts'
import type { Drift, Handovers, Repair, RoutingHealth } from '../../../src/flows/audit/health.api.ts'
import { useNow } from '../../shell/now.ts'
import { ago } from '../../when.ts'
import { useWords, type Words } from '../../words.ts'
import { To } from '../frame/go.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { ConversationLink } from '../mailboxes/ConversationLink.tsx'
import { Backtest } from '../rules/Backtest.tsx'
import { useTelling } from '../rules/names.ts'
import { rulesQuery } from '../rules/queries.ts'
import type { Named } from '../rules/sentence.ts'
import css from './audit.module.css'
import { Interval } from './Interval.tsx'
import { healthQuery } from './queries.ts'
import { draftOf } from './repair.ts'

const lengths = [7, 30, 90]

export function Health() {
  const { t } = useWords()
  const [days, setDays] = useState(30)
  const health = useQuery(healthQuery(days))
  const rules = useQuery(rulesQuery)
  return (
    <Page
      title={t('audit.health')}
      hint={t('audit.healthHint')}
      back="audit"
      actions={
        <SegmentedControl
          aria-label={t('audit.period')}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          data={lengths.map((one) => ({ value: String(one), label: t('audit.lastDays', { count: one }) }))}
        />
      }
    >
      <Loaded of={health}>
        {(found) => <Loaded of={rules}>{(all) => <Found health={found} rules={all} />}</Loaded>}
      </Loaded>
    </Page>
  )
}

function Found({ health, rules }: { health: RoutingHealth; rules: Rule[] }) {
  const { t } = useWords()
  return (
    <>
      <p className={css.muted}>{t('audit.routed', { routed: health.routed, examined: health.examined })}</p>
      <section className={css.part}>
        <h2>{t('audit.repairs')}</h2>
        {health.repairs.length === 0 ? (
          <p className={css.muted}>{t('audit.noRepairs')}</p>
        ) : (
          <ul className={css.list}>
            {health.repairs.map((repair) => (
              <Suggestion key={JSON.stringify(repair)} repair={repair} rules={rules} />
            ))}
          </ul>
        )}
      </section>
      <RuleTable health={health} rules={rules} />
      <HandoverList handovers={health.handovers} />
      <DriftPart drift={health.drift} />
    </>
  )
}

function Suggestion({ repair, rules }: { repair: Repair; rules: Rule[] }) {
  const words = useWords()
  const { t } = words
  const { named } = useTelling()
  const [isTesting, setTesting] = useState(false)
  const draft = draftOf(repair, rules)
  return (
    <li className={css.repair}>
      <p>{repairTold(repair, words, named, (id) => rules.find((rule) => rule.id === id)?.name ?? t('rule.gone'))}</p>
      <div className={css.foot}>
        {draft && (
          <Button size="compact-sm" variant="default" aria-expanded={isTesting} onClick={() => setTesting(!isTesting)}>
            {t('backtest.title')}
          </Button>
        )}
        <To page={`rules/${repair.ruleId}`}>{t('audit.openRule')}</To>
      </div>
      {isTesting && draft && <Backtest draft={draft} hint={t('audit.repairTest')} />}
    </li>
  )
}

function repairTold(repair: Repair, { t }: Words, named: Named, ruleName: (id: string) => string): string {
  const name = ruleName(repair.ruleId)
  switch (repair.kind) {
    case 'switchOff':
      return t('audit.repair.switchOff', { name })
    case 'moveBefore':
      return t('audit.repair.moveBefore', { name, before: ruleName(repair.beforeId) })
    case 'narrow':
      return t('audit.repair.narrow', {
        name,
        other: ruleName(repair.otherId),
        field: t(`audit.field.${repair.field}`),
      })
    case 'setInstead':
      return t('audit.repair.setInstead', {
        name,
        field: t(`audit.field.${repair.field}`),
        to: valueTold(repair.field, repair.to, t, named),
      })
  }
}

function valueTold(field: string, to: string | null, t: Words['t'], named: Named): string {
  if (to === null) return t('audit.noValue')
  if (field === 'categoryId') return named.category(to)
  if (field === 'inboxId') return named.inbox(to)
  if (field === 'teamId') return named.team(to)
  return t(`priority.${to as Rule['name']}` as Parameters<Words['t']>[0])
}

function RuleTable({ health, rules }: { health: RoutingHealth; rules: Rule[] }) {
  const { t, language } = useWords()
  const now = useNow()
  const told = new Map(health.rules.map((one) => [one.ruleId, one]))
  return (
    <section className={css.part}>
      <h2>{t('settings.rules')}</h2>
      {rules.length === 0 && <p className={css.muted}>{t('audit.noRules')}</p>}
      <ul className={css.list}>
        {rules.map((rule) => {
          const one = told.get(rule.id)
          if (!one) return null
          return (
            <li key={rule.id} className={css.ruleRow} data-quiet={one.held === 0 || undefined}>
              <To page={`rules/${rule.id}`} className={css.name}>
                {rule.name}
              </To>
              <span className={css.muted}>
                {one.lastHeldAt === null
                  ? t(rule.isEnabled ? 'audit.neverHeld' : 'audit.off')
                  : t('audit.held', { count: one.held, when: ago(one.lastHeldAt, now, language) })}
              </span>
              {one.corrected && one.corrected.of > 0 && (
                <span className={css.corrected}>
                  {t('audit.corrected')} <Interval share={one.corrected} />
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function HandoverList({ handovers }: { handovers: Handovers }) {
  const { t } = useWords()
  const { named } = useTelling()
  const name = (holder: string) => {
    const [kind = '', id = ''] = holder.split(':')
    return kind === 'user' ? named.user(id) : kind === 'team' ? named.team(id) : named.inbox(id)
  }
  return (
    <section className={css.part}>
      <h2>{t('audit.handovers')}</h2>
      {handovers.conversations === 0 ? (
        <p className={css.muted}>{t('audit.noHandovers')}</p>
      ) : (
        <>
          <p>
            {t('audit.handedOften')} <Interval share={handovers.many} />
          </p>
          <ul className={css.list}>
            {handovers.worst.map((one) => (
              <li key={one.conversationId} className={css.wrong}>
                <ConversationLink {...one} />
                <span className={css.muted}>
                  {one.chain.map(name).join(' → ')}
                  {one.cameBack && ` · ${t('audit.cameBack')}`}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function DriftPart({ drift }: { drift: Drift }) {
  const { t } = useWords()
  const { named } = useTelling()
  return (
    <section className={css.part} data-alarm={drift.isAlarm || undefined}>
      <h2>{t('audit.drift')}</h2>
      <p className={drift.isAlarm ? css.alarm : css.muted}>
        {drift.movement === null
          ? t('audit.driftUnknown', { now: drift.now, before: drift.before })
          : t(drift.isAlarm ? 'audit.driftAlarm' : 'audit.driftCalm')}
      </p>
      {drift.moved.length > 0 && (
        <dl className={css.groups}>
          {drift.moved.map(({ categoryId, before, now }) => (
            <div key={categoryId}>
              <dt>{categoryId === null ? t('audit.noCategory') : named.category(categoryId)}</dt>
              <dd className={css.then}>
                <Interval share={before} />
                <span aria-hidden>→</span>
                <Interval share={now} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
