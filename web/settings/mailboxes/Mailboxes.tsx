// Mail accounts that are read into inboxes (IMAP), and how they are.
import { useQuery } from '@tanstack/react-query'
import type { Mailbox } from '../../../src/desk/mailboxes/mailboxes.api.ts'
import { inboxesQuery, useInboxes } from '../../session/session.ts'
import { useNow } from '../../shell/now.ts'
import { Empty } from '../../shell/states.tsx'
import { ago, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import type { SectionProps } from '../sections.ts'
import { Consent } from './Consent.tsx'
import { MailboxForm } from './MailboxForm.tsx'
import { MailboxState } from './MailboxState.tsx'
import { mailboxesQuery } from './queries.ts'
import { LinkButton } from '../frame/LinkButton.tsx'

export function Mailboxes({ path: [id] }: SectionProps) {
  const { t } = useWords()
  const mailboxes = useQuery(mailboxesQuery)
  const inboxes = useQuery(inboxesQuery)
  if (id === 'consent') return <Consent />
  if (id !== undefined)
    return (
      <Loaded of={mailboxes}>
        {(all) => {
          const one = all.find((each) => each.id === id)
          if (!one && id !== 'new') return <Empty title={t('state.notThere')} />
          return <Loaded of={inboxes}>{(known) => <MailboxForm key={id} mailbox={one} inboxes={known} />}</Loaded>
        }}
      </Loaded>
    )
  return (
    <Page
      title={t('settings.mailboxes')}
      hint={t('mailbox.hint')}
      actions={<LinkButton page="mailboxes/new">{t('mailbox.add')}</LinkButton>}
    >
      <Loaded of={mailboxes}>
        {(all) => (
          <Rows label={t('settings.mailboxes')} none={t('mailbox.none')}>
            {all.map((one) => (
              <MailboxRow key={one.id} mailbox={one} />
            ))}
          </Rows>
        )}
      </Loaded>
    </Page>
  )
}

function MailboxRow({ mailbox }: { mailbox: Mailbox }) {
  const { t, language } = useWords()
  const now = useNow()
  const { byId } = useInboxes()
  return (
    <Row
      page={`mailboxes/${mailbox.id}`}
      isFaded={mailbox.state === 'paused'}
      name={mailbox.name}
      about={
        <>
          {t('mailbox.feeds', {
            folder: mailbox.folder,
            host: mailbox.host,
            inbox: byId.get(mailbox.inboxId)?.name ?? '',
          })}
          {mailbox.error && (
            <>
              <br />
              {mailbox.error}
            </>
          )}
        </>
      }
      side={
        <>
          {mailbox.checkedAt && (
            <time dateTime={mailbox.checkedAt} title={exactly(mailbox.checkedAt, language)}>
              {ago(mailbox.checkedAt, now, language)}
            </time>
          )}
          <MailboxState mailbox={mailbox} />
        </>
      }
    />
  )
}
