import { describe, expect, test } from 'vitest'
import { isAddress, withoutDetail } from './address.ts'
import { ownMessageId, readOwnMessageId, readReplyToken, replyAddress } from './token.ts'

const secret = Buffer.alloc(32, 7)
const otherSecret = Buffer.alloc(32, 8)
const now = new Date('2026-03-01T12:00:00Z')
const conversationId = '157983450239483904'
const later = (days: number): Date => new Date(now.getTime() + days * 86_400_000)
const address = replyAddress({ address: 'Support@desk.example', conversationId, secret, now, days: 30 })

describe('a signed reply address', () => {
  test('is a plus-address of the inbox and names the conversation', () => {
    expect(address).toMatch(/^support\+t-[a-z2-7]{32}@desk\.example$/)
    expect(isAddress(address)).toBe(true)
    expect(withoutDetail(address).address).toBe('support@desk.example')
    expect(readReplyToken(address, secret, now)).toEqual({ conversationId })
    expect(readReplyToken(address.toUpperCase(), secret, now)).toEqual({ conversationId })
  })

  test('ends on its day', () => {
    expect(readReplyToken(address, secret, later(30))).toEqual({ conversationId })
    expect(readReplyToken(address, secret, later(31))).toEqual({ failed: 'expired' })
  })

  test('is forged when any letter of it was changed, or another desk signed it', () => {
    expect(readReplyToken(address, otherSecret, now)).toEqual({ failed: 'forged' })
    for (let i = 'support+t-'.length; i < address.indexOf('@'); i++) {
      const changed = address.slice(0, i) + (address[i] === 'a' ? 'b' : 'a') + address.slice(i + 1)
      expect(readReplyToken(changed, secret, now)).toEqual({ failed: 'forged' })
    }
  })

  test('works for an inbox that already has a detail, for the largest id, and stays plain where there is no room', () => {
    const largest = '18446744073709551615'
    const detailed = replyAddress({ address: 'desk+support@desk.example', conversationId: largest, secret, now })
    expect(readReplyToken(detailed, secret, later(400))).toEqual({ conversationId: largest })
    const long = `${'s'.repeat(40)}@desk.example`
    expect(replyAddress({ address: long, conversationId, secret, now })).toBe(long)
  })

  test.each(['support@desk.example', 'support+news@desk.example', 'support+t-abc@desk.example', 'nonsense', ''])(
    'is not in %j',
    (text) => {
      expect(readReplyToken(text, secret, now)).toBeNull()
    },
  )
})

describe('our own Message-IDs', () => {
  const id = ownMessageId({ conversationId, messageId: '42', domain: 'desk.example', secret })

  test('say which message of which conversation they are, in any capitals, with or without brackets', () => {
    expect(id).toMatch(/^m-[a-z2-7]{42}@desk\.example$/)
    expect(ownMessageId({ conversationId, messageId: '42', domain: 'desk.example', secret })).toBe(id)
    expect(readOwnMessageId(id, secret)).toEqual({ conversationId, messageId: '42' })
    expect(readOwnMessageId(`<${id.toUpperCase()}>`, secret)).toEqual({ conversationId, messageId: '42' })
  })

  test('cannot be made by others, nor from a reply address', () => {
    expect(readOwnMessageId(id, otherSecret)).toBeNull()
    expect(readOwnMessageId(id.replace(/^m-./, id[2] === 'a' ? 'm-b' : 'm-a'), secret)).toBeNull()
    expect(readOwnMessageId(id.replace(/.@/, '7@'), secret)).toBeNull()
    expect(readOwnMessageId('abc@acme.example', secret)).toBeNull()
    expect(readOwnMessageId('', secret)).toBeNull()
  })
})
