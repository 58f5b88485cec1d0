// Which verb answers which route about the first steps.
import type { Means } from '../../desk/means.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import { personOf } from '../../desk/users/users.routes.ts'
import type { Accepting } from '../intake/accept.ts'
import * as api from './first-steps.api.ts'
import { endFirstSteps, readFirstSteps, sendTestMail } from './first-steps.ts'

interface WelcomeMeans extends Pick<Means, 'hostname' | 'hasWayOut'> {
  accepting: Pick<Accepting, 'acceptIn'>
  smtpPort: () => number
}

export function firstStepsRoutes(means: WelcomeMeans): Answer[] {
  return [
    answer(api.readFirstSteps, async ({ tx, actor }) => ({
      ...(await readFirstSteps(tx, actor.id)),
      smtpPort: means.smtpPort(),
      hasWayOut: means.hasWayOut,
    })),
    answer(api.sendTestMail, async (asking, asked) => {
      personOf(asking)
      const { tx, actor, remote } = asking
      return { id: await sendTestMail(tx, actor, means, { ...asked, remote }) }
    }),
    answer(api.endFirstSteps, async (asking) => {
      await endFirstSteps(asking.tx, personOf(asking))
      return {}
    }),
  ]
}
