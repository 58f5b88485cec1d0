// How soon it has to be looked at, as long as a desk's own decisions have taught nothing better: then the classifier is trained on those,
// and this only says why somebody thinks it is urgent.
import type { Letter, Reading } from '../letter.ts'
import { evidenceOf, phrasesOf, type Table, together } from './phrases.ts'

export type Priority = 'low' | 'normal' | 'high' | 'urgent'

const words: Table<'low' | 'high' | 'urgent'> = {
  urgent: {
    en: `urgent*|asap|as soon as possible|immediately|emergency|right away|everything is down|system is down|server is down|production is down|outage|data breach|security incident|~today`,
    nl: `dringend|spoed|zo snel mogelijk|onmiddellijk|meteen|noodgeval|alles ligt plat|ligt eruit|storing|datalek|~vandaag nog`,
    de: `dringend*|eilig|eilt|so schnell wie möglich|schnellstmöglich|umgehend|sofort|notfall|komplett ausgefallen|ausfall|datenleck|~heute noch`,
    fr: `urgent*|urgence|dès que possible|au plus vite|immédiatement|tout de suite|en panne totale|hors service|fuite de données|~aujourd'hui`,
    es: `urgente*|urgencia|lo antes posible|cuanto antes|inmediatamente|de inmediato|emergencia|caído|fuga de datos|~hoy mismo`,
    tr: `acil*|ivedi*|en kısa sürede|bir an önce|derhal|hemen|sistem çöktü|veri sızıntısı|~bugün`,
    az: `təcili*|ən qısa zamanda|dərhal|tez bir zamanda|sistem çöküb|qəza*|məlumat sızması|~bu gün`,
    ru: `срочн*|как можно скорее|как можно быстрее|немедленно|незамедлительно|авари*|все лежит|утечк*|~сегодня`,
  },
  high: {
    en: `important|deadline|by tomorrow|before tomorrow|lawyer|legal action|final notice|complaint|blocked|can't work|cannot work|overdue`,
    nl: `belangrijk|deadline|voor morgen|uiterlijk morgen|advocaat|klacht|aanmaning|kunnen niet werken`,
    de: `wichtig|frist|bis morgen|spätestens morgen|anwalt|beschwerde|mahnung|können nicht arbeiten|überfällig`,
    fr: `important|date limite|avant demain|d'ici demain|avocat|réclamation|mise en demeure|bloqué*`,
    es: `importante|fecha límite|antes de mañana|para mañana|abogado*|reclamación|bloquead*`,
    tr: `önemli|son tarih|yarına kadar|avukat*|şikayet*|çalışamıyoruz`,
    az: `vacib*|son tarix|sabaha qədər|vəkil*|şikayət*|işləyə bilmirik`,
    ru: `важно|крайний срок|до завтра|адвокат*|претензи*|жалоб*|не можем работать|просрочен*`,
  },
  low: {
    en: `no rush|no hurry|when you have time|whenever you can|not urgent|for your information|fyi`,
    nl: `geen haast|wanneer u tijd heeft|als je tijd hebt|niet dringend|ter informatie|ter info`,
    de: `keine eile|nicht dringend|nicht eilig|eilt nicht|wenn sie zeit haben|zur information|zur kenntnis`,
    fr: `pas urgent|rien d'urgent|quand vous aurez le temps|pour information|pour info`,
    es: `no es urgente|sin prisa|cuando tenga tiempo|cuando pueda|para su información`,
    tr: `acil değil|acelesi yok|vaktiniz olduğunda|müsait olduğunuzda|bilginize`,
    az: `təcili deyil|tələsik deyil|vaxtınız olanda|məlumat üçün`,
    ru: `не срочно|не к спеху|когда будет время|когда сможете|для информации|к сведению`,
  },
}

const LEAST = 0.5

/** Reads its table once: keep what it gives. */
export function createPriorityReader(): (letter: Letter) => Reading<Priority> {
  const find = phrasesOf(words)
  return (letter) => {
    const matches = find(letter)
    for (const value of ['low', 'urgent', 'high'] as const) {
      const mine = matches.filter((match) => match.value === value)
      const confidence = together(letter, mine)
      if (confidence > LEAST) return { value, confidence, evidence: evidenceOf(letter, mine) }
    }
    return { value: 'normal', confidence: matches.length > 0 ? 0.5 : 0.7, evidence: [] }
  }
}
