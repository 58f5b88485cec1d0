// Subjects: what is left when the "Re:", "AW:" and "Fwd:" of two dozen languages are taken off. Used to compare subjects
// (RFC 5256 §2.1, with more languages) and to compose the subject of an answer.

// As mail programs write them; `fold` makes the capitals and accents equal.
const REPLY = `re aw antw antwoord sv vs r rif res resp odp odpowiedź ynt yan yanıt cvp cavab cvb vá válasz bls balas blr ats atb
  απ σχετ réf ref rép réponse respuesta resposta rispondi risposta odg одг отг отв ответ відп відповідь адк răsp
  השב תשובה תגובה رد الرد پاسخ 回复 回覆 答复 答覆 回 返信 답장 회신 응답 trả_lời tl ตอบ ตอบกลับ उत्तर svar vastaus vast`
const FORWARD = `fw fwd fwrd wg weitergeleitet doorst doorgestuurd vb vl välitetty videresendt vidarebefordrat rv reenv reenviado
  enc encaminhada encaminhado i inoltra inoltrato tr trans transf transféré pd ilt i̇lt iletilen yönləndirilib irəli
  tov továbbítás πρθ fs trs prosl proslijeđeno přep пересл пересилання перенаправлено переслано препр προωθ
  הועבר إعادة_توجيه تحويل هدايت ارسال_مجدد 转发 轉寄 轉發 转寄 転送 전달 chuyển_tiếp ส่งต่อ edasi persiųsta redirec`

const kinds = new Map<string, 'reply' | 'forward'>([
  ...words(REPLY).map((word) => [word, 'reply'] as const),
  ...words(FORWARD).map((word) => [word, 'forward'] as const),
])
/** Short words that also begin subjects of their own: Italian "R:" and "I:" and their like count only as capitals. */
const CAPITALS_ONLY = new Set(['r', 'i', 'tl', 'fs', 'enc', 'trans'])
const LONGEST = 24

interface BaseSubject {
  /** For comparing, not for showing: folded to lower case, without prefixes, list tags and double blanks. */
  base: string
  isReply: boolean
  isForward: boolean
  /** What stood in brackets before it: a list's name, `[EXTERNAL]`. A tag with digits belongs to the subject and stays. */
  tags: string[]
}

export function baseSubject(subject: string): BaseSubject {
  const taken = takeOff(tidy(subject), ['reply', 'forward'])
  const base = taken.rest.replace(/\s{0,9}\(fwd\)$/i, '')
  return {
    base: base.normalize('NFC').toLowerCase(),
    isReply: taken.kinds.includes('reply'),
    isForward: taken.kinds.includes('forward') || base !== taken.rest,
    tags: taken.tags,
  }
}

/** One "Re: ", whatever language and number of them were there; a forward's prefix stays, because that is the matter. */
export function replySubject(subject: string): string {
  return `Re: ${takeOff(tidy(subject), ['reply']).withTags}`.trim()
}

export function forwardSubject(subject: string): string {
  return `Fwd: ${takeOff(tidy(subject), ['forward']).withTags}`.trim()
}

interface Taken {
  rest: string
  withTags: string
  kinds: string[]
  tags: string[]
}

/** Takes prefixes of these kinds, and list tags between them, from the front until something else stands there. */
function takeOff(subject: string, which: ('reply' | 'forward')[]): Taken {
  const taken: Taken = { rest: subject, withTags: subject, kinds: [], tags: [] }
  for (let turn = 0; turn < 40; turn++) {
    const prefix = prefixOf(taken.rest)
    if (prefix && which.includes(prefix.kind)) {
      taken.kinds.push(prefix.kind)
      taken.rest = taken.rest.slice(prefix.length).trimStart()
      continue
    }
    const tag = /^\[([^[\]\d]{1,60})\] ?/.exec(taken.rest)
    if (!tag?.[1] || tag[0].length === taken.rest.length) break
    taken.tags.push(tag[1])
    taken.rest = taken.rest.slice(tag[0].length)
  }
  taken.withTags = `${taken.tags.map((tag) => `[${tag}] `).join('')}${taken.rest}`
  return taken
}

function prefixOf(text: string): { kind: 'reply' | 'forward'; length: number } | null {
  const colon = text.slice(0, LONGEST).search(/[:：]/)
  if (colon < 1) return null
  // Counters: Re[2]:, Re(2):, Re^2:, Re*2:, Re2:
  const word = text
    .slice(0, colon)
    .trim()
    .replace(/ ?(?:[[(]\d{1,3}[\])]|[\^*]?\d{1,3})$/, '')
  const folded = fold(word)
  const kind = kinds.get(folded)
  if (!kind || (CAPITALS_ONLY.has(folded) && word !== word.toUpperCase())) return null
  return { kind, length: colon + 1 }
}

/** Blanks and invisible marks as one blank; at most 2,000 characters, since a subject is the sender's to choose. */
function tidy(subject: string): string {
  return subject
    .slice(0, 2000)
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

function words(table: string): string[] {
  return table
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => fold(word.replaceAll('_', ' ')))
}

function fold(word: string): string {
  if (/^[ -~]*$/.test(word)) return word.toLowerCase()
  return word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i')
}
