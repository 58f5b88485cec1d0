import { describe, expect, test } from 'vitest'
import { decideThread, groupKeys, messageIdsIn, normalizeMessageId, threadKeys } from './threading.ts'
import type { ThreadCandidate, ThreadKeys } from './threading.ts'
import { ownMessageId, replyAddress } from './token.ts'

const secret = Buffer.alloc(32, 7)
const now = new Date('2026-03-01T12:00:00Z')
const ago = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
const mail = {
  messageId: 'new@acme.example',
  inReplyTo: [],
  references: [],
  subject: '',
  recipients: ['support@desk.example'],
}
const keysOf = (change: Partial<typeof mail> | Record<string, unknown>): ThreadKeys =>
  threadKeys({ ...mail, ...change }, { secret, now })

test('Message-IDs are found with and without brackets, folded, glued and with words between', () => {
  expect(messageIdsIn('<a@b.example><c@D.example>\r\n <e@f.example>')).toEqual([
    'a@b.example',
    'c@d.example',
    'e@f.example',
  ])
  expect(messageIdsIn('Your mail of Monday <a@b.example>')).toEqual(['a@b.example'])
  expect(messageIdsIn('a@b.example, c@d.example')).toEqual(['a@b.example', 'c@d.example'])
  expect(messageIdsIn('nothing here')).toEqual([])
  expect(normalizeMessageId(' <Ab@B.EXAMPLE> ')).toBe('Ab@b.example')
  expect(normalizeMessageId('<>')).toBeNull()
  expect(normalizeMessageId('x'.repeat(2000))).toBeNull()
})

describe('what a mail says about its thread', () => {
  test('the nearest reference stands first, each once, without itself and its recipients', () => {
    const keys = keysOf({
      inReplyTo: ['<c@acme.example>', '<support@desk.example>'],
      references: ['<a@acme.example>', '<b@acme.example>', '<c@ACME.example>', '<new@acme.example>'],
    })
    expect(keys.ids).toEqual(['c@acme.example', 'b@acme.example', 'a@acme.example'])
  })

  test('of many references the nearest hundred count, and the first of the thread', () => {
    const references = Array.from({ length: 5000 }, (_, i) => `<id${i}@acme.example>`)
    const { ids } = keysOf({ references })
    expect([ids.length, ids[0], ids[98], ids[99]]).toEqual([
      100,
      'id4999@acme.example',
      'id4901@acme.example',
      'id0@acme.example',
    ])
  })

  test('a signed reply address among the recipients and our own Message-IDs are recognised', () => {
    const own = ownMessageId({ conversationId: '5', messageId: '6', domain: 'desk.example', secret })
    const keys = keysOf({
      inReplyTo: [`<${own}>`],
      recipients: [
        'ben@desk.example',
        replyAddress({ address: 'support@desk.example', conversationId: '5', secret, now }),
      ],
    })
    expect(keys).toMatchObject({
      token: { conversationId: '5' },
      own: [{ conversationId: '5', messageId: '6' }],
      ids: [own],
    })
    expect(keysOf({ recipients: [`support+t-${'a'.repeat(32)}@desk.example`] }).token).toBeNull()
  })

  test.each([
    ['Re: Broken kettle', 'broken kettle'],
    ['Broken kettle', null],
    ['Fwd: Broken kettle', null],
    ['Re: Kettle', null],
    ['Re: Question', null],
    ['AW: (kein Betreff)', null],
    ['回复: 无法登录', '无法登录'],
    ['Re: 你好', null],
  ])('%s offers the subject %s', (subject, offered) => {
    expect(keysOf({ subject }).subject).toBe(offered)
  })
})

describe('the decision', () => {
  const candidate: ThreadCandidate = {
    conversationId: '1',
    found: 'id',
    key: 'a@acme.example',
    participants: ['dora@acme.example', 'support@desk.example'],
    isOpen: true,
    lastMessageAt: ago(1),
  }
  const keys: ThreadKeys = {
    token: { conversationId: '1' },
    own: [{ conversationId: '2', messageId: '9', id: 'c@desk.example' }],
    ids: ['b@acme.example', 'a@acme.example'],
    groups: [],
    subject: 'broken kettle',
  }
  const dora = { from: 'Dora@acme.example', isBulk: false, now }
  const eve = { from: 'eve@elsewhere.example', isBulk: false, now }
  const decide = (candidates: Partial<ThreadCandidate>[], facts = dora) =>
    decideThread(
      keys,
      candidates.map((one) => ({ ...candidate, ...one })),
      facts,
    )

  test('stronger evidence goes before weaker', () => {
    const all: Partial<ThreadCandidate>[] = [
      { conversationId: '5', found: 'subject' },
      { conversationId: '4', found: 'ghost' },
      { conversationId: '3', found: 'id' },
      { conversationId: '2', found: 'own', key: '2' },
      { conversationId: '1', found: 'token', key: '1' },
    ]
    const order = []
    for (let left = all; left.length > 0; left = left.slice(0, -1)) order.push(decide(left).by)
    expect(order).toEqual(['token', 'own', 'id', 'ghost', 'new'])
    expect(decideThread({ ...keys, ids: [] }, [{ ...candidate, found: 'subject' }], dora).by).toBe('subject')
    expect(decide([])).toMatchObject({ conversationId: null, by: 'new', isStranger: false })
  })

  test('a stranger with the right id joins as a stranger', () => {
    expect(decide([{}], eve)).toMatchObject({
      conversationId: '1',
      by: 'id',
      isStranger: true,
      because: expect.stringContaining('new to'),
    })
    expect(decide([{}])).toMatchObject({ conversationId: '1', by: 'id', isStranger: false })
    expect(decide([{ found: 'token' }], { ...dora, from: null as unknown as string }).isStranger).toBe(true)
  })

  test('the nearest reference wins, but first of all a conversation that knows the sender', () => {
    expect(decide([{ conversationId: '1' }, { conversationId: '7', key: 'b@acme.example' }]).conversationId).toBe('7')
    expect(
      decide([{ conversationId: '8', participants: [], lastMessageAt: now }, { conversationId: '1' }]).conversationId,
    ).toBe('1')
    expect(
      decide([{ conversationId: '1' }, { conversationId: '7', key: 'b@acme.example', participants: [] }])
        .conversationId,
    ).toBe('1')
  })

  test('a missing message that both refer to joins only the same correspondent', () => {
    expect(decide([{ found: 'ghost' }]).by).toBe('ghost')
    expect(decide([{ found: 'ghost' }], eve).by).toBe('new')
  })

  test.each<[string, Partial<ThreadCandidate>[], Partial<typeof dora>, string]>([
    ['joins for the same correspondent while it is open', [{ lastMessageAt: ago(300) }], {}, 'subject'],
    ['joins when closed but recent', [{ isOpen: false, lastMessageAt: ago(30) }], {}, 'subject'],
    ['does not when closed and old', [{ isOpen: false, lastMessageAt: ago(31) }], {}, 'new'],
    ['does not for somebody else', [{}], eve, 'new'],
    ['does not when two would do', [{}, { conversationId: '2' }], {}, 'new'],
    [
      'joins when the second is old',
      [{}, { conversationId: '2', isOpen: false, lastMessageAt: ago(99) }],
      {},
      'subject',
    ],
    [
      'joins when the second is somebody else’s',
      [{}, { conversationId: '2', participants: ['eve@elsewhere.example'] }],
      {},
      'subject',
    ],
    ['does not for mail to many', [{}], { isBulk: true }, 'new'],
  ])('a subject %s', (_what, candidates, facts, by) => {
    const same = candidates.map((one) => ({ ...candidate, ...one, found: 'subject' as const }))
    expect(decideThread({ ...keys, ids: [] }, same, { ...dora, ...facts }).by).toBe(by)
  })

  test('a subject joins nothing that refers to another message, even one we never saw', () => {
    expect(decide([{ found: 'subject' }])).toMatchObject({ by: 'new', because: expect.stringContaining('refers to') })
  })
})

test('of a Thread-Index its first 22 bytes and the topic count; of a provider its number', () => {
  const none = { threadIndex: null, threadTopic: null, providerThread: null, calendarUid: null }
  const index = Buffer.alloc(22, 7)
  const answer = Buffer.concat([index, Buffer.alloc(5, 9)]).toString('base64')
  const one = groupKeys({ ...none, threadIndex: index.toString('base64'), threadTopic: 'The kettle' })

  expect(groupKeys({ ...none, threadIndex: answer, threadTopic: 'Re: the kettle' })).toEqual(one)
  expect(groupKeys({ ...none, threadIndex: answer, threadTopic: 'The toaster' })).not.toEqual(one)
  expect(groupKeys({ ...none, threadIndex: 'AdQ=', threadTopic: 'The kettle' })).toEqual([])
  expect(groupKeys({ ...none, threadIndex: answer })).toEqual([])
  expect(groupKeys({ ...none, providerThread: '1712345678901234567', calendarUid: 'u1@acme.example' })).toHaveLength(2)
})
