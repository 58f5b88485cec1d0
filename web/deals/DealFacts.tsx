// What a deal is worth, when it is to be won and how likely, edited in place; and where it came from.
import { NativeSelect, TagsInput, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useUsers } from '../session/session.ts'
import { exactly, shortAgo } from '../when.ts'
import { useWords } from '../words.ts'
import css from './deal.module.css'
import { decimalsOf, inMoney, readAmount, writtenAmount } from './money.ts'
import { useDealChange, type WholeDeal } from './queries.ts'

/** Offered first; any other may be written through the API. */
const FIRST = ['EUR', 'USD', 'GBP', 'CHF', 'AZN', 'TRY', 'JPY']

export function DealFacts({ deal, isReadOnly, now }: { deal: WholeDeal; isReadOnly: boolean; now: Date }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const { mutate } = useDealChange()
  const { id } = deal
  const by = deal.because ?? (deal.openedById && byId.get(deal.openedById)?.name) ?? t('event.postroom')
  const weighted = deal.amount === null ? null : Math.round((deal.amount * deal.probability) / 100)
  return (
    <section className={css.facts} aria-label={t('deals.facts')}>
      <Amount key={`${deal.amount} ${deal.currency}`} deal={deal} isReadOnly={isReadOnly} />
      <TextInput
        key={`on ${deal.expectedOn}`}
        size="xs"
        type="date"
        label={t('deals.expected')}
        readOnly={isReadOnly}
        defaultValue={deal.expectedOn ?? ''}
        onBlur={(event) => {
          const expectedOn = event.currentTarget.value || null
          if (expectedOn !== deal.expectedOn) mutate({ id, expectedOn })
        }}
      />
      <TextInput
        key={`likely ${deal.ownProbability}`}
        size="xs"
        type="number"
        min={0}
        max={100}
        label={t('deals.probability')}
        placeholder={String(deal.probability)}
        readOnly={isReadOnly || deal.kind !== 'open'}
        defaultValue={deal.ownProbability ?? ''}
        onBlur={(event) => {
          const { value } = event.currentTarget
          const ownProbability = value === '' ? null : Math.min(100, Math.max(0, Math.round(Number(value))))
          if (ownProbability !== deal.ownProbability) mutate({ id, ownProbability })
        }}
      />
      <TagsInput
        className={css.wide}
        size="xs"
        label={t('field.tags')}
        value={deal.tags}
        maxTags={20}
        readOnly={isReadOnly}
        acceptValueOnBlur
        onChange={(tags) => mutate({ id, tags })}
      />
      <p className={css.wide}>
        {weighted !== null && deal.kind === 'open' && (
          <>{t('deals.worth', { amount: inMoney(weighted, deal.currency, language), percent: deal.probability })} </>
        )}
        {deal.kind === 'lost' && deal.lostReason && <>{t('deals.lostFor', { reason: deal.lostReason })} </>}
        <span className={css.quiet}>
          {t('deals.openedBy', { by })}{' '}
          <time dateTime={deal.createdAt} title={exactly(deal.createdAt, language)}>
            {shortAgo(deal.createdAt, now, language)}
          </time>
          {deal.conversation && (
            <>
              {' · '}
              <Link to="/inbox/$view/$id" params={{ view: 'all', id: deal.conversation.id }} search={{}}>
                {deal.conversation.subject || t('conversation.noSubject')}
              </Link>
            </>
          )}
        </span>
      </p>
    </section>
  )
}

function Amount({ deal, isReadOnly }: { deal: WholeDeal; isReadOnly: boolean }) {
  const { t } = useWords()
  const { mutate } = useDealChange()
  const [text, setText] = useState(writtenAmount(deal.amount, deal.currency))
  const read = readAmount(text, deal.currency)
  const isWrong = Number.isNaN(read)
  return (
    <div className={css.amount}>
      <TextInput
        size="xs"
        label={t('deals.amount')}
        inputMode="decimal"
        readOnly={isReadOnly}
        value={text}
        error={isWrong ? t('deals.amountWrong') : null}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => !isWrong && read !== deal.amount && mutate({ id: deal.id, amount: read })}
      />
      <NativeSelect
        size="xs"
        label={t('deals.currency')}
        disabled={isReadOnly}
        value={deal.currency}
        data={[...new Set([deal.currency, ...FIRST])]}
        onChange={(event) => {
          const currency = event.currentTarget.value
          // Nineteen euros become nineteen yen, not nineteen hundred.
          const shift = 10 ** (decimalsOf(currency) - decimalsOf(deal.currency))
          mutate({ id: deal.id, currency, ...(deal.amount !== null && { amount: Math.round(deal.amount * shift) }) })
        }}
      />
    </div>
  )
}
