// Choosing the colleagues that a conversation is kept to, and opening it to its inbox again.
import { Button, Checkbox, Modal } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { setPrivacy } from '../../src/desk/conversations/privacy.api.ts'
import { call } from '../call.ts'
import { useHere, useUsers } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './merge.module.css'

export function Privacy({ conversation, close }: { conversation: Conversation; close: () => void }) {
  const { t } = useWords()
  const { user } = useHere()
  const { users } = useUsers()
  const client = useQueryClient()
  const { id, keptTo, isPrivate } = conversation
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    new Set(isPrivate ? keptTo.filter((one) => one.until === null).map((one) => one.userId) : [user.id]),
  )
  const [isBusy, setBusy] = useState(false)
  const keep = async (userIds: string[] | null) => {
    setBusy(true)
    try {
      await call(setPrivacy, { id, userIds })
      sayDone(t(userIds ? 'done.restricted' : 'done.unrestricted'))
      close()
    } catch (error) {
      sayFailed(error)
    } finally {
      setBusy(false)
      void client.invalidateQueries({ queryKey: ['conversation'] })
    }
  }
  return (
    <Modal opened onClose={close} title={t('action.privacy')} closeButtonProps={{ 'aria-label': t('state.close') }}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          void keep([...chosen])
        }}
      >
        <Checkbox.Group
          label={t('privacy.who')}
          description={t('privacy.hint')}
          value={[...chosen]}
          onChange={(ids) => setChosen(new Set(ids))}
        >
          <div className={css.people}>
            {users
              .filter((one) => !one.isDisabled || chosen.has(one.id))
              .map((one) => (
                <Checkbox
                  key={one.id}
                  label={one.id === user.id ? t('field.me', { name: one.name }) : one.name}
                  value={one.id}
                  disabled={one.id === user.id}
                />
              ))}
          </div>
        </Checkbox.Group>
        <div className={css.buttons}>
          {isPrivate && (
            <Button variant="default" disabled={isBusy} onClick={() => void keep(null)}>
              {t('privacy.open')}
            </Button>
          )}
          <Button type="submit" loading={isBusy} disabled={chosen.size === 0}>
            {t('privacy.keep')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
