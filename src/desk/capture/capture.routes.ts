// Which verb answers which route about what is logged.
import { Problem } from '../../kit/problem.ts'
import type { Keys } from '../../store/keys.ts'
import { visibleConversation } from '../conversations/read.ts'
import { mustSeeSubject } from '../timeline/sight.ts'
import { answer, type Answer, secret } from '../users/asking.ts'
import { changeLogAddresses, readLogAddresses } from './addresses.ts'
import * as api from './capture.api.ts'
import { correctLog, lockCorrection, undoCorrection } from './corrections.ts'
import { readLog } from './logged-on.ts'
import { addWords, forgetLesson, listLessons } from './lessons.ts'
import { changeDeskLog, changeInboxLog, changeOwnLog, readLogPolicies } from './policy.ts'

export function captureRoutes({ keys }: { keys: Keys }): Answer[] {
  return [
    answer(api.listLogPolicies, ({ tx, actor }) => readLogPolicies(tx, actor)),
    answer(api.changeDeskLog, async ({ tx }, { version, ...wanted }) => {
      await changeDeskLog(tx, wanted, version)
      return {}
    }),
    answer(api.changeInboxLog, async ({ tx, actor }, { inboxId, version, ...wanted }) => {
      await changeInboxLog(tx, actor, inboxId, wanted, version)
      return {}
    }),
    answer(api.changeOwnLog, async ({ tx }, { version, ...wanted }) => {
      await changeOwnLog(tx, wanted, version)
      return {}
    }),
    answer(api.readLog, async ({ tx, actor }, { id: asked }) => {
      const { id } = await visibleConversation(tx, actor, asked)
      return { logged: await readLog(tx, actor, id) }
    }),
    answer(api.correctLog, async ({ tx, actor }, { id: asked, ...wish }) => {
      const { id } = await visibleConversation(tx, actor, asked)
      const to = wish.to && (await mustSeeSubject(tx, actor, wish.to))
      return await correctLog(tx, id, { ...wish, to })
    }),
    answer(api.undoLogCorrection, async ({ tx, actor }, { id }) => {
      const made = await lockCorrection(tx, id)
      await visibleConversation(tx, actor, made.conversationId)
      await undoCorrection(tx, made)
      return {}
    }),
    answer(api.listLessons, async ({ tx, actor }, { cursor }) => {
      if (!actor.seesAll) return { lessons: [], next: null } // they name customers of every inbox
      return await listLessons(tx, cursor)
    }),
    answer(api.addLesson, async ({ tx, actor }, { words, to }) => {
      await addWords(tx, words, await mustSeeSubject(tx, actor, to))
      return {}
    }),
    answer(api.forgetLesson, async ({ tx, actor }, { kind, value, subjectId }) => {
      if (!actor.seesAll) throw new Problem('missing', 'lesson-missing', 'There is no such rule any more.')
      await forgetLesson(tx, kind, value, subjectId)
      return {}
    }),
    secret(answer(api.readLogAddresses, ({ tx, actor }) => readLogAddresses(tx, actor, keys.secret('reply')))),
    secret(
      answer(api.changeLogAddresses, async ({ tx, actor }) => {
        if (actor.id === null || actor.kind !== 'user')
          throw new Problem('denied', 'not-yours', 'Only a person who is signed in has such addresses.')
        await changeLogAddresses(tx, actor.id)
        return await readLogAddresses(tx, actor, keys.secret('reply'))
      }),
    ),
  ]
}
