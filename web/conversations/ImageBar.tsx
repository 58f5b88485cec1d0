// Above a mail that names images elsewhere: how many wait, whether they are shown, and that nobody was told on.
import { Button } from '@mantine/core'
import type { Message } from '../../src/desk/conversations/conversations.api.ts'
import { useHere } from '../session/session.ts'
import { useWords } from '../words.ts'
import css from './message-body.module.css'
import { useImageWish, type RemoteImages } from './remote-images.ts'

export function ImageBar({ message, images }: { message: Message; images: RemoteImages }) {
  const { t } = useWords()
  const { may } = useHere()
  const wish = useImageWish(message)
  const { count, trackers, missed, found } = images
  const { because = null, isForbidden = false, canTrust = false } = message.remoteImages ?? {}
  const sender = message.from[0]?.address ?? ''
  const isWaiting = because === null && count > 0
  const isComing = because !== null && found.size + missed < count
  const told = [
    isWaiting && t(isForbidden ? 'images.forbidden' : 'images.waiting', { count }),
    because === 'sender' && count > 0 && t('images.trusted', { address: sender }),
    isComing && t('images.coming', { done: found.size, count }),
    !isComing && missed > 0 && t('images.missed', { count: missed }),
    trackers.size > 0 && t('images.trackers', { count: trackers.size }),
  ].filter((one) => one !== false)
  const mayAsk = isWaiting && !isForbidden && may('conversation.change')
  if (told.length === 0) return null
  return (
    <div className={css.blocked} role="status">
      <p className={css.told}>{told.join(' · ')}</p>
      {mayAsk && (
        <Button variant="default" size="compact-sm" loading={wish.isPending} onClick={() => wish.mutate('once')}>
          {t('images.show')}
        </Button>
      )}
      {mayAsk && canTrust && may('sender.trust') && (
        <Button
          variant="subtle"
          size="compact-sm"
          title={sender}
          disabled={wish.isPending}
          onClick={() => wish.mutate('always')}
        >
          {t('images.always')}
        </Button>
      )}
      {because === 'sender' && may('sender.trust') && (
        <Button variant="subtle" size="compact-sm" disabled={wish.isPending} onClick={() => wish.mutate('ask')}>
          {t('images.stop')}
        </Button>
      )}
    </div>
  )
}
