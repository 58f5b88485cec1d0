// What a mail about notifications says, in the languages of the desk. No mail text is in it: numbers, names of colleagues, and
// subjects only for whoever asked for them.
import type { GoalState } from '../../desk/deals/goals.api.ts'
import type { What } from '../../desk/notifications/notifications.api.ts'

export interface MailWords {
  subject(lines: number): string
  hello(name: string): string
  /** A line about one conversation, named as `#17`, or with its subject. */
  one: Record<Exclude<What, 'task' | 'taskDue' | 'goal'>, (conversation: string, by: string) => string>
  /** A line about many. */
  many: Record<Exclude<What, 'goal'>, (conversations: number, by: string) => string>
  /** Where it does not say what a task is called. */
  aTask: string
  task: Record<'given' | 'due' | 'mentioned', (task: string, by: string) => string>
  times(count: number): string
  done(text: string): string
  /** `inboxes` are names. */
  audit(work: string, inboxes: string): string
  /** `name` says how far it is, too. */
  goal(name: string, state: string): string
  goalState: Record<GoalState, string>
  /** A push that somebody asked for, to see whether it comes. */
  pushTest: string
  /** Lines that found no room. */
  more(lines: number): string
  why: string
  /** Whoever answers it writes to nobody. */
  noAnswer: string
  somebody: string
}

const en: MailWords = {
  subject: (lines) => (lines === 1 ? 'Postroom: 1 notification' : `Postroom: ${lines} notifications`),
  hello: (name) => `Hello ${name},`,
  one: {
    assigned: (which, by) => `${which} was assigned to you by ${by}`,
    teamAssigned: (which, by) => `${which} was given to your team by ${by}`,
    replied: (which) => `The customer wrote in ${which}`,
    noted: (which, by) => `${by} wrote a note in ${which}`,
    mentioned: (which, by) => `${by} named you in a note in ${which}`,
    clock: (which) => `Time runs out, or has run out, for ${which}`,
    told: (which) => `A rule tells you of ${which}`,
    undelivered: (which) => `Your answer in ${which} could not be delivered`,
    approval: (which, by) => `${by} asks you to look at a draft, or has looked at yours, in ${which}`,
    calledOff: (which) => `Your letter in ${which} was to go by itself, and did not`,
    followUp: (which) => `No answer has come in ${which}`,
    done: (which) => `Done: ${which}`,
    audit: (which) => `Routing audit: ${which}`,
  },
  many: {
    assigned: (count, by) => `${count} conversations were assigned to you by ${by}`,
    teamAssigned: (count, by) => `${count} conversations were given to your team by ${by}`,
    replied: (count) => `Customers wrote in ${count} conversations`,
    noted: (count) => `There are notes in ${count} conversations`,
    mentioned: (count) => `You were named in notes in ${count} conversations`,
    clock: (count) => `Time runs out, or has run out, for ${count} conversations`,
    told: (count) => `Rules tell you of ${count} conversations`,
    undelivered: (count) => `Your answers in ${count} conversations could not be delivered`,
    approval: (count) => `Drafts wait for approval, or were looked at, in ${count} conversations`,
    calledOff: (count) => `Your letters in ${count} conversations were to go by themselves, and did not`,
    followUp: (count) => `No answer has come in ${count} conversations`,
    done: (count) => `Done: ${count}`,
    audit: (count) => `Routing audits: ${count}`,
    task: (count, by) => `${count} tasks were given to you by ${by}`,
    taskDue: (count) => `${count} tasks are due`,
  },
  aTask: 'a task',
  task: {
    given: (task, by) => `You were given ${task} by ${by}`,
    due: (task) => `Due: ${task}`,
    mentioned: (task, by) => `${by} named you in ${task}`,
  },
  times: (count) => ` (${count} times)`,
  done: (text) => `Done: ${text}`,
  audit: (work, inboxes) =>
    work === 'drift' ? `The mail is no longer what it was: ${inboxes}` : `An audit of routing is due: ${inboxes}`,
  goal: (name, state) => `Your goal “${name}”: ${state}`,
  goalState: {
    coming: 'not begun',
    reached: 'reached',
    onTrack: 'on its way',
    unclear: 'not clear yet',
    behind: 'behind',
    missed: 'missed',
    few: 'too few cases to say',
  },
  pushTest: 'Push works in this browser.',
  more: (lines) => `… and ${lines} more.`,
  why: 'You get this mail because you chose it on your profile, where you can also end it:',
  noAnswer: 'Nobody reads answers to this mail.',
  somebody: 'Postroom',
}

const nl: MailWords = {
  subject: (lines) => (lines === 1 ? 'Postroom: 1 melding' : `Postroom: ${lines} meldingen`),
  hello: (name) => `Hallo ${name},`,
  one: {
    assigned: (which, by) => `${which} is aan je toegewezen door ${by}`,
    teamAssigned: (which, by) => `${which} is aan je team gegeven door ${by}`,
    replied: (which) => `De klant schreef in ${which}`,
    noted: (which, by) => `${by} schreef een notitie in ${which}`,
    mentioned: (which, by) => `${by} noemde je in een notitie in ${which}`,
    clock: (which) => `De tijd loopt af, of is om, voor ${which}`,
    told: (which) => `Een regel wijst je op ${which}`,
    undelivered: (which) => `Je antwoord in ${which} kon niet worden bezorgd`,
    approval: (which, by) => `${by} vraagt je een concept te bekijken, of bekeek dat van jou, in ${which}`,
    calledOff: (which) => `Je bericht in ${which} zou vanzelf weggaan, en deed dat niet`,
    followUp: (which) => `Er kwam geen antwoord in ${which}`,
    done: (which) => `Klaar: ${which}`,
    audit: (which) => `Routeringsaudit: ${which}`,
  },
  many: {
    assigned: (count, by) => `${count} gesprekken zijn aan je toegewezen door ${by}`,
    teamAssigned: (count, by) => `${count} gesprekken zijn aan je team gegeven door ${by}`,
    replied: (count) => `Klanten schreven in ${count} gesprekken`,
    noted: (count) => `Er zijn notities in ${count} gesprekken`,
    mentioned: (count) => `Je bent genoemd in notities in ${count} gesprekken`,
    clock: (count) => `De tijd loopt af, of is om, voor ${count} gesprekken`,
    told: (count) => `Regels wijzen je op ${count} gesprekken`,
    undelivered: (count) => `Je antwoorden in ${count} gesprekken konden niet worden bezorgd`,
    approval: (count) => `In ${count} gesprekken wachten concepten op goedkeuring, of zijn ze bekeken`,
    calledOff: (count) => `Je berichten in ${count} gesprekken zouden vanzelf weggaan, en deden dat niet`,
    followUp: (count) => `Er kwam geen antwoord in ${count} gesprekken`,
    done: (count) => `Klaar: ${count}`,
    audit: (count) => `Routeringsaudits: ${count}`,
    task: (count, by) => `${count} taken zijn je gegeven door ${by}`,
    taskDue: (count) => `${count} taken moeten nu gedaan worden`,
  },
  aTask: 'een taak',
  task: {
    given: (task, by) => `Je kreeg ${task} van ${by}`,
    due: (task) => `Nu te doen: ${task}`,
    mentioned: (task, by) => `${by} noemde je in ${task}`,
  },
  times: (count) => ` (${count} keer)`,
  done: (text) => `Klaar: ${text}`,
  audit: (work, inboxes) =>
    work === 'drift'
      ? `De mail is niet meer wat hij was: ${inboxes}`
      : `Een audit van de routering is aan de beurt: ${inboxes}`,
  goal: (name, state) => `Je doel “${name}”: ${state}`,
  goalState: {
    coming: 'niet begonnen',
    reached: 'bereikt',
    onTrack: 'op weg',
    unclear: 'nog niet duidelijk',
    behind: 'achter',
    missed: 'gemist',
    few: 'te weinig gevallen',
  },
  pushTest: 'Pushmeldingen werken in deze browser.',
  more: (lines) => `… en nog ${lines}.`,
  why: 'Je krijgt deze mail omdat je daarvoor koos in je profiel. Daar kun je hem ook uitzetten:',
  noAnswer: 'Antwoorden op deze mail worden niet gelezen.',
  somebody: 'Postroom',
}

const az: MailWords = {
  subject: (lines) => `Postroom: ${lines} bildiriş`,
  hello: (name) => `Salam, ${name}!`,
  one: {
    assigned: (which, by) => `${which} sizə təyin edildi (${by})`,
    teamAssigned: (which, by) => `${which} komandanıza verildi (${by})`,
    replied: (which) => `Müştəri yazdı: ${which}`,
    noted: (which, by) => `${by} qeyd yazdı: ${which}`,
    mentioned: (which, by) => `${by} qeyddə adınızı çəkdi: ${which}`,
    clock: (which) => `Vaxt bitir və ya bitib: ${which}`,
    told: (which) => `Qayda diqqətinizə çatdırır: ${which}`,
    undelivered: (which) => `Cavabınız çatdırıla bilmədi: ${which}`,
    approval: (which, by) => `${by} qaralamaya baxmağınızı xahiş edir və ya sizinkinə baxıb: ${which}`,
    calledOff: (which) => `Vaxtında getməli olan məktubunuz getmədi: ${which}`,
    followUp: (which) => `Cavab gəlmədi: ${which}`,
    done: (which) => `Hazırdır: ${which}`,
    audit: (which) => `Yönləndirmə auditi: ${which}`,
  },
  many: {
    assigned: (count, by) => `${count} yazışma sizə təyin edildi (${by})`,
    teamAssigned: (count, by) => `${count} yazışma komandanıza verildi (${by})`,
    replied: (count) => `Müştərilər ${count} yazışmada yazdı`,
    noted: (count) => `${count} yazışmada qeydlər var`,
    mentioned: (count) => `${count} yazışmada qeydlərdə adınız çəkildi`,
    clock: (count) => `${count} yazışma üçün vaxt bitir və ya bitib`,
    told: (count) => `Qaydalar ${count} yazışmanı diqqətinizə çatdırır`,
    undelivered: (count) => `${count} yazışmadakı cavablarınız çatdırıla bilmədi`,
    approval: (count) => `${count} yazışmada qaralamalar təsdiq gözləyir və ya onlara baxılıb`,
    calledOff: (count) => `${count} yazışmada vaxtında getməli olan məktublarınız getmədi`,
    followUp: (count) => `${count} yazışmada cavab gəlmədi`,
    done: (count) => `Hazırdır: ${count}`,
    audit: (count) => `Yönləndirmə auditləri: ${count}`,
    task: (count, by) => `Sizə ${count} tapşırıq verildi (${by})`,
    taskDue: (count) => `${count} tapşırığın vaxtı çatdı`,
  },
  aTask: 'bir tapşırıq',
  task: {
    given: (task, by) => `Sizə verildi: ${task} (${by})`,
    due: (task) => `Vaxtı çatdı: ${task}`,
    mentioned: (task, by) => `${by} adınızı çəkdi: ${task}`,
  },
  times: (count) => ` (${count} dəfə)`,
  done: (text) => `Hazırdır: ${text}`,
  audit: (work, inboxes) =>
    work === 'drift' ? `Məktublar əvvəlki kimi deyil: ${inboxes}` : `Yönləndirmə auditinin vaxtı çatıb: ${inboxes}`,
  goal: (name, state) => `Hədəfiniz “${name}”: ${state}`,
  goalState: {
    coming: 'başlamayıb',
    reached: 'çatılıb',
    onTrack: 'yolundadır',
    unclear: 'hələ aydın deyil',
    behind: 'geridə',
    missed: 'çatılmayıb',
    few: 'hal çox azdır',
  },
  pushTest: 'Push bildirişləri bu brauzerdə işləyir.',
  more: (lines) => `… və daha ${lines}.`,
  why: 'Bu məktubu profilinizdə seçdiyiniz üçün alırsınız. Onu orada da dayandıra bilərsiniz:',
  noAnswer: 'Bu məktuba yazılan cavabları heç kim oxumur.',
  somebody: 'Postroom',
}

const de: MailWords = {
  subject: (lines) => (lines === 1 ? 'Postroom: 1 Mitteilung' : `Postroom: ${lines} Mitteilungen`),
  hello: (name) => `Guten Tag ${name},`,
  one: {
    assigned: (which, by) => `${which} wurde Ihnen zugewiesen von ${by}`,
    teamAssigned: (which, by) => `${which} wurde Ihrem Team gegeben von ${by}`,
    replied: (which) => `Der Kunde hat geschrieben in ${which}`,
    noted: (which, by) => `${by} hat eine Notiz geschrieben in ${which}`,
    mentioned: (which, by) => `${by} hat Sie in einer Notiz genannt in ${which}`,
    clock: (which) => `Die Zeit läuft ab oder ist abgelaufen bei ${which}`,
    told: (which) => `Eine Regel weist Sie hin auf ${which}`,
    undelivered: (which) => `Ihre Antwort in ${which} konnte nicht zugestellt werden`,
    approval: (which, by) => `${by} bittet Sie, einen Entwurf anzusehen, oder hat Ihren angesehen, in ${which}`,
    calledOff: (which) => `Ihr Brief in ${which} sollte von selbst hinausgehen und ging nicht`,
    followUp: (which) => `Keine Antwort kam in ${which}`,
    done: (which) => `Fertig: ${which}`,
    audit: (which) => `Prüfung der Verteilung: ${which}`,
  },
  many: {
    assigned: (count, by) => `${count} Vorgänge wurden Ihnen zugewiesen von ${by}`,
    teamAssigned: (count, by) => `${count} Vorgänge wurden Ihrem Team gegeben von ${by}`,
    replied: (count) => `Kunden haben in ${count} Vorgängen geschrieben`,
    noted: (count) => `Es gibt Notizen in ${count} Vorgängen`,
    mentioned: (count) => `Sie wurden in Notizen zu ${count} Vorgängen genannt`,
    clock: (count) => `Die Zeit läuft ab oder ist abgelaufen bei ${count} Vorgängen`,
    told: (count) => `Regeln weisen Sie auf ${count} Vorgänge hin`,
    undelivered: (count) => `Ihre Antworten in ${count} Vorgängen konnten nicht zugestellt werden`,
    approval: (count) => `Entwürfe warten auf Freigabe oder wurden angesehen in ${count} Vorgängen`,
    calledOff: (count) => `Ihre Briefe in ${count} Vorgängen sollten von selbst hinausgehen und gingen nicht`,
    followUp: (count) => `Keine Antwort kam in ${count} Vorgängen`,
    done: (count) => `Fertig: ${count}`,
    audit: (count) => `Prüfungen der Verteilung: ${count}`,
    task: (count, by) => `${count} Aufgaben wurden Ihnen gegeben von ${by}`,
    taskDue: (count) => `${count} Aufgaben sind fällig`,
  },
  aTask: 'eine Aufgabe',
  task: {
    given: (task, by) => `Sie haben ${task} bekommen von ${by}`,
    due: (task) => `Fällig: ${task}`,
    mentioned: (task, by) => `${by} hat Sie genannt: ${task}`,
  },
  times: (count) => ` (${count}-mal)`,
  done: (text) => `Fertig: ${text}`,
  audit: (work, inboxes) =>
    work === 'drift'
      ? `Die Mail ist nicht mehr, was sie war: ${inboxes}`
      : `Eine Prüfung der Verteilung ist fällig: ${inboxes}`,
  goal: (name, state) => `Ihr Ziel “${name}”: ${state}`,
  goalState: {
    coming: 'nicht begonnen',
    reached: 'erreicht',
    onTrack: 'auf dem Weg',
    unclear: 'noch nicht klar',
    behind: 'im Rückstand',
    missed: 'verfehlt',
    few: 'zu wenige Fälle',
  },
  pushTest: 'Push-Mitteilungen kommen in diesem Browser an.',
  more: (lines) => `… und ${lines} weitere.`,
  why: 'Sie erhalten diese Mail, weil Sie das in Ihrem Profil so gewählt haben. Dort können Sie sie auch abbestellen:',
  noAnswer: 'Antworten auf diese Mail liest niemand.',
  somebody: 'Postroom',
}

// No suffix hangs on a name, a number or a subject: which one it takes depends on how they are spoken.
const tr: MailWords = {
  subject: (lines) => `Postroom: ${lines} bildirim`,
  hello: (name) => `Merhaba ${name},`,
  one: {
    assigned: (which, by) => `Size atandı: ${which} (${by})`,
    teamAssigned: (which, by) => `Ekibinize verildi: ${which} (${by})`,
    replied: (which) => `Müşteri yazdı: ${which}`,
    noted: (which, by) => `${by} not yazdı: ${which}`,
    mentioned: (which, by) => `${by} bir notta adınızı andı: ${which}`,
    clock: (which) => `Süre doluyor ya da doldu: ${which}`,
    told: (which) => `Bir kural size gösteriyor: ${which}`,
    undelivered: (which) => `Yanıtınız teslim edilemedi: ${which}`,
    approval: (which, by) => `${by} bir taslağa bakmanızı istiyor ya da sizinkine baktı: ${which}`,
    calledOff: (which) => `Kendiliğinden gidecek mektubunuz gitmedi: ${which}`,
    followUp: (which) => `Yanıt gelmedi: ${which}`,
    done: (which) => `Bitti: ${which}`,
    audit: (which) => `Yönlendirme denetimi: ${which}`,
  },
  many: {
    assigned: (count, by) => `Size ${count} yazışma atandı (${by})`,
    teamAssigned: (count, by) => `Ekibinize ${count} yazışma verildi (${by})`,
    replied: (count) => `Müşteriler ${count} yazışmada yazdı`,
    noted: (count) => `${count} yazışmada notlar var`,
    mentioned: (count) => `${count} yazışmadaki notlarda adınız anıldı`,
    clock: (count) => `${count} yazışmada süre doluyor ya da doldu`,
    told: (count) => `Kurallar ${count} yazışmayı gösteriyor`,
    undelivered: (count) => `${count} yazışmadaki yanıtlarınız teslim edilemedi`,
    approval: (count) => `${count} yazışmada taslaklar onay bekliyor ya da bakıldı`,
    calledOff: (count) => `${count} yazışmadaki mektuplarınız kendiliğinden gidecekti ve gitmedi`,
    followUp: (count) => `${count} yazışmada yanıt gelmedi`,
    done: (count) => `Bitti: ${count}`,
    audit: (count) => `Yönlendirme denetimleri: ${count}`,
    task: (count, by) => `Size ${count} görev verildi (${by})`,
    taskDue: (count) => `${count} görevin zamanı geldi`,
  },
  aTask: 'bir görev',
  task: {
    given: (task, by) => `Size verildi: ${task} (${by})`,
    due: (task) => `Zamanı geldi: ${task}`,
    mentioned: (task, by) => `${by} adınızı andı: ${task}`,
  },
  times: (count) => ` (${count} kez)`,
  done: (text) => `Bitti: ${text}`,
  audit: (work, inboxes) =>
    work === 'drift'
      ? `Postalar artık eskisi gibi değil: ${inboxes}`
      : `Yönlendirme denetiminin zamanı geldi: ${inboxes}`,
  goal: (name, state) => `Hedefiniz “${name}”: ${state}`,
  goalState: {
    coming: 'başlamadı',
    reached: 'ulaşıldı',
    onTrack: 'yolunda',
    unclear: 'henüz belli değil',
    behind: 'geride',
    missed: 'kaçırıldı',
    few: 'çok az durum',
  },
  pushTest: 'Anlık bildirimler bu tarayıcıda çalışıyor.',
  more: (lines) => `… ve ${lines} tane daha.`,
  why: 'Bu e-postayı profilinizde seçtiğiniz için alıyorsunuz. Oradan kapatabilirsiniz de:',
  noAnswer: 'Bu e-postaya verilen yanıtları kimse okumaz.',
  somebody: 'Postroom',
}

const languages: Record<string, MailWords> = { en, nl, de, az, tr }

/** English where somebody never chose. */
export function mailWords(locale: string | null): MailWords {
  return languages[locale ?? 'en'] ?? en
}
