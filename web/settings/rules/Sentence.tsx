// A rule's sentence on the page: what was filled in stands out from the words around it.
import type { Rule } from '../../../src/desk/rules/rules.api.ts'
import { useTelling } from './names.ts'
import { ruleInWords } from './sentence.ts'

export function Sentence({ rule }: { rule: Pick<Rule, 'occasion' | 'inboxId' | 'condition' | 'actions' | 'after'> }) {
  const telling = useTelling()
  return (
    <>
      {ruleInWords(rule, telling).map(({ text, isValue }, at) =>
        isValue ? <b key={at}>{text}</b> : <span key={at}>{text}</span>,
      )}
    </>
  )
}
