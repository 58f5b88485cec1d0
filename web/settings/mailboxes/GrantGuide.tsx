// What has to be made at Google or Microsoft before anybody can let Postroom in: step by step, with what they ask for to copy.
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { bookScopes } from '../../../src/desk/books/books.api.ts'
import { providers } from '../../../src/desk/mailboxes/grants.api.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import css from './guide.module.css'

const consoles = {
  google: 'https://console.cloud.google.com/auth/clients',
  microsoft: 'https://entra.microsoft.com/',
} as const

export const redirectAddress = () => `${window.location.origin}/settings/mailboxes/consent`

/** `book`: of contacts instead of mail. */
export function GrantGuide({ provider, book }: { provider: 'google' | 'microsoft'; book?: { redirect: string } }) {
  const { t } = useWords()
  const scope = book ? bookScopes[provider] : providers[provider].scope
  const redirect = book?.redirect ?? redirectAddress()
  const steps: Record<typeof provider, ReactNode[]> = {
    google: [
      t('guide.google.project'),
      <Given key="redirect" words={t('guide.google.client')} value={redirect} />,
      <Given key="scope" words={t('guide.google.scope')} value={scope} />,
      t(book ? 'guide.google.people' : 'guide.google.imap'),
    ],
    microsoft: [
      t('guide.microsoft.app'),
      <Given key="redirect" words={t('guide.microsoft.client')} value={redirect} />,
      <Given key="scope" words={t('guide.microsoft.scope')} value={scope} />,
      t('guide.microsoft.secret'),
      ...(book ? [] : [t('guide.microsoft.imap')]),
    ],
  }
  return (
    <section className={css.guide} aria-labelledby="guide-title">
      <header className={css.head}>
        <h2 id="guide-title">{t('guide.title', { provider: t(`grant.${provider}`) })}</h2>
        <Button component="a" href={consoles[provider]} target="_blank" rel="noreferrer" variant="default" size="xs">
          {t('guide.open')}
        </Button>
      </header>
      <ol>
        {[...steps[provider], t('guide.enter')].map((step, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- the steps never change places
          <li key={at}>{step}</li>
        ))}
      </ol>
    </section>
  )
}

function Given({ words, value }: { words: string; value: string }) {
  const { t } = useWords()
  return (
    <>
      {words}
      <span className={css.given}>
        <code>{value}</code>
        <Button
          variant="default"
          size="compact-xs"
          aria-label={`${t('guide.copy')}: ${value}`}
          onClick={() => void navigator.clipboard.writeText(value).then(() => sayDone(t('guide.copied')))}
        >
          {t('guide.copy')}
        </Button>
      </span>
    </>
  )
}
