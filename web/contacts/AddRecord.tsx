// Somebody who has not written yet, or a company: a name is enough, the rest is filled in beside the list.
import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addCompany } from '../../src/desk/contacts/companies.api.ts'
import { addContact } from '../../src/desk/contacts/contacts.api.ts'
import { call } from '../call.ts'
import { sayWhy } from '../shell/states.tsx'
import { useWords } from '../words.ts'

interface AddRecordProps {
  noun: 'contact' | 'company'
  close: () => void
  added: (id: string) => void
}

export function AddRecord({ noun, close, added }: AddRecordProps) {
  const words = useWords()
  const { t } = words
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [place, setPlace] = useState('')
  const isContact = noun === 'contact'
  const add = useMutation({
    mutationFn: async (): Promise<{ id: string }> => {
      const at = place.trim()
      return isContact
        ? call(addContact, { name, ...(at && { addresses: [{ address: at }] }) })
        : call(addCompany, { name, ...(at && { domains: [at] }) })
    },
    onSuccess: ({ id }) => {
      close()
      added(id)
    },
    onSettled: () => void client.invalidateQueries({ queryKey: [noun] }),
  })
  return (
    <Modal opened onClose={close} title={t('records.add')} closeButtonProps={{ 'aria-label': t('state.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate()
        }}
      >
        <TextInput
          label={t('contact.name')}
          required
          data-autofocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          mt={8}
          label={t(isContact ? 'records.address' : 'records.domain')}
          value={place}
          error={add.isError ? sayWhy(add.error, words) : undefined}
          onChange={(event) => setPlace(event.currentTarget.value)}
        />
        <Button type="submit" mt={16} loading={add.isPending} disabled={name.trim() === ''}>
          {t('records.add')}
        </Button>
      </form>
    </Modal>
  )
}
