// Addresses of the customer that nothing is sent to, since mail there came back for good; whoever knows better allows it again.
import { UnstyledButton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { liftSuppression, listSuppressions } from '../../src/desk/contacts/suppressions.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './contact-card.module.css'

export function Suppressions({ contactId }: { contactId: string }) {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const { data: suppressions = [] } = useQuery({
    queryKey: ['contact', contactId, 'suppressions'],
    queryFn: ({ signal }) => call(listSuppressions, { id: contactId }, { signal }),
  })
  const { mutate, isPending } = useMutation({
    mutationFn: (address: string) => call(liftSuppression, { id: contactId, address }),
    onSuccess: (_, address) => sayDone(t('done.lifted', { address })),
    onError: sayFailed,
    onSettled: () => void client.invalidateQueries({ queryKey: ['contact'] }),
  })
  if (suppressions.length === 0) return null
  return (
    <section aria-label={t('contact.suppressions')}>
      <h4 className={css.heading}>{t('contact.suppressions')}</h4>
      <ul className={css.list}>
        {suppressions.map(({ address, reason, response }) => (
          <li key={address}>
            <span className={css.address} title={response}>
              {address}
            </span>{' '}
            <span className={css.muted}>{t('contact.suppressed', { reason })}</span>{' '}
            {may('contact.write') && (
              <UnstyledButton className={css.past} disabled={isPending} onClick={() => mutate(address)}>
                {t('contact.lift')}
              </UnstyledButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
