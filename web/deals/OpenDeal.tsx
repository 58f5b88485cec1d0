// Opening a deal: what it is called, how much, when; from a conversation with its customer along. The rest is on its page.
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { openDeal } from '../../src/desk/deals/deals.api.ts'
import { call } from '../call.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './deals.module.css'
import { readAmount } from './money.ts'
import { pipelinesQuery } from './pipelines.ts'

export interface OpenFrom {
  conversationId?: string
  contactId?: string
  companyId?: string | undefined
  name?: string
  stageId?: string
}

export function OpenDeal({ from, close, stay }: { from: OpenFrom; close: () => void; stay?: boolean }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { data: all = [] } = useQuery(pipelinesQuery)
  const pipelines = all.filter((one) => !one.isArchived)
  const stages = pipelines.flatMap((one) => one.stages.filter((stage) => stage.kind === 'open').map((stage) => ({ ...stage, pipeline: one }))) // prettier-ignore
  const [name, setName] = useState(from.name ?? '')
  const [stageId, setStage] = useState(from.stageId ?? '')
  const [amount, setAmount] = useState('')
  const [expectedOn, setExpected] = useState('')
  const [isSending, setSending] = useState(false)
  const stage = stages.find((one) => one.id === stageId) ?? stages[0]
  const currency = stage?.pipeline.currency ?? 'EUR'
  const read = readAmount(amount, currency)
  const isWrong = Number.isNaN(read)

  async function send() {
    if (!name.trim() || isWrong || !stage) return
    setSending(true)
    try {
      const deal = await call(openDeal, {
        name,
        stageId: stage.id,
        amount: read,
        expectedOn: expectedOn || null,
        ...(from.conversationId && { conversationId: from.conversationId }),
        ...(from.contactId && { contacts: [{ contactId: from.contactId }] }),
        ...(from.companyId && { companyId: from.companyId }),
      })
      void client.invalidateQueries({ queryKey: ['deal'] })
      close()
      if (stay) sayDone(t('deals.opened', { name: deal.name }))
      else void navigate({ to: '/deals/$id', params: { id: deal.id } })
    } catch (error) {
      sayFailed(error)
      setSending(false)
    }
  }
  return (
    <Modal opened onClose={close} title={t('deals.open')} closeButtonProps={{ 'aria-label': t('state.close') }}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <TextInput
          label={t('deals.name')}
          placeholder={t('deals.nameHint')}
          required
          maxLength={200}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={css.pair}>
          <TextInput
            label={t('deals.amountIn', { currency })}
            inputMode="decimal"
            value={amount}
            error={isWrong ? t('deals.amountWrong') : null}
            onChange={(event) => setAmount(event.currentTarget.value)}
          />
          <TextInput
            label={t('deals.expected')}
            type="date"
            value={expectedOn}
            onChange={(event) => setExpected(event.currentTarget.value)}
          />
        </div>
        <NativeSelect
          label={t('deals.stage')}
          value={stage?.id ?? ''}
          onChange={(event) => setStage(event.currentTarget.value)}
          data={pipelines.map((one) => ({
            group: one.name,
            items: one.stages
              .filter(({ kind }) => kind === 'open')
              .map(({ id, name: label }) => ({ value: id, label })),
          }))}
        />
        {from.conversationId && <p className={css.hint}>{t('deals.takesAlong')}</p>}
        <div className={css.buttons}>
          <Button variant="subtle" color="gray" onClick={close}>
            {t('deals.cancel')}
          </Button>
          <Button type="submit" loading={isSending} disabled={!name.trim() || isWrong || !stage}>
            {t('deals.openIt')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
