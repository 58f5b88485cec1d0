// How the machine is: what waits, what failed and why, and what it is that runs here.
import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useHere } from '../../session/session.ts'
import { useNow } from '../../shell/now.ts'
import { ago, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { State } from '../frame/Rows.tsx'
import { Jobs } from './Jobs.tsx'
import { intakeQuery, outboxQuery, readyQuery } from './queries.ts'
import css from './system.module.css'

export function System() {
  const { t } = useWords()
  const here = useHere()
  return (
    <Page title={t('settings.system')} hint={t('system.version', { version: here.version })}>
      {here.sampleData && (
        <div className={css.sample}>
          <p>{t('system.sample')}</p>
          <code className={css.command}>{t('system.sampleCommand')}</code>
        </div>
      )}
      <dl className={css.facts}>
        <Health />
        <Intake />
        <Outbox />
      </dl>
      <Jobs />
      <Part title={t('system.more')}>
        <p className={css.links}>
          <Anchor href="/api/docs" target="_blank" rel="noreferrer">
            {t('token.docs')}
          </Anchor>
          <Anchor href="/readyz" target="_blank" rel="noreferrer">
            /readyz
          </Anchor>
          <Anchor href="/metrics" target="_blank" rel="noreferrer">
            /metrics
          </Anchor>
        </p>
      </Part>
    </Page>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Health() {
  const { t, tOr } = useWords()
  const ready = useQuery(readyQuery)
  return (
    <Fact name={t('system.health')}>
      <Loaded of={ready} rows={1}>
        {({ checks }) =>
          Object.entries(checks).map(([name, holds]) => (
            <State key={name} tone={holds ? 'green' : 'red'}>
              {tOr(`system.check.${name}.${holds ? 'good' : 'bad'}`, name)}
            </State>
          ))
        }
      </Loaded>
    </Fact>
  )
}

/** Longer than this is not usual; milliseconds. */
const SLOW = 60_000

function Intake() {
  const { t, language } = useWords()
  const now = useNow()
  const intake = useQuery(intakeQuery)
  return (
    <Fact name={t('system.intake')}>
      <Loaded of={intake} rows={1}>
        {({ waiting, oldest, failed }) => (
          <>
            <span>{t('system.waiting', { count: waiting })}</span>
            {oldest && (
              <time dateTime={oldest} title={exactly(oldest, language)}>
                {t('system.oldest', { when: ago(oldest, now, language) })}
              </time>
            )}
            {oldest && now.getTime() - Date.parse(oldest) > SLOW && <State tone="amber">{t('system.slow')}</State>}
            {failed > 0 && <State tone="red">{t('system.unfiled', { count: failed })}</State>}
          </>
        )}
      </Loaded>
    </Fact>
  )
}

function Outbox() {
  const { t, language } = useWords()
  const now = useNow()
  const outbox = useQuery(outboxQuery)
  return (
    <Fact name={t('system.outbox')}>
      <Loaded of={outbox} rows={1}>
        {({ hasWayOut, waiting, oldest, lastError, lastSent }) => (
          <>
            <span>{t('system.leaving', { count: waiting })}</span>
            {oldest && (
              <time dateTime={oldest} title={exactly(oldest, language)}>
                {t('system.written', { when: ago(oldest, now, language) })}
              </time>
            )}
            {!hasWayOut && <State tone="red">{t('system.noWayOut')}</State>}
            {hasWayOut && oldest && now.getTime() - Date.parse(oldest) > SLOW && (
              <State tone="amber">{t('system.notLeaving')}</State>
            )}
            {lastError && <span>{t('system.lastError', { words: lastError })}</span>}
            {lastSent && (
              <time dateTime={lastSent} title={exactly(lastSent, language)}>
                {t('system.lastSent', { when: ago(lastSent, now, language) })}
              </time>
            )}
          </>
        )}
      </Loaded>
    </Fact>
  )
}
