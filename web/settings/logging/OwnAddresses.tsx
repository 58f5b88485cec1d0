// One's own secret addresses: what is sent there in copy, or forwarded, is logged.
import { Button } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { changeLogAddresses, readLogAddresses } from '../../../src/desk/capture/capture.api.ts'
import { call } from '../../call.ts'
import { useHere, useInboxes } from '../../session/session.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Part } from '../frame/Page.tsx'
import css from './logging.module.css'

const addressesQuery = queryOptions({
  queryKey: ['log-address'],
  queryFn: ({ signal }) => call(readLogAddresses, {}, { signal }),
})

export function OwnAddresses() {
  const { may } = useHere()
  return may('contact.write') ? <Known /> : null
}

function Known() {
  const { t } = useWords()
  const { byId } = useInboxes()
  const client = useQueryClient()
  const known = useQuery(addressesQuery)
  const { mutate, isPending } = useMutation({
    mutationFn: () => call(changeLogAddresses, {}),
    onSuccess: (now) => {
      client.setQueryData(addressesQuery.queryKey, now)
      sayDone(t('logging.saidNewAddress'))
    },
    onError: sayFailed,
  })
  return (
    <Part title={t('logging.addresses')} hint={t('logging.addressesHint')}>
      <Loaded of={known} rows={1}>
        {({ addresses }) => (
          <>
            <ul className={css.inboxes}>
              {addresses.map(({ inboxId, address }) => (
                <li key={inboxId} className={css.address}>
                  <span className={css.name}>{byId.get(inboxId)?.name}</span>
                  <code>{address}</code>
                </li>
              ))}
            </ul>
            <Button variant="default" loading={isPending} onClick={() => mutate()}>
              {t(addresses.length === 0 ? 'logging.getAddress' : 'logging.newAddress')}
            </Button>
          </>
        )}
      </Loaded>
    </Part>
  )
}
