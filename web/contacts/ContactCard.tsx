// The contact beside the conversation: who it is, and what they wrote about before.
import { ActionIcon, Anchor } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { useNow } from '../shell/now.ts'
import { NotYet } from '../shell/states.tsx'
import { Glance } from '../timeline/Glance.tsx'
import { LoggedOn } from '../timeline/LoggedOn.tsx'
import { WholeTimeline } from '../timeline/WholeTimeline.tsx'
import { AboutTasks } from '../tasks/AboutTasks.tsx'
import { AboutDeals } from '../deals/LazyAboutDeals.tsx'
import { exactly, shortAgo } from '../when.ts'
import { useWords } from '../words.ts'
import { CardFields } from './CardFields.tsx'
import { languageName } from './language-names.ts'
import { contactQuery } from './queries.ts'
import { Offers } from './Offers.tsx'
import { Suppressions } from './Suppressions.tsx'
import css from './contact-card.module.css'

export function ContactCard({
  contactId,
  conversation,
  close,
}: {
  contactId: string
  conversation?: Conversation
  close?: () => void
}) {
  const { t, tOr, language } = useWords()
  const now = useNow()
  const contact = useQuery(contactQuery(contactId))
  if (contact.data === undefined)
    return (
      <aside className={css.card} aria-label={t('contact.label')}>
        <NotYet query={contact} rows={4} height={56} />
      </aside>
    )
  const {
    name,
    addresses,
    title,
    phone,
    website,
    postalAddress,
    company,
    language: spoken,
    conversations,
    conversationCount,
    createdAt,
  } = contact.data
  const shownName = name || addresses[0] || ''
  const others = conversations.filter((one) => one.id !== conversation?.id)
  const strangers = conversation?.participants.filter((one) => one.role !== 'requester') ?? []
  return (
    <aside className={css.card} data-over={close ? true : undefined} aria-label={t('contact.label')}>
      {close && (
        <ActionIcon className={css.close} size={36} onClick={close} aria-label={t('state.close')}>
          <IconX size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      )}
      <div className={css.face}>
        <Avatar name={shownName} size={40} />
        <div className={css.names}>
          <h3 className={css.name}>{shownName}</h3>
          {title && <p className={css.muted}>{title}</p>}
          {company && <p className={css.muted}>{company.name}</p>}
        </div>
      </div>
      <dl className={css.facts}>
        <dt>{t('contact.addresses')}</dt>
        <dd>
          {addresses.map((address) => (
            <span key={address} className={css.address}>
              {address}
            </span>
          ))}
        </dd>
        {phone && (
          <>
            <dt>{t('contact.phone')}</dt>
            <dd>
              <Anchor href={`tel:${phone}`}>{phone}</Anchor>
            </dd>
          </>
        )}
        {website && (
          <>
            <dt>{t('contact.website')}</dt>
            <dd className={css.address}>
              <Anchor href={linkTo(website)} target="_blank" rel="noopener noreferrer nofollow">
                {website}
              </Anchor>
            </dd>
          </>
        )}
        {postalAddress && (
          <>
            <dt>{t('contact.postalAddress')}</dt>
            <dd className={css.lines}>{postalAddress}</dd>
          </>
        )}
        {spoken && (
          <>
            <dt>{t('contact.language')}</dt>
            <dd>{languageName(spoken, language)}</dd>
          </>
        )}
        <dt>{t('contact.since')}</dt>
        <dd title={exactly(createdAt, language)}>{shortAgo(createdAt, now, language)}</dd>
      </dl>
      <Glance subject={{ noun: 'contact', id: contactId }} />
      <WholeTimeline subject={{ noun: 'contact', id: contactId }} />
      <CardFields card={contact.data} {...(conversation && { conversation })} />
      <Suppressions contactId={contactId} />
      <Offers contact={contact.data} />
      <AboutDeals contactId={contactId} companyId={company?.id} conversation={conversation} />
      <AboutTasks about={{ contactId }} beside={conversation?.id} />
      {strangers.length > 0 && (
        <>
          <h4 className={css.heading}>{t('contact.others')}</h4>
          <ul className={css.list}>
            {strangers.map((one) => (
              <li key={one.address}>
                <span className={css.address}>{one.name || one.address}</span>{' '}
                <span className={css.muted}>{t(`contact.role.${one.role}` as 'contact.role.cc')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h4 className={css.heading}>
        {t('contact.before', { count: Math.max(conversationCount - (conversation ? 1 : 0), 0) })}
      </h4>
      <ul className={css.list}>
        {others.map((one) => (
          <li key={one.id}>
            <Link to="/inbox/$view/$id" params={{ view: 'all', id: one.id }} search={{}} className={css.past}>
              <span className={css.subject}>{one.subject || t('conversation.noSubject')}</span>
              <span className={css.muted}>
                {tOr(`status.${one.status}`, one.status)} ·{' '}
                <time dateTime={one.lastMessageAt}>{shortAgo(one.lastMessageAt, now, language)}</time>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {conversation && <LoggedOn conversationId={conversation.id} />}
    </aside>
  )
}

/** Only ever a web address, whatever was written. */
function linkTo(website: string): string {
  return /^https?:\/\//i.test(website) ? website : `https://${website}`
}
