// Whether anything is pushed to browsers, and whether it may name subjects: one choice for the whole desk.
import { Stack, Switch } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { changePushPolicy, readPushPolicy } from '../../../src/desk/notifications/push.api.ts'
import type { OutputOf } from '../../../src/kit/route.ts'
import { call } from '../../call.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Part } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'

const policyQuery = queryOptions({
  queryKey: ['push', 'policy'],
  queryFn: ({ signal }) => call(readPushPolicy, {}, { signal }),
  staleTime: 0,
})

export function PushPolicy() {
  const { t } = useWords()
  const known = useQuery(policyQuery)
  return (
    <Part title={t('push.title')} hint={t('push.policyHint')}>
      <Loaded of={known} rows={1}>
        {(policy) => <Choices policy={policy} />}
      </Loaded>
    </Part>
  )
}

function Choices({ policy }: { policy: OutputOf<typeof readPushPolicy> }) {
  const { t } = useWords()
  const client = useQueryClient()
  const saving = useSaving(changePushPolicy)
  const change = (wanted: Partial<typeof policy>) => {
    void saving.send(wanted).then((saved) => {
      if (!saved) return
      client.setQueryData(policyQuery.queryKey, saved)
      sayDone(t('form.saved'))
    })
  }
  return (
    <Stack gap={16}>
      <Switch
        label={t('push.isAllowed')}
        checked={policy.isAllowed}
        onChange={(event) => change({ isAllowed: event.currentTarget.checked })}
      />
      <Switch
        label={t('push.namesSubjects')}
        description={t('push.namesSubjectsHint')}
        disabled={!policy.isAllowed}
        checked={policy.namesSubjects}
        onChange={(event) => change({ namesSubjects: event.currentTarget.checked })}
      />
      {saving.problem && <p role="alert">{saving.problem}</p>}
    </Stack>
  )
}
