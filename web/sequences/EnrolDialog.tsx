// Enrolling: which sequence, and before anything leaves who would get it, who would not and why, and what the first letter says to each.
import { Button, Modal, Select } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { enrolContacts, previewEnrolment } from '../../src/desk/sequences/enrolments.api.ts'
import type { OutputOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { dayAndTime } from '../when.ts'
import { useWords } from '../words.ts'
import { sequencesQuery } from './queries.ts'
import css from './sequences.module.css'

type Preview = OutputOf<typeof previewEnrolment>

interface EnrolDialogProps {
  contactIds: string[]
  dealId: string | null
  close: () => void
}

export function EnrolDialog({ contactIds, dealId, close }: EnrolDialogProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const sequences = useQuery(sequencesQuery())
  const [chosen, setChosen] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const offered = (sequences.data?.sequences ?? []).filter((one) => one.mayEnrol && one.isEnabled)
  const id = chosen ?? (offered.length === 1 ? (offered[0]?.id ?? null) : null)
  const preview = useQuery({
    queryKey: ['sequence', 'preview', id, contactIds, dealId],
    queryFn: ({ signal }) => call(previewEnrolment, { id: id ?? '', contactIds, dealId }, { signal }),
    enabled: id !== null,
    staleTime: 0,
  })
  const fit = (preview.data?.rows ?? []).filter((one) => one.refusal === null)

  async function enrol() {
    if (id === null) return
    setBusy(true)
    try {
      const { enrolled } = await call(enrolContacts, { id, contactIds, dealId })
      await client.invalidateQueries({ queryKey: ['enrolment'] })
      sayDone(t('sequences.saidEnrolled', { count: enrolled.length }))
      close()
    } catch (error) {
      sayFailed(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal
      opened
      size="lg"
      onClose={close}
      title={t('sequences.enrolTitle', { count: contactIds.length })}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      {sequences.isError ? (
        <Failed error={sequences.error} again={() => void sequences.refetch()} />
      ) : sequences.isPending ? (
        <Waiting rows={2} height={40} />
      ) : offered.length === 0 ? (
        <p>
          {t('sequences.noneToEnrol')}{' '}
          <Link to="/settings/$" params={{ _splat: 'sequences' }}>
            {t('sequences.toSettings')}
          </Link>
        </p>
      ) : (
        <>
          <Select
            label={t('sequences.which')}
            data={offered.map((one) => ({ value: one.id, label: one.name }))}
            value={id}
            allowDeselect={false}
            data-autofocus
            onChange={setChosen}
          />
          {id !== null &&
            (preview.isError ? (
              <Failed error={preview.error} again={() => void preview.refetch()} />
            ) : preview.data ? (
              <Previewed preview={preview.data} />
            ) : (
              <Waiting rows={3} height={48} />
            ))}
          <div className={css.foot}>
            <Button disabled={fit.length === 0} loading={isBusy} onClick={() => void enrol()}>
              {t('sequences.enrolNow', { count: fit.length })}
            </Button>
            <Button variant="subtle" color="gray" onClick={close}>
              {t('state.cancel')}
            </Button>
          </div>
        </>
      )}
    </Modal>
  )
}

function Previewed({ preview: { rows, dueAt, isToMany } }: { preview: Preview }) {
  const { t, language } = useWords()
  return (
    <>
      <p className={`${css.muted} ${css.said}`}>
        {dueAt && t('sequences.firstAt', { at: dayAndTime(new Date(dueAt), language) })}{' '}
        {isToMany && t('sequences.toMany')}
      </p>
      <ul className={css.preview} aria-label={t('sequences.preview')}>
        {rows.map((row) => (
          <li key={row.contactId} data-out={row.refusal !== null || undefined}>
            <details>
              <summary>
                <span className={css.who}>{row.name || t('sequences.unseen')}</span>{' '}
                <span className={css.muted}>
                  {row.refusal ? t(`sequences.refusal.${row.refusal}`) : row.address}
                  {row.unfilled.length > 0 && ` · ${t('sequences.unfilled', { names: row.unfilled.join(', ') })}`}
                </span>
              </summary>
              {row.refusal === null && (
                <div className={css.sheet}>
                  <p className={css.subject}>{row.subject}</p>
                  <p className={css.text}>{row.text}</p>
                </div>
              )}
            </details>
          </li>
        ))}
      </ul>
    </>
  )
}
