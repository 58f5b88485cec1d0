// How people who are away say so, in twenty languages: by the subject their program puts before ours, and in the first lines. One
// of the two alone is also what people write about, so whoever asks wants a second sign.

/** Beginnings of subjects, in lower case. */
const SUBJECTS: Record<string, string> = {
  en: 'automatic reply|auto reply|auto-reply|autoreply|auto response|auto-response|automatic response|automated reply|automated response|auto:|out of office|out of the office|out-of-office|ooo|vacation|away from|on holiday|on vacation|on leave|away until|absence|absent',
  nl: 'automatisch antwoord|automatische beantwoording|afwezig|buiten kantoor|niet aanwezig',
  de: 'automatische antwort|abwesen|nicht im büro|nicht im haus|außer haus|urlaubsvertretung',
  fr: 'réponse automatique|reponse automatique|absent|absence|message d’absence|hors du bureau',
  es: 'respuesta automática|respuesta automatica|fuera de la oficina|fuera de oficina|ausente|ausencia',
  pt: 'resposta automática|resposta automatica|fora do escritório|fora do escritorio|ausência|ausencia',
  it: 'risposta automatica|fuori sede|fuori ufficio|assenza|assente',
  tr: 'otomatik yanıt|otomatik cevap|ofis dışı|ofis dışında|izindeyim',
  az: 'avtomatik cavab|ofisdən kənar|məzuniyyət|ofisde deyil',
  pl: 'automatyczna odpowiedź|autoodpowiedź|odpowiedź automatyczna|poza biurem|nieobecn',
  ru: 'автоматический ответ|автоответ|вне офиса|отсутств|в отпуске',
  uk: 'автоматична відповідь|автовідповідь|поза офісом|відсутн|у відпустці',
  ar: 'رد تلقائي|الرد التلقائي|خارج المكتب|في إجازة',
  he: 'תשובה אוטומטית|מענה אוטומטי|מחוץ למשרד|בחופשה',
  zh: '自动回复|自動回覆|自动答复|外出|不在办公室|休假',
  ja: '自動返信|自動応答|不在|休暇',
  ko: '자동 회신|자동회신|자동 응답|자동응답|자동 답장|부재',
  sv: 'autosvar|automatiskt svar|frånvaro|inte på kontoret|semester',
  da: 'autosvar|automatisk svar|fravær|ikke på kontoret|på ferie',
  fi: 'automaattinen vastaus|poissa|poissaolo|lomalla',
  others:
    'automatisk|automatikus válasz|răspuns automat|αυτόματη απάντηση|phản hồi tự động|स्वचालित|automatická odpověď|automatyczna',
}

/** Within the first lines, in lower case. */
const FIRST_LINES: Record<string, string> = {
  en: 'out of the office|out of office|on vacation|on annual leave|on holiday until|away from my desk|away from the office|currently away|limited access to email|limited access to my email|when i return|upon my return|back in the office|i am away|i will be away',
  nl: 'niet aanwezig|afwezig|buiten kantoor|met vakantie|op vakantie|bij mijn terugkomst|weer aanwezig|beperkt toegang tot mijn e-mail',
  de: 'nicht im büro|nicht im haus|abwesend|außer haus|im urlaub|wieder erreichbar|wieder im büro|nach meiner rückkehr|wird nicht weitergeleitet',
  fr: 'absent du bureau|actuellement absent|suis absent|en congé|en vacances|de retour le|à mon retour|accès limité à mes',
  es: 'fuera de la oficina|estoy ausente|estaré ausente|de vacaciones|a mi regreso|a mi vuelta|acceso limitado',
  pt: 'fora do escritório|estou ausente|estarei ausente|de férias|em férias|no meu regresso|quando retornar|acesso limitado',
  it: 'fuori ufficio|sono assente|sarò assente|in ferie|al mio rientro|accesso limitato',
  tr: 'ofis dışında|ofiste olmayacağım|ofiste değilim|izindeyim|yıllık izinde|tatildeyim|döndüğümde|dönüşümde',
  az: 'ofisdə deyiləm|ofisdən kənar|məzuniyyətdəyəm|qayıtdıqdan sonra|qayıdanda|ezamiyyətdəyəm',
  pl: 'poza biurem|jestem nieobecn|na urlopie|po powrocie|ograniczony dostęp',
  ru: 'нет на рабочем месте|не в офисе|вне офиса|в отпуске|буду отсутствовать|после возвращения|ограниченный доступ к почте',
  uk: 'немає на робочому місці|не в офісі|поза офісом|у відпустці|буду відсутн|після повернення',
  ar: 'خارج المكتب|في إجازة|عند عودتي|بعد عودتي|غير متواجد',
  he: 'מחוץ למשרד|בחופשה|כשאחזור|עם שובי|לא נמצא במשרד',
  zh: '不在办公室|外出|休假|度假|回来后|不在辦公室|無法及時回覆|无法及时回复',
  ja: '不在にして|不在の|休暇中|休暇を|外出して|戻り次第|出張中',
  ko: '부재중|휴가 중|휴가중|자리를 비|출장 중|복귀 후|돌아온 후',
  sv: 'inte på kontoret|är på semester|är bortrest|är ledig|när jag är tillbaka|åter på kontoret|begränsad tillgång',
  da: 'ikke på kontoret|på ferie|er bortrejst|er fraværende|når jeg er tilbage|tilbage på kontoret|begrænset adgang',
  fi: 'poissa toimistolta|lomalla|olen poissa|palaan töihin|palattuani|en ole tavoitettavissa',
}

const all = (table: Record<string, string>): string[] => Object.values(table).flatMap((words) => words.split('|'))
const subjects = all(SUBJECTS)
const firstLines = all(FIRST_LINES)
const READ = 800

const PROGRAMS = /auto|авто|تلقائي|אוטומטי|自动|自動|자동|otomatik|avtomatik|réponse|risposta/
const programs = subjects.filter((one) => PROGRAMS.test(one))

const bareSubject = (subject: string): string =>
  subject
    .slice(0, 300)
    .trim()
    .toLowerCase()
    .replace(/^(?:re|aw|sv|ynt|antw|odp|vs): ?/, '')
    .replace(/^\[[^\]]{0,40}\] ?/, '')

/** Put before our subject, with a colon: nobody writes that by hand. */
export function namesProgram(subject: string): boolean {
  const bare = bareSubject(subject)
  return programs.some((one) => bare.startsWith(one) && /^ {0,2}[:：]/.test(bare.slice(one.length)))
}

/** Whoever is away stands before it, as Domino has it. */
const SOMEBODY_IS = /^[^:]{1,60}? (?:is|ist|est|è|está|will be) /

export function namesAbsence(subject: string): boolean {
  const bare = bareSubject(subject)
  const rest = bare.slice(SOMEBODY_IS.exec(bare)?.[0].length ?? 0)
  return [bare, rest].some((text) =>
    subjects.some((one) => text.startsWith(one) && !(one.length < 5 && /^\p{L}/u.test(text.slice(one.length)))),
  )
}

export function tellsAbsence(text: string): boolean {
  const first = text.slice(0, READ).toLowerCase().replace(/\s+/g, ' ')
  return firstLines.some((one) => first.includes(one))
}
