// Who sends such mail: a person, a program, somebody who writes to thousands, or one who should not. Its headers say so better than
// its words; what another filter has found is believed. Nothing is ever deleted for it.
import { type Letter, type Reading } from '../letter.ts'
import { evidenceOf, phrasesOf, type Table, together } from './phrases.ts'

export type Origin = 'person' | 'program' | 'newsletter' | 'spam'

const mass: Table<'mass'> = {
  mass: {
    en: `unsubscribe|view in browser|view this email in your browser|view online|email preferences|manage your preferences|you are receiving this|you received this email because|special offer|limited time offer|~newsletter`,
    nl: `afmelden|uitschrijven|bekijk in browser|bekijk online|bekijk de webversie|u ontvangt deze e mail|voorkeuren beheren|~nieuwsbrief`,
    de: `abmelden|abbestellen|im browser ansehen|im browser anzeigen|online ansicht|sie erhalten diese e mail|einstellungen verwalten|~newsletter`,
    fr: `se désabonner|désabonnement|se désinscrire|voir dans le navigateur|version en ligne|vous recevez cet e mail|gérer vos préférences|~newsletter|~lettre d'information`,
    es: `darse de baja|cancelar la suscripción|ver en el navegador|ver en línea|recibe este correo|gestionar preferencias|~boletín`,
    tr: `abonelikten çık*|e bülten*|tarayıcıda görüntüle*|çevrimiçi görüntüle*|bu e postayı alıyorsunuz|tercihlerinizi yönet*|~bülten*`,
    az: `abunəlikdən çıx*|abunəliyi ləğv*|brauzerdə bax*|bu məktubu alırsınız|seçimlərinizi idarə*|~xəbər bülleteni*`,
    ru: `отписаться|отказаться от рассылки|открыть в браузере|посмотреть в браузере|вы получили это письмо|настройки рассылки|~рассылк*`,
  },
}

export type Headers = readonly (readonly [name: string, value: string])[]

type Sign = { value: Origin; confidence: number; because: string; name: RegExp; says: RegExp }

/** The first that holds decides. */
const SIGNS: Sign[] = [
  sign('spam', 0.95, 'a filter before us marked it', /^x-spam-(?:flag|status)$/, /^yes/),
  sign(
    'spam',
    0.95,
    'a filter before us marked it',
    /^x-rspamd-action$|^x-spam-action$/,
    /^(?:reject|add header|rewrite subject)/,
  ),
  sign('program', 0.95, 'its headers say that a program wrote it', /^auto-submitted$/, /^auto-/),
  sign('newsletter', 0.95, 'it can be unsubscribed from at a click', /^list-unsubscribe-post$/, /./), // RFC 8058
  sign('newsletter', 0.85, 'it says how to unsubscribe', /^list-unsubscribe$/, /./), // RFC 2369
  sign('newsletter', 0.85, 'it went to a list', /^list-(?:id|post)$/, /./), // RFC 2919
  sign('newsletter', 0.8, 'it says that it went to many', /^precedence$/, /^(?:bulk|list|junk)/),
  sign(
    'newsletter',
    0.8,
    'it belongs to a campaign',
    /^x-campaign-?id$|^feedback-id$|^x-mailgun-tag$|^x-mc-user$/,
    /./,
  ),
]

function sign(value: Origin, confidence: number, because: string, name: RegExp, says: RegExp): Sign {
  return { value, confidence, because, name, says }
}

/** Reads its table once: keep what it gives. */
export function createOriginReader(): (letter: Letter, headers: Headers) => Reading<Origin> {
  const find = phrasesOf(mass)
  return (letter, headers) => {
    const known = headers.map(([name, value]) => [name.toLowerCase(), value.trim().toLowerCase()] as const)
    const held = SIGNS.find(({ name, says }) => known.some((header) => name.test(header[0]) && says.test(header[1])))
    const matches = find(letter)
    if (held) {
      const evidence = held.value === 'newsletter' ? evidenceOf(letter, matches) : []
      return { value: held.value, confidence: held.confidence, evidence, because: held.because }
    }
    const confidence = together(letter, matches)
    // One such phrase may be a person's, who wants to be taken off a list.
    if (new Set(matches.map(({ start }) => start)).size >= 2 && confidence > 0.8)
      return { value: 'newsletter', confidence: confidence * 0.85, evidence: evidenceOf(letter, matches) }
    return { value: 'person', confidence: 1 - confidence * 0.5, evidence: [] }
  }
}
