// Whether an answer asks not to be written to any more: a word that says so by itself, where a line begins that says little else. Pure.

const WORDS = [
  'unsubscribe',
  'opt out',
  'opt-out',
  'remove me',
  'take me off',
  'stop emailing',
  'stop mailing',
  'stop writing',
  'do not contact',
  'don’t contact',
  "don't contact",
  'no more mail',
  'no more email',
  'schrijf me uit',
  'meld me af',
  'niet meer mailen',
  'geen mail meer',
  'keine mails mehr',
  'keine e-mails mehr',
  'nicht mehr kontaktieren',
  'abonelikten çık',
  'aboneliğimi iptal',
  'listeden çıkar',
  'mail göndermeyin',
  'e-posta göndermeyin',
  'abunəlikdən çıx',
  'abunəliyi ləğv',
  'siyahıdan çıxar',
  'məktub göndərməyin',
  'désabonner',
  'désinscrire',
  'darse de baja',
  'cancelar suscripción',
  'annulla iscrizione',
]
/** Which may as well be about a course or an order: only in a line that says little else. */
const AMBIGUOUS = ['uitschrijven', 'afmelden', 'abmelden', 'abbestellen', 'austragen', 'yazmayın']
const LITTLE = 5
/** Characters of a line in which it is meant, and not told about. */
const LONGEST_LINE = 80
const LINES = 4

export function asksToStop({ subject, text }: { subject: string; text: string }): boolean {
  const lines = text
    .slice(0, 2_000)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, LINES)
  const title = subject.replace(/^(?:(?:re|aw|antw|ynt|cvb)\s*:\s*)+/i, '').trim()
  const isTitle = /^(?:unsubscribe|uitschrijven|afmelden|abmelden|stop)$/i.test(title)
  return isTitle || lines.some((line) => line.length <= LONGEST_LINE && says(line))
}

function says(line: string): boolean {
  const folded = line.toLowerCase()
  if (/^stop[.!]?$/.test(folded) || WORDS.some((word) => folded.includes(word))) return true
  return folded.split(/\s+/).length <= LITTLE && AMBIGUOUS.some((word) => folded.includes(word))
}
