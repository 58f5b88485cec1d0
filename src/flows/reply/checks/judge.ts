// Judging a draft before it leaves: every check that the inbox does not leave off, each finding with its words, its weight and what
// to do. Pure and local; what is found is told and never kept.
import type { CheckName } from '../../../desk/checks/checks.api.ts'
import { levelIn } from '../../../desk/checks/policies.ts'
import { answeringChecks } from './answering.ts'
import { attachmentIn } from './attachment.ts'
import { courtesyIn } from './courtesy.ts'
import { datesOf } from './dates.ts'
import { type Around, type Draft, type Found, type Read, readDraft } from './draft.ts'
import { formalityIn } from './formality.ts'
import type { Finding } from './judge.api.ts'
import { linksOf } from './links.ts'
import { recipientsOf } from './recipients.ts'
import { secretsOf } from './secrets-of.ts'
import { sayFinding } from './sentences.ts'
import { phrasesIn, toneOf } from './tone.ts'
import { unfilledIn } from './unfilled.ts'

type Check = (read: Read, around: Around) => Found[]

/** Which looks for what: one that nothing is wanted of is not asked. */
const checks: { of: readonly CheckName[]; look: Check }[] = [
  { of: ['cardNumber', 'iban', 'nationalNumber', 'password', 'apiKey', 'privateKey', 'signInLink'], look: secretsOf },
  { of: ['attachment'], look: attachmentIn },
  {
    of: ['newRecipient', 'lookAlike', 'manyRecipients', 'bccAnswer', 'severalCompanies', 'ownInbox'],
    look: recipientsOf,
  },
  { of: ['unfilled'], look: unfilledIn },
  { of: ['greeting', 'greetingName', 'closing'], look: courtesyIn },
  { of: ['linkElsewhere', 'linkDisguised', 'linkInternal', 'linkBroken', 'linkPlain'], look: linksOf },
  { of: ['language', 'question'], look: answeringChecks },
  { of: ['date'], look: datesOf },
  { of: ['formality'], look: (read, { rules }) => formalityIn(read, rules) },
  { of: ['bannedPhrase', 'preferredPhrase', 'jargon'], look: (read, { rules }) => phrasesIn(read, rules) },
  { of: ['jargon', 'shouting', 'blame', 'longSentence'], look: (read, { rules }) => toneOf(read, rules) },
]

const WEIGHT = { off: 0, hint: 1, warn: 2, block: 3 } as const
type Level = Finding['level']
/** What more would tell nobody anything. */
const MOST = 60
const MOST_OF_ONE = 10

/** `least`: only what weighs so much is looked for at all. Heaviest first, then as they stand in the letter. */
export function judge(draft: Draft, around: Around, least: Level = 'hint'): Finding[] {
  const isWanted = (check: CheckName) => WEIGHT[levelIn(around.rules, check)] >= WEIGHT[least]
  const asked = checks.filter(({ of }) => of.some(isWanted))
  if (asked.length === 0) return []
  const read = readDraft(draft, around)
  const counts = new Map<string, number>()
  return asked
    .flatMap(({ look }) => look(read, around))
    .filter(({ check }) => {
      const count = (counts.get(check) ?? 0) + 1
      counts.set(check, count)
      return isWanted(check) && count <= MOST_OF_ONE
    })
    .map((found) => asFinding(found, levelIn(around.rules, found.check) as Level))
    .toSorted((one, other) => WEIGHT[other.level] - WEIGHT[one.level] || (one.start ?? -1) - (other.start ?? -1))
    .slice(0, MOST)
}

function asFinding(found: Found, level: Level): Finding {
  const { check, code = check, values = {}, where = 'text', start = null, end = null, mend = null } = found
  return { check, level, code, says: sayFinding(code, values, where === 'quote'), values, where, start, end, mend }
}
