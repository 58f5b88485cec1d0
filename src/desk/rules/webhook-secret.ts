// By which a receiver knows that a call is ours: made from the desk's key for each server, so that none can pass for us to another.
import type { Keys } from '../../store/keys.ts'

export function webhookSecret(keys: Pick<Keys, 'hmac'>, url: string): string {
  return keys.hmac('webhook', URL.parse(url)?.origin ?? '').toString('base64url')
}
