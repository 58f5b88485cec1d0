// One audit: what was found, who said what of which mail, and the signature.
import { Button, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  deleteRoutingAudit,
  signRoutingAudit,
  type AuditFindings,
  type AuditJudgement,
  type RoutingAudit,
} from '../../../src/flows/audit/audits.api.ts'
import { call } from '../../call.ts'
import { exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { useGo } from '../frame/go.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { ConversationLink } from '../mailboxes/ConversationLink.tsx'
import { useTelling } from '../rules/names.ts'
import { rulesQuery } from '../rules/queries.ts'
import css from './audit.module.css'
import { Interval } from './Interval.tsx'
import { usePeriod } from './period.ts'
import { auditQuery, auditsQuery } from './queries.ts'

export function OneAudit({ id, isReadOnly }: { id: string; isReadOnly: boolean }) {
  const query = useQuery(auditQuery(id))
  return <Loaded of={query}>{(found) => <Found {...found} isReadOnly={isReadOnly} />}</Loaded>
}

function Found({
  audit,
  judgements,
  left,
  isReadOnly,
}: {
  audit: RoutingAudit
  judgements: AuditJudgement[]
  left: number
  isReadOnly: boolean
}) {
  const { t, language } = useWords()
  const { named } = useTelling()
  const period = usePeriod(audit)
  const wrong = judgements.filter(
    ({ given, right, isUnsure }) =>
      !isUnsure && (given.inboxId !== right.inboxId || given.categoryId !== right.categoryId),
  )
  return (
    <Page
      title={period}
      hint={`${audit.inboxIds.map(named.inbox).join(', ')} · ${t('audit.drawn', { size: audit.size, population: audit.population })}`}
      back="audit"
      actions={
        !isReadOnly &&
        left > 0 && (
          <LinkButton page={`audit/${audit.id}/judge`}>
            {t(audit.judged === 0 ? 'audit.judge' : 'audit.judgeOn', { left })}
          </LinkButton>
        )
      }
    >
      {audit.signedAt !== null && (
        <div className={css.signed}>
          <p className={css.name}>
            {t('audit.signedBy', { name: audit.signedName ?? '' })}, {exactly(audit.signedAt, language)}
          </p>
          <p className={css.conclusion}>{audit.conclusion}</p>
        </div>
      )}
      <Findings findings={audit.findings} unsure={audit.unsure} />
      {wrong.length > 0 && (
        <section className={css.part}>
          <h2>{t('audit.wrongOnes')}</h2>
          <ul className={css.list}>
            {wrong.map((one) => (
              <Wrong key={one.conversationId} judgement={one} />
            ))}
          </ul>
        </section>
      )}
      {!isReadOnly && audit.signedAt === null && <Sign audit={audit} left={left} />}
    </Page>
  )
}

function Findings({ findings, unsure }: { findings: AuditFindings; unsure: number }) {
  const { t, language } = useWords()
  const { named } = useTelling()
  const { data: rules = [] } = useQuery(rulesQuery)
  const ruleName = (id: string) =>
    id === 'classifier' ? t('audit.classifier') : (rules.find((rule) => rule.id === id)?.name ?? t('rule.gone'))
  const modelName = (id: string | null) => {
    const madeAt = findings.byModel.find((one) => one.id === id)?.madeAt
    return madeAt ? t('audit.modelOf', { at: exactly(madeAt, language) }) : t('audit.modelOfNames')
  }
  const categoryName = (id: string | null) => (id === null ? t('audit.noCategory') : named.category(id))
  if (findings.wrong.of === 0) return <p className={css.muted}>{t('audit.nothingJudged')}</p>
  return (
    <>
      <dl className={css.figures}>
        {(['wrong', 'inbox', 'category'] as const).map((what) => (
          <div key={what}>
            <dt>{t(`audit.${what}`)}</dt>
            <dd>
              <Interval share={findings[what]} />
            </dd>
          </div>
        ))}
      </dl>
      {unsure > 0 && <p className={css.muted}>{t('audit.unsureCount', { count: unsure })}</p>}
      <Groups title={t('audit.byCategory')} of={findings.byCategory} name={categoryName} />
      <Groups title={t('audit.byRule')} of={findings.byRule} name={(id) => ruleName(id ?? '')} />
      <Groups title={t('audit.byModel')} of={findings.byModel} name={modelName} />
      {findings.confusions.length > 0 && (
        <section className={css.part}>
          <h2>{t('audit.confusions')}</h2>
          <ul className={css.plain}>
            {findings.confusions.slice(0, 10).map(({ given, right, count }) => (
              <li key={`${given} ${right}`}>
                {t('audit.confused', { count, given: categoryName(given), right: categoryName(right) })}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Groups({
  title,
  of,
  name,
}: {
  title: string
  of: AuditFindings['byCategory']
  name: (id: string | null) => string
}) {
  if (of.length === 0) return null
  return (
    <section className={css.part}>
      <h2>{title}</h2>
      <dl className={css.groups}>
        {of.map(({ id, wrong }) => (
          <div key={id}>
            <dt>{name(id)}</dt>
            <dd>
              <Interval share={wrong} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Wrong({ judgement }: { judgement: AuditJudgement }) {
  const { t } = useWords()
  const { named } = useTelling()
  const { given, right, comment } = judgement
  const place = ({ inboxId, categoryId }: typeof given) =>
    `${named.inbox(inboxId)} · ${categoryId === null ? t('audit.noCategory') : named.category(categoryId)}`
  return (
    <li className={css.wrong}>
      <ConversationLink {...judgement} />
      <span>{t('audit.givenRight', { given: place(given), right: place(right) })}</span>
      {comment && <span className={css.muted}>{comment}</span>}
    </li>
  )
}

function Sign({ audit, left }: { audit: RoutingAudit; left: number }) {
  const { t } = useWords()
  const go = useGo()
  const [conclusion, setConclusion] = useState('')
  const refresh = [auditsQuery.queryKey, auditQuery(audit.id).queryKey]
  const saving = useSaving(signRoutingAudit, { refresh })
  const isDone = left === 0 && audit.judged > 0
  return (
    <section className={css.part}>
      <h2>{t('audit.sign')}</h2>
      <p className={css.muted}>{t(isDone ? 'audit.signHint' : 'audit.signLater', { left })}</p>
      <Textarea
        label={t('audit.conclusion')}
        autosize
        minRows={3}
        disabled={!isDone}
        value={conclusion}
        onChange={(event) => setConclusion(event.currentTarget.value)}
        error={saving.at('conclusion')}
      />
      {saving.problem && <p role="alert">{saving.problem}</p>}
      <div className={css.foot}>
        <Button
          disabled={!isDone}
          loading={saving.isBusy}
          onClick={() => void saving.send({ id: audit.id, conclusion })}
        >
          {t('audit.sign')}
        </Button>
        <Sure
          label={t('audit.delete')}
          title={t('audit.delete')}
          run={async () => {
            await call(deleteRoutingAudit, { id: audit.id })
            go('audit')
          }}
        >
          {t('audit.deleteHint')}
        </Sure>
      </div>
    </section>
  )
}
