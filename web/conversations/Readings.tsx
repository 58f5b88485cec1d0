// As what the newest mail was read: one line, and behind it each reading with how sure it is and the words that decided it.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import type { Reading, Suggestion } from '../../src/desk/readings/readings.api.ts'
import type { Reason } from '../../src/desk/reasons.api.ts'
import { reasonInWords, useReasons } from '../reasons.ts'
import { useCategoryNames } from './category-names.ts'
import { percentOf } from '../when.ts'
import { useWords, type Words } from '../words.ts'
import css from './because.module.css'
import { Folding } from './Folding.tsx'

export function Readings({ conversation: { reading } }: { conversation: Conversation }) {
  const words = useWords()
  const nameOf = useCategoryNames()
  if (!reading) return null
  return (
    <Folding word={words.t('reading.word')} sentence={inShort(reading, words, nameOf).join(' · ')}>
      {() => <ReadingList reading={reading} />}
    </Folding>
  )
}

function inShort(reading: Reading, { t }: Words, nameOf: (id: string) => string): string[] {
  const { category, frustration, intents, entities, origin, needsReply, twin } = reading
  const [first] = category?.guesses ?? []
  const orders = entities.filter((one) => one.kind === 'order')
  return [
    ...(origin.value === 'person' ? [] : [t(`origin.${origin.value}`)]),
    ...(first ? [t('reading.guess', { name: nameOf(first.value), band: t(`band.${first.band}`) })] : []),
    ...intents.slice(0, 2).map(({ intent }) => t(`intent.${intent}`)),
    ...(frustration ? [t('reading.frustrated')] : []),
    ...orders.slice(0, 2).map(({ value }) => value),
    ...(twin ? [t('reading.twinShort', { number: twin.number })] : []),
    t(needsReply.value ? 'reading.needsReply' : 'reading.needsNoReply'),
  ]
}

export function ReadingList({ reading }: { reading: Reading }) {
  const { t, language } = useWords()
  const nameOf = useCategoryNames()
  const { category, priority, frustration, intents, keyPhrases, entities, origin, needsReply, twin, applied } = reading
  const percent = percentOf(language, 0)
  const line = (key: string, name: string, said: ReactNode, why?: Why) => (
    <li key={key}>
      <b>{name}</b>: {said}
      {why && (why.evidence.length > 0 || why.because !== null) && (
        <>
          {' – '}
          <Deciding why={why} />
        </>
      )}
    </li>
  )
  const suggestion = (key: 'category' | 'priority', of: Suggestion, name: (value: string) => string) =>
    line(
      key,
      t(`field.${key}`),
      <>
        {of.guesses
          .map(({ value, band }) => t('reading.guess', { name: name(value), band: t(`band.${band}`) }))
          .join(', ')}
        {applied.includes(key) && ` (${t('reading.applied')})`}
        {of.isUnlike && ` (${t('reading.unlike')})`}
      </>,
      { evidence: of.evidence, because: null },
    )
  return (
    <ul className={css.readings}>
      {category && suggestion('category', category, nameOf)}
      {priority && suggestion('priority', priority, (value) => t(`priority.${value as 'low'}`))}
      {frustration && line('frustration', t('reading.feeling'), t('reading.frustrated'), frustration)}
      {intents.map((one) => line(one.intent, t('reading.wants'), t(`intent.${one.intent}`), one))}
      {entities.length > 0 &&
        line(
          'entities',
          t('reading.names'),
          entities.map(({ kind, value }) => t('reading.entity', { kind: t(`entity.${kind}`), value })).join(', '),
        )}
      {keyPhrases.length > 0 && line('phrases', t('reading.about'), keyPhrases.join(', '))}
      {line('origin', t('reading.from'), t(`origin.${origin.value}`), origin)}
      {line(
        'reply',
        t('reading.reply'),
        t(needsReply.value ? 'reading.needsReply' : 'reading.needsNoReply'),
        needsReply,
      )}
      {twin &&
        line(
          'twin',
          t('reading.twin'),
          <Link to="/inbox/$view/$id" params={{ view: 'all', id: twin.conversationId }}>
            {t('reading.twinOf', { number: twin.number, subject: twin.subject, percent: percent(twin.likeness) })}
          </Link>,
        )}
    </ul>
  )
}

interface Why {
  evidence: { words: string }[]
  because: string | null
  reason?: Reason[]
}

/** The words stand as they were written, and are marked. */
export function Deciding({ why: { evidence, because, reason } }: { why: Why }) {
  const words = useReasons()
  const { t } = words
  if (evidence.length === 0 && !because) return null
  return (
    <>
      {because === null ? t('reading.by') : reasonInWords(reason, because, words)}{' '}
      {evidence.map(({ words: found }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- the same words may decide twice
        <span key={at}>
          <mark>{found}</mark>{' '}
        </span>
      ))}
    </>
  )
}
