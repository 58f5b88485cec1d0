// The fields of the desk's own on the card beside a conversation: of the conversation, of its contact, of their company.
import type { ContactCard } from '../../src/desk/contacts/contacts.api.ts'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { useChange } from '../conversations/queries.ts'
import { OwnFields } from '../fields/OwnFields.tsx'
import { shownFields, useFields, useSaveOwn } from '../fields/queries.ts'
import { useHere } from '../session/session.ts'
import { useWords } from '../words.ts'
import css from './contact-card.module.css'

export function CardFields({ card, conversation }: { card: ContactCard; conversation?: Conversation }) {
  const { t } = useWords()
  const { may } = useHere()
  const fields = useFields()
  const { mutate } = useChange()
  const { id, company } = card
  const ofContact = useSaveOwn('contact', id, id)
  const ofCompany = useSaveOwn('company', company?.id ?? '', id)
  const mayWrite = may('contact.write')
  const has = (noun: 'conversation' | 'contact' | 'company', values: ContactCard['fields'], inboxId?: string) =>
    shownFields(fields, noun, values, inboxId).length > 0
  return (
    <>
      {conversation && has('conversation', conversation.fields, conversation.inboxId) && (
        <>
          <h4 className={css.heading}>{t('own.ofConversation')}</h4>
          <OwnFields
            noun="conversation"
            values={conversation.fields}
            inboxId={conversation.inboxId}
            isReadOnly={!may('conversation.change')}
            save={(key, value) => mutate({ id: conversation.id, change: { fields: { [key]: value } } })}
          />
        </>
      )}
      {has('contact', card.fields) && (
        <>
          <h4 className={css.heading}>{t('own.ofContact')}</h4>
          <OwnFields
            noun="contact"
            values={card.fields}
            isReadOnly={!mayWrite}
            save={(key, value) => ofContact.mutate({ [key]: value })}
          />
        </>
      )}
      {company && has('company', company.fields) && (
        <>
          <h4 className={css.heading}>{company.name}</h4>
          <OwnFields
            noun="company"
            values={company.fields}
            isReadOnly={!mayWrite}
            save={(key, value) => ofCompany.mutate({ [key]: value })}
          />
        </>
      )}
    </>
  )
}
