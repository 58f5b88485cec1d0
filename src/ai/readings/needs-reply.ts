// Whether somebody waits for an answer. A hint for the order of work and for proposing to close, never a reason to close unasked.
import { type Letter, type Reading, spanned } from '../letter.ts'
import type { Origin } from './origin.ts'
import type { Intent } from './intent-table.ts'
import { evidenceOf, phrasesOf, type Table, together } from './phrases.ts'

const words: Table<'ask' | 'tell'> = {
  ask: {
    en: `could you|can you|would you|please|let me know|i would like|i'd like|i want|i need|we need|how do i|how can i|when will|where is|looking forward to|get back to me`,
    nl: `kunt u|kun je|kan u|wilt u|graag|alstublieft|laat me weten|ik wil|ik zou graag|hoe kan ik|waar is|ik hoor graag|~wanneer`,
    de: `könnten sie|können sie|kannst du|bitte|ich möchte|ich hätte gern*|ich brauche|wie kann ich|wo ist|freue mich auf ihre antwort|~wann`,
    fr: `pourriez vous|pouvez vous|s'il vous plaît|svp|merci de|je voudrais|je souhaite|j'ai besoin|comment puis je|dans l'attente|~quand`,
    es: `podría*|por favor|me gustaría|quisiera|necesito|cómo puedo|dónde está|quedo a la espera|~puede|~pueden|~cuándo`,
    tr: `misiniz|mısınız|musunuz|müsünüz|lütfen|rica ed*|istiyorum|ihtiyacım var|nasıl|nerede|bekliyorum|dönüş yap*|~ne zaman`,
    az: `zəhmət olmasa|xahiş ed*|istəyirəm|mənə lazımdır|necə|haradadır|olarmı|mümkündürmü|gözləyirəm|cavab ver*|bilərsiniz*|~nə vaxt`,
    ru: `могли бы|можете|пожалуйста|прошу|просим|хочу|хотел бы|хотела бы|мне нужно|как мне|жду ответа|подскажите|сообщите|~когда|~где`,
  },
  tell: {
    en: `for your information|fyi|for your files|for your records|for the record|just so that you know|just so you know|just to let you know|i just wanted to say|no need to|no reply needed|no action needed|works for me|suits me|fine with me|fine by me|sounds good|see you|i will get in touch|i'll get in touch|i will let you know|you can close|please find attached|attached is|attached are|enclosed is|everything is fine`,
    nl: `ter info|ter informatie|ter kennisgeving|dan weet u dat|dan weet je dat|ik wilde alleen even|ik wilde alleen maar|geen antwoord nodig|geen haast|dat is goed|goed zo|is prima|akkoord|tot dan|ik meld me|ik laat het u weten|kunt u sluiten|kunt u afsluiten|u kunt dit afsluiten|bijgaand|in de bijlage vindt u|alles is in orde`,
    de: `zur information|zur kenntnis|zu ihrer kenntnis|zu ihrer information|nur damit sie es wissen|nur zur info|ich wollte nur sagen|ich wollte nur mitteilen|keine antwort nötig|keine eile|eilt nicht|das passt|passt mir|in ordnung|einverstanden|bis dann|ich melde mich|sie können das schließen|anbei|im anhang finden sie|alles in ordnung`,
    fr: `pour information|pour votre information|pour info|juste pour vous prévenir|juste pour vous dire|pour vous prévenir|simplement vous dire|pas besoin de répondre|rien ne presse|cela me convient|ça me convient|c'est parfait|d'accord|à bientôt|je reviendrai vers vous|vous pouvez clore|ci joint|ci jointe|veuillez trouver|tout va bien`,
    es: `para su información|para su conocimiento|solo para que lo sepa*|solo quería decir*|no hace falta responder|no corre prisa|me viene bien|me parece bien|de acuerdo|hasta entonces|me pondré en contacto|pueden cerrar|puede cerrar|adjunto|adjunta|todo está bien`,
    tr: `bilginize|bilginiz olsun|haberiniz olsun|sadece söylemek|söylemek istedim|cevap gerekmez|cevaba gerek yok|acelesi yok|bana uyar|benim için uygun|tamamdır|görüşmek üzere|ben yazarım|size dönerim|kapatabilirsiniz|ektedir|ekte bulabilirsiniz|her şey yolunda`,
    az: `nəzərinizə çatdır*|məlumat üçün|məlumatınız üçün|xəbəriniz olsun|bilməyiniz üçün|demək istədim|cavaba ehtiyac yoxdur|tələsik deyil|mənə uyğundur|razıyam|görüşənədək|özüm yazacağam|bağlaya bilərsiniz|əlavədədir|əlavə edirəm|hər şey qaydasındadır`,
    ru: `к вашему сведению|к сведению|для информации|чтобы вы знали|просто хотел сказать|просто хотела сказать|ответ не нужен|отвечать не нужно|это не срочно|не срочно|мне подходит|договорились|согласен|согласна|до встречи|напишу когда|сам напишу|можете закрывать|можете закрыть|во вложении|все в порядке`,
  },
}
/** An intent that is surer is more than a word in passing. */
const WANTED_FROM = 0.7
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
  const find = phrasesOf(words)
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
    const asked = matches.filter(({ value }) => value === 'ask')
    const told = matches.filter(({ value }) => value === 'tell')
    const [first] = intents
    if (question) {
      const start = Math.max(letter.text.lastIndexOf('\n', question.index) + 1, question.index - 120)
      const span = { of: 'text', start, end: question.index + 1 } as const
      return { value: true, confidence: 0.9, evidence: [spanned(letter, span, 1)], because: 'it asks a question' }
    }
    const asking = together(letter, asked)
    const isShort = letter.text.split(/\s+/, SHORT + 1).length <= SHORT
    const isWanting = first !== undefined && first.value !== 'thanks' && first.confidence >= WANTED_FROM
    if (told.length > 0 && isShort && !isWanting && asking < together(letter, told))
      return { value: false, confidence: 0.75, evidence: evidenceOf(letter, told), because: 'it only tells something' }
    if (first && first.value !== 'thanks')
      return { value: true, confidence: Math.max(0.75, first.confidence), evidence: first.evidence }
    if (first && isShort && asked.length === 0)
      return { value: false, confidence: 0.8, evidence: first.evidence, because: 'it only says thank you' }
    if (asked.length > 0) return { value: true, confidence: asking, evidence: evidenceOf(letter, asked) }
    return { value: true, confidence: 0.55, evidence: [], because: 'nothing says that it needs none' }
  }
}
