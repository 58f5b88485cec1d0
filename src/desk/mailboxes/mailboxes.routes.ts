// Which verb answers which route of the mailboxes' room.
import type { Keys } from '../../store/keys.ts'
import { answer, answerAfter, type Answer } from '../users/asking.ts'
import * as api from './mailboxes.api.ts'
import {
  accessForTest,
  addMailbox,
  changeMailbox,
  listMailboxes,
  pauseMailbox,
  removeMailbox,
  type MailboxAccess,
} from './mailboxes.ts'

export interface MailboxesMeans {
  keys: Keys
  /** Signs in and opens the folder; answers how many messages lie there, or throws. A room has no network of its own. */
  tryMailbox: (access: MailboxAccess) => Promise<number>
}

export function mailboxesRoutes({ keys, tryMailbox }: MailboxesMeans): Answer[] {
  return [
    answer(api.listMailboxes, ({ tx }) => listMailboxes(tx)),
    answer(api.addMailbox, ({ tx }, input) => addMailbox(tx, keys, input)),
    answer(api.changeMailbox, ({ tx }, { id, ...change }) => changeMailbox(tx, keys, id, change)),
    answer(api.pauseMailbox, ({ tx }, { id, isPaused }) => pauseMailbox(tx, id, isPaused)),
    answer(api.removeMailbox, async ({ tx }, { id }) => {
      await removeMailbox(tx, id)
      return {}
    }),
    answerAfter(
      api.testMailbox,
      async ({ transact }, input) => {
        const access = await transact((tx) => accessForTest(tx, keys, input))
        try {
          return { isOk: true, error: null, messages: await tryMailbox(access) }
        } catch (thrown) {
          return { isOk: false, error: (thrown as Error).message.slice(0, 300), messages: null }
        }
      },
      async (_asking, _input, outcome) => outcome,
    ),
  ]
}
