// Sequences of one contact or one deal: who is under way, enrolling, and whether the contact asked not to be written to.
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { setOptOut } from '../../src/desk/sequences/enrolments.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { EnrolDialog } from './EnrolDialog.tsx'
import { Enrolments } from './Enrolments.tsx'
import { optOutQuery } from './queries.ts'
import css from './sequences.module.css'

interface AboutSequencesProps {
  about: { contactId: string } | { dealId: string }
  /** Whom one may enrol: the contact, or the people of the deal. */
  contactIds: string[]
}

export function AboutSequences({ about, contactIds }: AboutSequencesProps) {
  const { t } = useWords()
  const { may } = useHere()
  const [isEnrolling, setEnrolling] = useState(false)
  if (!may('sequence.read')) return null
  const dealId = 'dealId' in about ? about.dealId : null
  return (
    <section aria-label={t('sequences.title')} className={css.about}>
      <h4 className={css.heading}>
        {t('sequences.title')}
        {may('sequence.enrol') && contactIds.length > 0 && (
          <Button size="compact-xs" variant="subtle" onClick={() => setEnrolling(true)}>
            {t('sequences.enrol')}
          </Button>
        )}
      </h4>
      <Enrolments of={about} none={null} />
      {'contactId' in about && <Wish contactId={about.contactId} />}
      {isEnrolling && <EnrolDialog contactIds={contactIds} dealId={dealId} close={() => setEnrolling(false)} />}
    </section>
  )
}

function Wish({ contactId }: { contactId: string }) {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const { data } = useQuery(optOutQuery(contactId))
  const { mutate, isPending } = useMutation({
    mutationFn: (isOut: boolean) => call(setOptOut, { id: contactId, isOut }),
    onSuccess: ({ isOut }) => sayDone(t(isOut ? 'sequences.saidOut' : 'sequences.saidIn'), () => mutate(!isOut)),
    onError: sayFailed,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: optOutQuery(contactId).queryKey })
      void client.invalidateQueries({ queryKey: ['enrolment'] })
    },
  })
  if (!data) return null
  return (
    <p className={css.muted}>
      {data.isOut && `${t(`sequences.out.${data.source ?? 'person'}`)} `}
      {may('contact.write') && (
        <button type="button" className={css.link} disabled={isPending} onClick={() => mutate(!data.isOut)}>
          {t(data.isOut ? 'sequences.allowAgain' : 'sequences.doNotWrite')}
        </button>
      )}
    </p>
  )
}
