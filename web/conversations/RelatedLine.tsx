// Quietly above what was said: conversations linked with this one, and those that are probably the same matter. `=` unfolds them and goes
// to the first; there Enter looks at it, l links, m merges, x says that it is another matter.
import { ActionIcon, Button, UnstyledButton } from '@mantine/core'
import { IconLink, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import type { Related, Suggested } from '../../src/desk/conversations/links.api.ts'
import { useHere } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { useNow } from '../shell/now.ts'
import { Tip } from '../shell/Tip.tsx'
import { percentOf, shortAgo } from '../when.ts'
import { useWords, type Words } from '../words.ts'
import { useJoining } from './joining.ts'
import css from './related.module.css'
import { relatedQuery, useRelating } from './relating.ts'

/** Whoever goes through a list asks nothing of it. */
const LOOKED_AT_MS = 500

export function RelatedLine({ conversation }: { conversation: Conversation }) {
  const { id } = conversation
  const { t } = useWords()
  const mayChange = useHere().may('conversation.change')
  const [isLookedAt, setLookedAt] = useState(false)
  const [isOpen, setOpen] = useState(false)
  const box = useRef<HTMLElement>(null)
  const region = useId()
  useEffect(() => {
    const timer = setTimeout(() => setLookedAt(true), LOOKED_AT_MS)
    return () => clearTimeout(timer)
  }, [])
  const { data } = useQuery({ ...relatedQuery(id), enabled: isLookedAt })
  const { linked = [], suggested = [] } = data ?? {}
  const [first] = suggested
  const look = () => {
    setOpen(true)
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('a')?.focus())
  }
  useActions(linked.length + suggested.length > 0 ? [{ id: 'action.related', run: look }] : [])
  if (linked.length + suggested.length === 0) return null
  return (
    <section ref={box} className={css.related} aria-label={t('together.title')}>
      {linked.length > 0 && (
        <ul className={css.linked} aria-label={t('together.linkedTitle')}>
          {linked.map((one) => (
            <Linked key={one.id} id={id} one={one} mayChange={mayChange} />
          ))}
        </ul>
      )}
      {first && (
        <Tip label={t('action.related')} does="action.related">
          <UnstyledButton
            className={css.line}
            aria-expanded={isOpen}
            aria-controls={region}
            onClick={() => (isOpen ? setOpen(false) : look())}
          >
            <b>{t('together.probably')}</b>{' '}
            <bdi>{t('together.named', { number: first.number, subject: first.subject })}</bdi>
            {suggested.length > 1 && ` ${t('together.more', { count: suggested.length - 1 })}`}
          </UnstyledButton>
        </Tip>
      )}
      {isOpen && first && (
        <ul id={region} className={css.suggested} aria-label={t('together.probably')}>
          {suggested.map((one) => (
            <Suggestion key={one.id} conversation={conversation} one={one} mayChange={mayChange} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Linked({ id, one, mayChange }: { id: string; one: Related; mayChange: boolean }) {
  const { t } = useWords()
  const relate = useRelating(id)
  const unlink = t('together.unlink', { number: one.number })
  return (
    <li>
      <IconLink size={14} stroke={1.5} aria-hidden />
      <Named one={one} />
      {mayChange && (
        <ActionIcon size={24} aria-label={unlink} title={unlink} onClick={() => void relate(one, 'none')}>
          <IconX size={14} stroke={1.5} aria-hidden />
        </ActionIcon>
      )}
    </li>
  )
}

function Named({ one }: { one: Related }) {
  const { t, language } = useWords()
  const now = useNow()
  return (
    <>
      <Link to="/inbox/$view/$id" params={{ view: 'all', id: one.id }} search={{}} className={css.name}>
        <bdi>{t('together.named', { number: one.number, subject: one.subject || t('conversation.noSubject') })}</bdi>
      </Link>
      <span className={css.muted}>
        {t(`status.${one.status}`)} · <bdi>{one.from.name || one.from.address}</bdi> ·{' '}
        <time dateTime={one.lastMessageAt}>{shortAgo(one.lastMessageAt, now, language)}</time>
      </span>
    </>
  )
}

interface SuggestionProps {
  conversation: Conversation
  one: Suggested
  mayChange: boolean
}

function Suggestion({ conversation, one, mayChange }: SuggestionProps) {
  const words = useWords()
  const { t } = words
  const { join } = useJoining()
  const relate = useRelating(conversation.id)
  const link = () => void relate(one, 'linked')
  const apart = () => void relate(one, 'distinct')
  // The later one is read as part of the one that was there first.
  const isLater = BigInt(conversation.number) > BigInt(one.number)
  const merge = () => void (isLater ? join(conversation.id, one) : join(one.id, conversation))
  const keys: Record<string, (() => void) | undefined> = mayChange ? { l: link, m: one.canMerge ? merge : undefined, x: apart } : {} // prettier-ignore
  const onKeyDown = (event: KeyboardEvent<HTMLLIElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const row = event.currentTarget
    const other = event.key === 'ArrowDown' ? row.nextElementSibling : event.key === 'ArrowUp' ? row.previousElementSibling : null // prettier-ignore
    const act = keys[event.key]
    if (!act && !other) return
    event.preventDefault()
    event.stopPropagation()
    if (act) act()
    else other?.querySelector<HTMLElement>('a')?.focus()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of the link and buttons within
    <li className={css.one} onKeyDown={onKeyDown}>
      <Named one={one} />
      <span className={css.why}>{whyInWords(one, words)}</span>
      {mayChange && (
        <span className={css.acts}>
          <Tip label={t('together.link')} keys="l">
            <Button variant="default" size="compact-xs" onClick={link}>
              {t('together.link')}
            </Button>
          </Tip>
          {one.canMerge && (
            <Tip label={t('merge.button')} keys="m">
              <Button variant="default" size="compact-xs" onClick={merge}>
                {t('merge.button')}
              </Button>
            </Tip>
          )}
          <Tip label={t('together.apart')} keys="x">
            <Button variant="subtle" color="gray" size="compact-xs" onClick={apart}>
              {t('together.apart')}
            </Button>
          </Tip>
        </span>
      )}
    </li>
  )
}

/** E.g. “the same customer, both name 4711”. */
function whyInWords({ whose, because }: Suggested, { t, language }: Words): string {
  const percent = percentOf(language, 0)
  const whys = because.map(({ by, value, likeness }) => t(`together.by.${by}`, { value, percent: percent(likeness ?? 0) })) // prettier-ignore
  return [...(whose === 'other' ? [] : [t(`together.of.${whose}`)]), ...whys].join(', ')
}
