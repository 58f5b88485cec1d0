// How a telephone or a mail program is given Postroom's own address book: an address and an API token.
import { useHere } from '../../session/session.ts'
import { useWords } from '../../words.ts'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Part } from '../frame/Page.tsx'
import css from './books.module.css'

export function OwnBook() {
  const { t } = useWords()
  const { may } = useHere()
  return (
    <Part
      title={t('book.own')}
      hint={t('book.ownHint')}
      actions={
        may('token.manage') && (
          <LinkButton page="tokens/new" variant="default">
            {t('book.ownToken')}
          </LinkButton>
        )
      }
    >
      <dl className={css.facts}>
        <dt>{t('book.ownServer')}</dt>
        <dd>
          <code>{window.location.origin}/dav/</code>
        </dd>
        <dt>{t('mailbox.username')}</dt>
        <dd>{t('book.ownAnything')}</dd>
        <dt>{t('signIn.password')}</dt>
        <dd>{t('book.ownPassword')}</dd>
      </dl>
    </Part>
  )
}
