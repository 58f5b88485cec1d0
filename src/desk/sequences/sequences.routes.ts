// Which verb answers which route of the room of sequences.
import { mustSeeContact } from '../contacts/sight.ts'
import { answer, type Answer } from '../users/asking.ts'
import { variablesFor } from '../variables/own-fields.ts'
import { enrol, preview } from './enrolling.ts'
import * as enrolments from './enrolments.api.ts'
import { changeEnrolment, listEnrolments, readEnrolment, showEnrolments } from './enrolments.ts'
import { optOutOf, setOptOut } from './opt-outs.ts'
import * as api from './sequences.api.ts'
import * as verbs from './sequences.ts'

export function sequencesRoutes(): Answer[] {
  return [
    answer(api.listSequences, async ({ tx, actor }, { state }) => ({
      sequences: await verbs.listSequences(tx, actor, state),
      variables: await variablesFor(tx, actor),
    })),
    answer(api.addSequence, ({ tx, actor }, wanted) => verbs.addSequence(tx, actor, wanted)),
    answer(api.changeSequence, ({ tx, actor }, wanted) => verbs.changeSequence(tx, actor, wanted)),
    answer(api.archiveSequence, async ({ tx, actor }, { id }) => {
      await verbs.archiveSequence(tx, actor, id)
      return {}
    }),
    answer(api.readSequenceLimits, ({ tx }) => verbs.readLimits(tx)),
    answer(api.changeSequenceLimits, ({ tx, actor }, wanted) => verbs.changeLimits(tx, actor, wanted)),
    answer(enrolments.previewEnrolment, ({ tx, actor }, asked) => preview(tx, actor, asked)),
    answer(enrolments.enrolContacts, async ({ tx, actor }, asked) => {
      const { enrolledIds, refused } = await enrol(tx, actor, asked)
      return { enrolled: await showEnrolments(tx, actor, enrolledIds), refused }
    }),
    answer(enrolments.listEnrolments, ({ tx, actor }, asked) => listEnrolments(tx, actor, asked)),
    answer(enrolments.readEnrolment, ({ tx, actor }, { id }) => readEnrolment(tx, actor, id)),
    answer(enrolments.changeEnrolment, ({ tx, actor }, { id, do: what }) => changeEnrolment(tx, actor, id, what)),
    answer(enrolments.readOptOut, async ({ tx, actor }, { id }) => optOutOf(tx, await mustSeeContact(tx, actor, id))),
    answer(enrolments.setOptOut, async ({ tx, actor }, { id, isOut }) =>
      setOptOut(tx, await mustSeeContact(tx, actor, id), isOut),
    ),
  ]
}
