// Browsers in which I am told while no page is open: this one, and those that I asked for it in before.
import { Button, Stack } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { readPush, testPush, type PushDevice } from '../../../src/desk/notifications/push.api.ts'
import { call } from '../../call.ts'
import { askForPush, canPush, endPush, keptDevice } from '../../notifications/push.ts'
import { useHere } from '../../session/session.ts'
import { useNow } from '../../shell/now.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { ago } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import { programOf } from './program.ts'

const pushQuery = queryOptions({
  queryKey: ['push', 'devices'],
  queryFn: ({ signal }) => call(readPush, {}, { signal }),
  staleTime: 0,
})

export function Push() {
  const { t } = useWords()
  const { user } = useHere()
  const client = useQueryClient()
  const known = useQuery(pushQuery)
  const onSettled = () => void client.invalidateQueries({ queryKey: pushQuery.queryKey })
  const add = useMutation({
    mutationFn: () => askForPush(user.id),
    onSuccess: (isAllowed) => sayDone(t(isAllowed ? 'push.added' : 'push.refusedHere')),
    onError: sayFailed,
    onSettled,
  })
  const remove = useMutation({
    mutationFn: (device: PushDevice) => endPush(user.id, device),
    onSuccess: () => sayDone(t('push.removed')),
    onError: sayFailed,
    onSettled,
  })
  const test = useMutation({
    mutationFn: ({ id }: PushDevice) => call(testPush, { id }),
    onSuccess: ({ outcome }) => sayDone(t(`push.test.${outcome}`)),
    onError: sayFailed,
    onSettled,
  })
  return (
    <Loaded of={known} rows={1}>
      {({ isAllowed, devices }) => {
        if (!isAllowed) return <p>{t('push.forbidden')}</p>
        const here = devices.find((one) => one.id === keptDevice(user.id))
        return (
          <Stack gap={16} align="stretch">
            {!canPush() ? (
              <p>{t('push.cannot')}</p>
            ) : (
              !here && (
                <Button
                  variant="default"
                  style={{ alignSelf: 'flex-start' }}
                  loading={add.isPending}
                  onClick={() => add.mutate()}
                >
                  {t('push.add')}
                </Button>
              )
            )}
            <Rows label={t('push.devices')} none={t('push.none')}>
              {devices.map((one) => (
                <Device
                  key={one.id}
                  device={one}
                  isHere={one === here}
                  test={() => test.mutate(one)}
                  remove={() => remove.mutate(one)}
                  isBusy={test.isPending || remove.isPending}
                />
              ))}
            </Rows>
          </Stack>
        )
      }}
    </Loaded>
  )
}

interface DeviceProps {
  device: PushDevice
  isHere: boolean
  test: () => void
  remove: () => void
  isBusy: boolean
}

function Device({
  device: { userAgent, host, createdAt, sentAt, failure },
  isHere,
  test,
  remove,
  isBusy,
}: DeviceProps) {
  const { t, language } = useWords()
  const now = useNow()
  const program = programOf(userAgent)
  const name = program ? t('profile.program', program) : t('profile.programUnknown')
  const last = sentAt ? t('push.sent', { when: ago(sentAt, now, language) }) : t('push.since', { when: ago(createdAt, now, language) }) // prettier-ignore
  return (
    <Row
      name={
        <>
          {name} {isHere && <State tone="green">{t('push.here')}</State>}
          {failure && <State tone="amber">{t(failure === 'busy' ? 'push.busy' : 'push.refused')}</State>}
        </>
      }
      about={
        <>
          {host} · {last}
        </>
      }
      side={
        <>
          <Button
            variant="default"
            size="compact-sm"
            disabled={isBusy}
            aria-label={t('push.testThis', { name })}
            onClick={test}
          >
            {t('push.test')}
          </Button>{' '}
          <Button
            variant="default"
            size="compact-sm"
            disabled={isBusy}
            aria-label={t('push.removeThis', { name })}
            onClick={remove}
          >
            {t('push.remove')}
          </Button>
        </>
      }
    />
  )
}
