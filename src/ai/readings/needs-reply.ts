// Whether somebody waits for an answer. A hint for the order of work and for proposing to close, never a reason to close unasked.
import { type Letter, type Reading, spanned } from '../letter.ts'
import type { Origin } from './origin.ts'
import type { Intent } from './intent-table.ts'
import { evidenceOf, phrasesOf, type Table, together } from './phrases.ts'

const asking: Table<'ask'> = {
  ask: {
    en: `could you|can you|would you|please|let me know|i would like|i'd like|i need|we need|how do i|how can i|when will|where is|looking forward to|get back to me`,
    nl: `kunt u|kun je|kan u|graag|alstublieft|laat me weten|ik wil|ik zou graag|hoe kan ik|wanneer|waar is|ik hoor graag`,
    de: `könnten sie|können sie|kannst du|bitte|ich möchte|ich hätte gern*|ich brauche|wie kann ich|wann|wo ist|freue mich auf ihre antwort`,
    fr: `pourriez vous|pouvez vous|s'il vous plaît|svp|merci de|je voudrais|je souhaite|j'ai besoin|comment puis je|quand|dans l'attente`,
    es: `podría*|puede|pueden|por favor|me gustaría|quisiera|necesito|cómo puedo|cuándo|dónde está|quedo a la espera`,
    tr: `misiniz|mısınız|musunuz|müsünüz|lütfen|rica ed*|istiyorum|ihtiyacım var|nasıl|ne zaman|nerede|bekliyorum|dönüş yap*`,
    az: `zəhmət olmasa|xahiş ed*|istəyirəm|mənə lazımdır|necə|nə vaxt|haradadır|olarmı|mümkündürmü|gözləyirəm|cavab ver*|bilərsiniz*`,
    ru: `могли бы|можете|пожалуйста|прошу|просим|хочу|хотел бы|хотела бы|мне нужно|как мне|когда|где|жду ответа|подскажите|сообщите`,
  },
}
/** Words; a thank-you of more says something else, too. */
const SHORT = 30
/** Of links, which have them inside, only what stands before counts. */
const QUESTION = /[?？؟](?=\s|$|[)"'»”])/

export interface Known {
  origin?: Reading<Origin>
  intents?: readonly Reading<Intent>[]
}

/** Reads its table once: keep what it gives. */
export function createNeedReader(): (letter: Letter, known?: Known) => Reading<boolean> {
  const find = phrasesOf(asking)
  return (letter, { origin, intents = [] } = {}) => {
    if (origin && origin.value !== 'person')
      return {
        value: false,
        confidence: origin.confidence,
        evidence: [],
        because: origin.because ?? 'no person wrote it',
      }
    const question = QUESTION.exec(letter.text)
    const matches = find(letter)
    const [first] = intents
    if (question) {
      const start = Math.max(letter.text.lastIndexOf('\n', question.index) + 1, question.index - 120)
      const span = { of: 'text', start, end: question.index + 1 } as const
      return { value: true, confidence: 0.9, evidence: [spanned(letter, span, 1)], because: 'it asks a question' }
    }
    if (first && first.value !== 'thanks')
      return { value: true, confidence: Math.max(0.75, first.confidence), evidence: first.evidence }
    const isShort = letter.text.split(/\s+/, SHORT + 1).length <= SHORT
    if (first && isShort && matches.length === 0)
      return { value: false, confidence: 0.8, evidence: first.evidence, because: 'it only says thank you' }
    if (matches.length > 0)
      return { value: true, confidence: together(letter, matches), evidence: evidenceOf(letter, matches) }
    return { value: true, confidence: 0.55, evidence: [], because: 'nothing says that it needs none' }
  }
}
