// What settings there are, in the order of the navigation, and who may look at each.
import {
  IconAddressBook,
  IconCalendarEvent,
  IconCalendarTime,
  IconClipboardCheck,
  IconHourglass,
  IconForms,
  IconInbox,
  IconKey,
  IconKeyboard,
  IconChecklist,
  IconMailbox,
  IconMessage2Bolt,
  IconRoute,
  IconSend2,
  IconServer,
  IconSparkles,
  IconStatusChange,
  IconTags,
  IconTimelineEvent,
  IconUser,
  IconUserShare,
  IconUsers,
  IconWebhook,
  type Icon,
} from '@tabler/icons-react'
import { lazy, type ComponentType } from 'react'
import { COMMAND_WORDS } from '../shell/commands.ts'
import { withWords, type WordKey } from '../words.ts'

export interface SectionProps {
  /** The address below the section: `['42']` of `/settings/rules/42`. */
  path: string[]
}
export interface Section {
  slug: string
  label: WordKey
  icon: Icon
  /** A permission; null: everybody has this page. */
  may: string | null
  page: ComponentType<SectionProps>
}

export const sections: Section[] = [
  {
    slug: 'profile',
    label: 'settings.profile',
    icon: IconUser,
    may: null,
    page: lazy(() => withWords(import('./profile/Profile.tsx'), 'together').then((at) => ({ default: at.Profile }))),
  },
  {
    slug: 'keys',
    label: 'settings.keys',
    icon: IconKeyboard,
    may: null,
    page: lazy(() => withWords(import('./keys/OwnKeys.tsx'), ...COMMAND_WORDS).then((at) => ({ default: at.OwnKeys }))),
  },
  {
    slug: 'people',
    label: 'settings.people',
    icon: IconUsers,
    may: 'user.read',
    page: lazy(() => import('./people/People.tsx').then((at) => ({ default: at.People }))),
  },
  {
    slug: 'inboxes',
    label: 'settings.inboxes',
    icon: IconInbox,
    may: 'inbox.read',
    page: lazy(() => withWords(import('./inboxes/Inboxes.tsx'), 'together').then((at) => ({ default: at.Inboxes }))),
  },
  {
    slug: 'checks',
    label: 'settings.checks',
    icon: IconChecklist,
    may: 'inbox.read',
    page: lazy(() => import('./checks/Checks.tsx').then((at) => ({ default: at.Checks }))),
  },
  {
    slug: 'logging',
    label: 'settings.logging',
    icon: IconTimelineEvent,
    may: 'contact.read',
    page: lazy(() => import('./logging/Logging.tsx').then((at) => ({ default: at.Logging }))),
  },
  {
    slug: 'mailboxes',
    label: 'settings.mailboxes',
    icon: IconMailbox,
    may: 'mailbox.configure',
    page: lazy(() => import('./mailboxes/Mailboxes.tsx').then((at) => ({ default: at.Mailboxes }))),
  },
  {
    slug: 'books',
    label: 'settings.books',
    icon: IconAddressBook,
    may: 'contact.write',
    page: lazy(() => withWords(import('./books/Books.tsx'), 'books').then((at) => ({ default: at.Books }))),
  },
  {
    slug: 'calendars',
    label: 'settings.calendars',
    icon: IconCalendarEvent,
    may: 'contact.write',
    page: lazy(() =>
      withWords(import('./calendars/Calendars.tsx'), 'calendars').then((at) => ({ default: at.Calendars })),
    ),
  },
  {
    slug: 'macros',
    label: 'settings.macros',
    icon: IconMessage2Bolt,
    may: 'macro.read',
    page: lazy(() => import('./macros/Macros.tsx').then((at) => ({ default: at.Macros }))),
  },
  {
    slug: 'sequences',
    label: 'settings.sequences',
    icon: IconSend2,
    may: 'sequence.read',
    page: lazy(() => withWords(import('./sequences/Sequences.tsx'), 'sequences').then((at) => ({ default: at.Sequences }))), // prettier-ignore
  },
  {
    slug: 'rules',
    label: 'settings.rules',
    icon: IconRoute,
    may: 'rule.read',
    page: lazy(() => import('./rules/Rules.tsx').then((at) => ({ default: at.Rules }))),
  },
  {
    slug: 'assignment',
    label: 'settings.assignment',
    icon: IconUserShare,
    may: 'user.read',
    page: lazy(() => import('./assignment/Assignment.tsx').then((at) => ({ default: at.Assignment }))),
  },
  {
    slug: 'sla',
    label: 'settings.sla',
    icon: IconHourglass,
    may: 'rule.read',
    page: lazy(() => import('./sla/SlaPolicies.tsx').then((at) => ({ default: at.SlaPolicies }))),
  },
  {
    slug: 'categories',
    label: 'settings.categories',
    icon: IconTags,
    may: 'conversation.read',
    page: lazy(() => import('./categories/Categories.tsx').then((at) => ({ default: at.Categories }))),
  },
  {
    slug: 'fields',
    label: 'settings.fields',
    icon: IconForms,
    may: 'conversation.read',
    page: lazy(() => import('./fields/Fields.tsx').then((at) => ({ default: at.Fields }))),
  },
  {
    slug: 'statuses',
    label: 'settings.statuses',
    icon: IconStatusChange,
    may: 'conversation.read',
    page: lazy(() => import('./statuses/Statuses.tsx').then((at) => ({ default: at.Statuses }))),
  },
  {
    slug: 'learning',
    label: 'settings.learning',
    icon: IconSparkles,
    may: 'rule.read',
    page: lazy(() => import('./learning/Learning.tsx').then((at) => ({ default: at.Learning }))),
  },
  {
    slug: 'audit',
    label: 'settings.audit',
    icon: IconClipboardCheck,
    may: 'audit.read',
    page: lazy(() => import('./audit/Audits.tsx').then((at) => ({ default: at.Audits }))),
  },
  {
    slug: 'hours',
    label: 'settings.hours',
    icon: IconCalendarTime,
    may: 'inbox.read',
    page: lazy(() => import('./hours/Hours.tsx').then((at) => ({ default: at.Hours }))),
  },
  {
    slug: 'tokens',
    label: 'settings.tokens',
    icon: IconKey,
    may: 'token.manage',
    page: lazy(() => import('./tokens/Tokens.tsx').then((at) => ({ default: at.Tokens }))),
  },
  {
    slug: 'webhooks',
    label: 'settings.webhooks',
    icon: IconWebhook,
    may: 'webhook.manage',
    page: lazy(() => withWords(import('./webhooks/Webhooks.tsx'), 'webhooks').then((at) => ({ default: at.Webhooks }))),
  },
  {
    slug: 'system',
    label: 'settings.system',
    icon: IconServer,
    may: 'job.read',
    page: lazy(() => import('./system/System.tsx').then((at) => ({ default: at.System }))),
  },
]
