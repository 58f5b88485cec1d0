// Judging the mails of an audit, one after another: what was written, and where it belongs by the word of whoever reads it now. What
// was decided when it came is not shown. A number is a category, 0 is none, and the next mail is there at once.
import { Button, NativeSelect, TextInput, UnstyledButton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import {
  judgeAuditMail,
  nextAuditMail,
  type AuditMail,
  type RoutingAudit,
} from '../../../src/flows/audit/audits.api.ts'
import { call } from '../../call.ts'
import { useActions, type Action } from '../../shell/actions.tsx'
import { Empty } from '../../shell/states.tsx'
import { sayFailed } from '../../shell/undo.tsx'
import { exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { useNouns } from '../rules/names.ts'
import css from './audit.module.css'
import { auditQuery, auditsQuery } from './queries.ts'

export function Judge({ id }: { id: string }) {
  const query = useQuery(auditQuery(id))
  return <Loaded of={query}>{({ audit }) => <Judging audit={audit} />}</Loaded>
}

function Judging({ audit }: { audit: RoutingAudit }) {
  const { t } = useWords()
  const [after, setAfter] = useState(0)
  const next = useQuery({
    queryKey: ['routingAudit', 'next', audit.id, after],
    queryFn: ({ signal }) => call(nextAuditMail, { id: audit.id, after }, { signal }),
    gcTime: 0,
  })
  return (
    <Page
      title={t('audit.judgeTitle')}
      hint={t('audit.progress', { judged: audit.judged, size: audit.size })}
      back={`audit/${audit.id}`}
      isWide
    >
      <Loaded of={next}>
        {({ mail }) =>
          mail ? (
            <Card key={mail.conversationId} audit={audit} mail={mail} after={after} goOn={setAfter} />
          ) : (
            <Empty title={t('audit.allJudged')}>
              <LinkButton page={`audit/${audit.id}`}>{t('audit.look')}</LinkButton>
            </Empty>
          )
        }
      </Loaded>
    </Page>
  )
}

function Card({
  audit,
  mail,
  after,
  goOn,
}: {
  audit: RoutingAudit
  mail: AuditMail
  after: number
  goOn: (after: number) => void
}) {
  const { t, language } = useWords()
  const client = useQueryClient()
  const { inboxes, categories } = useNouns()
  const [comment, setComment] = useState('')
  /** Empty: not chosen yet. Each mail anew: what stays from the one before is a judgement that nobody made. */
  const [inboxId, setInboxId] = useState((audit.inboxIds.length === 1 && audit.inboxIds[0]) || '')
  const say = useMutation({
    mutationFn: (said: { categoryId: string | null; isUnsure: boolean }) => {
      const judgement = { inboxId: inboxId || (audit.inboxIds[0] ?? ''), comment, ...said }
      return call(judgeAuditMail, { id: audit.id, conversationId: mail.conversationId, judgement })
    },
    onSuccess: (changed) => {
      client.setQueryData(auditQuery(audit.id).queryKey, (was) => was && { ...was, audit: changed })
      void client.invalidateQueries({ queryKey: auditQuery(audit.id).queryKey })
      void client.invalidateQueries({ queryKey: auditsQuery.queryKey })
      goOn(mail.place)
    },
    onError: (error) => sayFailed(error),
  })
  const inbox = useRef<HTMLSelectElement>(null)
  const choose = (categoryId: string | null) => {
    if (!inboxId) inbox.current?.focus()
    else if (!say.isPending) say.mutate({ categoryId, isUnsure: false })
  }
  const actions: Action[] = [
    {
      id: 'audit.category',
      run: (key) => {
        const category = categories[Number(key) - 1]
        if (category) choose(category.value)
      },
    },
    { id: 'audit.noCategory', run: () => choose(null) },
    { id: 'audit.unsure', run: () => say.mutate({ categoryId: null, isUnsure: true }) },
    { id: 'audit.later', run: () => goOn(mail.place) },
  ]
  useActions(actions)
  return (
    <article className={css.card} aria-labelledby="audit-subject">
      <div className={css.mail}>
        <h2 id="audit-subject">{mail.subject || t('conversation.noSubject')}</h2>
        <p className={css.muted}>
          {mail.from.name ? `${mail.from.name} <${mail.from.address}>` : mail.from.address} ·{' '}
          <time dateTime={mail.receivedAt}>{exactly(mail.receivedAt, language)}</time>
        </p>
        <div className={css.text}>{mail.text.trim()}</div>
        {mail.attachments.length > 0 && (
          <p className={css.muted}>{t('audit.attachments', { names: mail.attachments.join(', ') })}</p>
        )}
      </div>
      <div className={css.choice}>
        {audit.inboxIds.length > 1 && (
          <NativeSelect
            ref={inbox}
            label={t('audit.belongsTo')}
            value={inboxId}
            onChange={(event) => setInboxId(event.currentTarget.value)}
            data={[{ value: '', label: t('audit.chooseInbox') }, ...inboxes]}
          />
        )}
        <ul className={css.choices} aria-label={t('field.category')}>
          {categories.map(({ value, label }, at) => (
            <Choice key={value} hint={at < 9 ? String(at + 1) : ''} isOff={!inboxId} run={() => choose(value)}>
              {label}
            </Choice>
          ))}
          <Choice hint="0" isOff={!inboxId} run={() => choose(null)}>
            {t('audit.noCategory')}
          </Choice>
          <Choice hint="u" isOff={false} run={() => say.mutate({ categoryId: null, isUnsure: true })}>
            {t('audit.unsure')}
          </Choice>
        </ul>
        <TextInput
          label={t('audit.comment')}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <div className={css.foot}>
          <Button variant="subtle" color="gray" onClick={() => goOn(mail.place)}>
            {t('audit.later')}
          </Button>
          {after > 0 && (
            <Button variant="subtle" color="gray" onClick={() => goOn(0)}>
              {t('audit.fromStart')}
            </Button>
          )}
        </div>
      </div>
    </article>
  )
}

function Choice({ hint, isOff, run, children }: { hint: string; isOff: boolean; run: () => void; children: string }) {
  return (
    <li>
      <UnstyledButton className={css.option} disabled={isOff} onClick={run}>
        <kbd>{hint}</kbd>
        <span>{children}</span>
      </UnstyledButton>
    </li>
  )
}
