// Custom statuses under the three that they belong to, each in an order; those out of use below.
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Status } from '../../../src/desk/conversations/conversations.api.ts'
import { orderStatuses, restoreStatus, type CustomStatus } from '../../../src/desk/statuses/statuses.api.ts'
import { call } from '../../call.ts'
import { statusesQuery } from '../../fields/queries.ts'
import { StatusDot } from '../../fields/StatusDot.tsx'
import { useHere, useInboxes } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Ordered } from '../fields/Ordered.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import type { SectionProps } from '../sections.ts'
import { StatusForm } from './StatusForm.tsx'

export function Statuses({ path: [id] }: SectionProps) {
  const { t } = useWords()
  const statuses = useQuery(statusesQuery)
  const mayWrite = useHere().may('field.write')
  if (id !== undefined && !mayWrite) return <Empty title={t('settings.denied')} />
  if (id !== undefined)
    return (
      <Loaded of={statuses}>
        {(all) => {
          const custom = all.find((one) => one.id === id)
          const status = Status.safeParse(id.replace('new-', ''))
          if (custom) return <StatusForm key={id} custom={custom} status={custom.status} />
          return status.success ? <StatusForm key={id} status={status.data} /> : <Empty title={t('state.notThere')} />
        }}
      </Loaded>
    )
  return (
    <Page title={t('settings.statuses')} hint={mayWrite ? t('statuses.hint') : t('settings.readOnly')}>
      <Loaded of={statuses}>
        {(all) => Status.options.map((one) => <Within key={one} status={one} all={all} isReadOnly={!mayWrite} />)}
      </Loaded>
    </Page>
  )
}

function Within({ status, all, isReadOnly }: { status: Status; all: CustomStatus[]; isReadOnly: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const { byId } = useInboxes()
  const own = all.filter((one) => one.status === status && !one.isArchived)
  const archived = all.filter((one) => one.status === status && one.isArchived)
  const where = ({ inboxIds }: CustomStatus) =>
    inboxIds.map((id) => byId.get(id)?.name ?? '').join(', ') || t('fields.everywhere')
  const put = useMutation({
    mutationFn: (ids: string[]) => {
      const others = all.filter((one) => one.status !== status && !one.isArchived).map((one) => one.id)
      return call(orderStatuses, { ids: [...others, ...ids] })
    },
    onMutate: (ids) => {
      const inOrder = ids.flatMap((id) => own.find((one) => one.id === id) ?? [])
      client.setQueryData(statusesQuery.queryKey, [...all.filter((one) => !inOrder.includes(one)), ...inOrder])
    },
    onSuccess: (now) => client.setQueryData(statusesQuery.queryKey, now),
    onError: (error) => {
      sayFailed(error)
      void client.invalidateQueries({ queryKey: statusesQuery.queryKey })
    },
  })
  const restore = useMutation({
    mutationFn: (id: string) => call(restoreStatus, { id }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: statusesQuery.queryKey })
      sayDone(t('statuses.restored'))
    },
    onError: sayFailed,
  })
  return (
    <Part
      title={t(`status.${status}`)}
      hint={t(`statuses.within.${status}`)}
      actions={
        !isReadOnly && (
          <LinkButton variant="default" page={`statuses/new-${status}`}>
            {t('statuses.add')}
          </LinkButton>
        )
      }
    >
      {own.length === 0 ? (
        <Rows label={t(`status.${status}`)} none={t('statuses.none')}>
          {[]}
        </Rows>
      ) : (
        <Ordered
          items={own.map((one) => ({
            id: one.id,
            name: one.name,
            about: where(one),
            page: `statuses/${one.id}`,
            start: <StatusDot status={one} />,
          }))}
          label={t(`status.${status}`)}
          isReadOnly={isReadOnly}
          put={put.mutate}
        />
      )}
      {archived.length > 0 && (
        <Rows label={t('statuses.archivedOnes')} none="">
          {archived.map((one) => (
            <Row
              key={one.id}
              start={<StatusDot status={one} />}
              name={one.name}
              isFaded
              side={
                isReadOnly ? (
                  t('fields.isArchived')
                ) : (
                  <Button variant="subtle" size="compact-sm" onClick={() => restore.mutate(one.id)}>
                    {t('fields.restore')}
                  </Button>
                )
              }
            />
          ))}
        </Rows>
      )}
    </Part>
  )
}
