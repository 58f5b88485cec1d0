// Whether images that mail names elsewhere are shown, and of whom without asking: one choice for the whole desk.
import { Button, SegmentedControl, Stack } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  changeImagePolicy,
  forgetImageSender,
  readImagePolicy,
  type ImagePolicy,
} from '../../../src/desk/conversations/remote-images.api.ts'
import type { OutputOf } from '../../../src/kit/route.ts'
import { call } from '../../call.ts'
import { useUsers } from '../../session/session.ts'
import { useNow } from '../../shell/now.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { ago } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Part } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'

const imagesQuery = queryOptions({
  queryKey: ['remote-image', 'policy'],
  queryFn: ({ signal }) => call(readImagePolicy, {}, { signal }),
  staleTime: 0,
})

export function RemoteImages() {
  const { t } = useWords()
  const known = useQuery(imagesQuery)
  return (
    <Part title={t('images.title')} hint={t('images.hint')}>
      <Loaded of={known} rows={1}>
        {(images) => <Choice images={images} />}
      </Loaded>
    </Part>
  )
}

function Choice({ images: { policy, senders } }: { images: OutputOf<typeof readImagePolicy> }) {
  const { t, language } = useWords()
  const now = useNow()
  const { byId } = useUsers()
  const client = useQueryClient()
  const onSettled = () => {
    void client.invalidateQueries({ queryKey: imagesQuery.queryKey })
    void client.invalidateQueries({ queryKey: ['conversation', 'one'] })
  }
  const onSuccess = () => sayDone(t('form.saved'))
  const decide = useMutation({
    mutationFn: (chosen: ImagePolicy) => call(changeImagePolicy, { policy: chosen }),
    onSuccess,
    onError: sayFailed,
    onSettled,
  })
  const forget = useMutation({
    mutationFn: (address: string) => call(forgetImageSender, { address }),
    onSuccess,
    onError: sayFailed,
    onSettled,
  })
  return (
    <Stack align="flex-start" gap={16}>
      <SegmentedControl
        aria-label={t('images.title')}
        value={decide.variables !== undefined && decide.isPending ? decide.variables : policy}
        disabled={decide.isPending}
        onChange={(value) => decide.mutate(value as ImagePolicy)}
        data={[
          { value: 'ask', label: t('images.policyAsk') },
          { value: 'always', label: t('images.policyAlways') },
          { value: 'never', label: t('images.policyNever') },
        ]}
      />
      {policy === 'ask' && (
        <Rows label={t('images.senders')} none={t('images.sendersNone')}>
          {senders.map(({ address, userId, since }) => (
            <Row
              key={address}
              name={address}
              about={t('images.trustedBy', {
                who: (userId && byId.get(userId)?.name) || '_none',
                when: ago(since, now, language),
              })}
              side={
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t('images.forget', { address })}
                  disabled={forget.isPending}
                  onClick={() => forget.mutate(address)}
                >
                  {t('images.stop')}
                </Button>
              }
            />
          ))}
        </Rows>
      )}
    </Stack>
  )
}
