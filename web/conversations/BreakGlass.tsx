// An administrator who looks for a number that is not to be seen: it may be private. They can look in by saying why.
import { Button, Modal, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { breakGlass } from '../../src/desk/conversations/privacy.api.ts'
import { call, Refusal } from '../call.ts'
import { sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './merge.module.css'

const LEAST_WORDS = 10

export function BreakGlass({ number }: { number: string }) {
  const { t } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const look = useMutation({
    mutationFn: () => call(breakGlass, { number, reason: reason.trim() }),
    onSuccess: async ({ id }) => {
      setOpen(false)
      await client.invalidateQueries({ queryKey: ['conversation'] })
      await navigate({ to: '/inbox/$view/$id', params: { view: 'all', id }, search: {} })
    },
    onError: (error) => {
      if (!(error instanceof Refusal && error.status === 404)) sayFailed(error)
    },
  })
  return (
    <>
      <Button variant="subtle" size="compact-sm" onClick={() => setOpen(true)}>
        {t('glass.look', { number })}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('glass.look', { number })}
        closeButtonProps={{ 'aria-label': t('state.close') }}
      >
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault()
            look.mutate()
          }}
        >
          <Textarea
            data-autofocus
            label={t('glass.reason')}
            description={t('glass.hint')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={look.error instanceof Refusal && look.error.status === 404 ? t('glass.none') : null}
          />
          <div className={css.buttons}>
            <Button variant="default" onClick={() => setOpen(false)}>
              {t('state.cancel')}
            </Button>
            <Button type="submit" disabled={reason.trim().length < LEAST_WORDS} loading={look.isPending}>
              {t('glass.button')}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  )
}
