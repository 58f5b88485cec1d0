import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { changeProfile } from '../users/users.ts'
import { changeInbox } from './inboxes.ts'
import { combined, signatureFor } from './signatures.ts'

test('the inbox says whose signature stands under an answer', () => {
  const both = { inbox: 'Acme Support', person: 'Ben' }

  expect(combined({ by: 'person', ...both })).toBe('Ben')
  expect(combined({ by: 'person', inbox: 'Acme Support', person: ' ' })).toBe('Acme Support')
  expect(combined({ by: 'both', ...both })).toBe('Ben\nAcme Support')
  expect(combined({ by: 'inbox', ...both })).toBe('Acme Support')
})

test(
  'its places are filled for whoever writes, and one that nobody knows is refused while it is written',
  onDesk(async ({ ada, ben, tx, inboxes }) => {
    await changeInbox(ada, inboxes.support, {
      signature: '{{user.firstName|We}} of {{inbox.name}}',
      signatureBy: 'inbox',
    })
    await changeProfile(ben, ben.id, { signature: 'Ben himself' })
    const of = { inboxId: inboxes.support, conversationId: null }

    expect(await signatureFor(tx, { ...of, userId: ben.id })).toBe('Ben of Support')
    expect(await signatureFor(tx, { ...of, userId: null })).toBe('We of Support')
    await changeInbox(ada, inboxes.support, { signatureBy: 'person' })
    expect(await signatureFor(tx, { ...of, userId: ben.id })).toBe('Ben himself')
    await expect(changeProfile(ben, ben.id, { signature: '{{contact.name}}' })).rejects.toMatchObject({ code: 'variable-unknown' }) // prettier-ignore
  }),
)
