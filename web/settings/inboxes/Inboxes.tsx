// The shared places where conversations wait, and the page of one of them.
import { useQuery } from '@tanstack/react-query'
import type { Inbox } from '../../../src/desk/inboxes/inboxes.api.ts'
import { inboxesQuery, teamsQuery, useHere, useUsers } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import type { SectionProps } from '../sections.ts'
import { InboxForm } from './InboxForm.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'
import { PushPolicy } from './PushPolicy.tsx'
import { RemoteImages } from './RemoteImages.tsx'

export function Inboxes({ path: [id] }: SectionProps) {
  const { t } = useWords()
  const here = useHere()
  const inboxes = useQuery(inboxesQuery)
  if (id === undefined) return <AllInboxes />
  if (!here.may('inbox.configure')) return <Empty title={t('settings.denied')} />
  return (
    <Loaded of={inboxes}>
      {(all) => {
        const inbox = all.find((one) => one.id === id)
        return inbox || id === 'new' ? <InboxForm key={id} inbox={inbox} /> : <Empty title={t('state.notThere')} />
      }}
    </Loaded>
  )
}

function AllInboxes() {
  const { t } = useWords()
  const here = useHere()
  const inboxes = useQuery(inboxesQuery)
  const mayConfigure = here.may('inbox.configure')
  return (
    <Page
      title={t('settings.inboxes')}
      hint={mayConfigure ? t('inboxes.hint') : t('settings.readOnly')}
      actions={mayConfigure && <LinkButton page="inboxes/new">{t('inboxes.add')}</LinkButton>}
    >
      <Loaded of={inboxes}>
        {(all) => (
          <Rows label={t('settings.inboxes')} none={t('inboxes.none')}>
            {all.map((inbox) => (
              <InboxRow key={inbox.id} inbox={inbox} page={mayConfigure ? `inboxes/${inbox.id}` : undefined} />
            ))}
          </Rows>
        )}
      </Loaded>
      {mayConfigure && <RemoteImages />}
      {mayConfigure && <PushPolicy />}
    </Page>
  )
}

function InboxRow({ inbox, page }: { inbox: Inbox; page: string | undefined }) {
  const { t } = useWords()
  const { byId: users } = useUsers()
  const { data: teams = [] } = useQuery(teamsQuery)
  const seers = [
    ...teams.filter((team) => inbox.teamIds.includes(team.id)).map((team) => team.name),
    ...inbox.userIds.map((id) => users.get(id)?.name ?? ''),
  ].filter(Boolean)
  return (
    <Row
      page={page}
      name={inbox.name}
      about={inbox.addresses.join(', ')}
      side={
        <>
          {inbox.autoReply && <State>{t('inboxes.autoReplies')}</State>}
          <span>{inbox.isOpenToAll ? t('inboxes.everybody') : seers.join(', ') || t('inboxes.nobody')}</span>
        </>
      }
    />
  )
}
