// Before all that a list holds are changed: how many, where, whose, and the newest of them. Then the server goes on by itself.
import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Bulk } from '../../src/desk/bulk/bulk.api.ts'
import type { Filters } from '../conversations/queries.ts'
import { useInboxes } from '../session/session.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { counted } from '../when.ts'
import { useWords } from '../words.ts'
import css from './bulk-all.module.css'
import { useDeed } from './deed.ts'
import { previewQuery, useBulkChanges } from './queries.ts'

export function BulkAll({
  filters,
  change,
  close,
}: {
  filters: Filters
  change: Bulk
  close: (begun: boolean) => void
}) {
  const { t, language } = useWords()
  const deed = useDeed()(change)
  const { byId } = useInboxes()
  const preview = useQuery(previewQuery(filters))
  const { begin } = useBulkChanges()
  const run = (asOf: string) => begin.mutate({ change, filters, asOf }, { onSuccess: () => close(true) })
  return (
    <Modal
      opened
      onClose={() => close(false)}
      title={deed}
      closeButtonProps={{ 'aria-label': t('state.close') }}
      aria-label={t('bulk.preview')}
    >
      {preview.isPending ? (
        <Waiting rows={3} height={32} />
      ) : preview.isError ? (
        <Failed error={preview.error} again={() => void preview.refetch()} />
      ) : (
        <div className={css.preview}>
          <p className={css.count}>{t('bulk.reaches', { count: preview.data.count })}</p>
          {preview.data.inboxes.length > 0 && (
            <ul className={css.inboxes}>
              {preview.data.inboxes.map(({ inboxId, count }) => (
                <li key={inboxId}>
                  {t('bulk.inInbox', { count: counted(count, language), name: byId.get(inboxId)?.name ?? '?' })}
                </li>
              ))}
            </ul>
          )}
          {preview.data.isMore && <p className={css.caution}>{t('bulk.isMore')}</p>}
          {preview.data.others > 0 && <p className={css.caution}>{t('bulk.others', { count: preview.data.others })}</p>}
          {preview.data.newest.length > 0 && (
            <>
              <h3 className={css.heading}>{t('bulk.newest')}</h3>
              <ul className={css.newest}>
                {preview.data.newest.map((row) => (
                  <li key={row.id}>
                    <span className={css.who}>{row.from.name || row.from.address}</span>{' '}
                    {row.subject || t('conversation.noSubject')}
                  </li>
                ))}
              </ul>
              <p className={css.muted}>{t('bulk.stays')}</p>
              <Button data-autofocus loading={begin.isPending} onClick={() => run(preview.data.asOf)}>
                {t('bulk.begin', { deed, count: new Intl.NumberFormat(language).format(preview.data.count) })}
              </Button>
            </>
          )}
        </div>
      )}
    </Modal>
  )
}
