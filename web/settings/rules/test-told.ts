// A test of a rule as it was asked of one mail: in the words in which the rule reads, with what its ids were called then.
import type { RuleTrace } from '../../../src/desk/rules/try.api.ts'
import { reasonInWords } from '../../reasons.ts'
import type { Words } from '../../words.ts'
import { testInWords, type Named } from './sentence.ts'
import { treeOf } from './tree.ts'

type Line = RuleTrace['tests'][number]

/** What was kept before there were codes is told as it was. */
export function testTold(line: Line, words: Words): { test: string; found: string } {
  const found = reasonInWords(line.answer, line.found, words)
  const { asked, isNot } = line
  if (!asked) return { test: line.test, found }
  const [node] = treeOf(isNot ? { not: asked } : asked).parts
  if (node?.kind !== 'test') return { test: line.test, found }
  const { t, language } = words
  const pieces = testInWords(node, { t, language, named: namedThen(line.named, words) })
  const said = pieces.map((piece) => piece.text).join('')
  return { test: said.charAt(0).toLocaleUpperCase(language) + said.slice(1), found }
}

function namedThen(names: Record<string, string>, { t }: Words): Named {
  const name = (id: string) => names[id] ?? t('rule.gone')
  return {
    inbox: name,
    team: name,
    user: name,
    category: name,
    hours: name,
    policy: name,
    status: name,
    macro: name,
    stage: name,
    sequence: name,
    field: name,
    fieldValue: (field, value) => names[`${field}=${value}`] ?? value,
  }
}
