// How the customer is addressed: as je or u, du or Sie, tu or vous, sen or siz. One way throughout a mail, and the inbox's own where
// it has chosen one. Only words that are nothing else.
import type { CheckRules } from '../../../desk/checks/checks.api.ts'
import type { Found, Read } from './draft.ts'

type Spoken = keyof CheckRules['formality']
interface Forms {
  formal: RegExp
  informal: RegExp
}

/** After a sentence's end "Sie" may be they, and "U" a capital for its place: those are not counted as anything. */
const word = (alternatives: string, flags = 'giu') => new RegExp(`(?<![\\p{L}\\d'’-])(?:${alternatives})(?![\\p{L}\\d]|['’-]\\p{L})`, flags) // prettier-ignore

const forms: Record<Spoken, Forms> = {
  nl: { formal: word('u|uw|uzelf|uwe'), informal: word('je|jij|jou|jouw|jezelf|jullie') },
  de: {
    formal: word('(?<=[\\p{L}\\d,] )(?:Sie|Ihnen|Ihre|Ihrer|Ihrem|Ihren|Ihres)', 'gu'),
    informal: word('[Dd]u|[Dd]ich|[Dd]ir|[Dd]ein|[Dd]eine|[Dd]einen|[Dd]einem|[Dd]einer|[Dd]eines|[Ee]uch|[Ee]uer|[Ee]ure[nrms]?', 'gu'), // prettier-ignore
  },
  fr: { formal: word('vous|votre|vos'), informal: word('tu|toi|ton (?!sur|de)|ta|tes') },
  es: { formal: word('usted|ustedes'), informal: word('tú|ti|contigo|vosotros|vuestro|vuestra') },
  tr: {
    formal: word('siz|sizi|size|sizin|sizinle|sizden|sizlere|sizleri'),
    informal: word('sen|seni|sana|senin|seninle|senden'),
  },
  az: {
    formal: word('siz|sizi|sizə|sizin|sizinlə|sizdən|sizlərə'),
    informal: word('sən|səni|sənə|sənin|səninlə|səndən'),
  },
}

const isSpoken = (language: string | null): language is Spoken => language !== null && language in forms

export function formalityIn({ body, language }: Read, rules: CheckRules): Found[] {
  if (!isSpoken(language)) return []
  const { formal, informal } = forms[language]
  const [polite, near] = [[...body.matchAll(formal)], [...body.matchAll(informal)]]
  const chosen = rules.formality[language]
  if (chosen !== undefined)
    return (chosen === 'formal' ? near : polite).map((one) =>
      found(one, chosen === 'formal' ? 'formalityFormal' : 'formalityInformal'),
    )
  // A word of the other kind may be a quotation or a name; where both are used, the seldom one is the slip.
  if (polite.length === 0 || near.length === 0) return []
  const seldom = near.length <= polite.length ? near : polite
  return seldom.map((one) => found(one, 'formalityMixed'))
}

const found = ({ 0: written, index }: RegExpExecArray, code: string): Found => ({
  check: 'formality',
  code,
  start: index,
  end: index + written.trimEnd().length,
  values: { words: written.trim() },
})
