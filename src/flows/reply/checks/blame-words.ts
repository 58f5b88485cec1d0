// How a mail puts the blame on who reads it, language by language: as phrases.ts reads it. Only what hardly anybody writes kindly.
import type { Phrases } from './phrases.ts'

export const blamePhrases: Phrases = {
  en: `you failed to|you have failed to|you neglected to|you should have known|you should have read|you should have checked|you should have told|your own fault|your fault|your mistake|
    your own mistake|you are wrong|you're wrong|you were wrong|you claim that|you claim to|as i already told you|as we already told you|as i already said|as already stated|as i have already explained|
    like i said before|like i said|had you read|if you had read|you obviously|you clearly did not|you clearly didn't|you did not bother|you didn't bother|you must have done something wrong|
    you did it wrong|you refuse to|you keep asking|calm down|not our problem|not my problem|that is your problem|that's your problem`,
  nl: `uw eigen schuld|je eigen schuld|eigen schuld|uw fout|jouw fout|u had moeten weten|je had moeten weten|u had moeten lezen|je had moeten lezen|u hebt nagelaten|u heeft nagelaten|u heeft verzuimd|
    u beweert|je beweert|zoals ik al zei|zoals ik al zei|zoals al eerder gezegd|zoals wij u al hebben verteld|zoals ik u al heb uitgelegd|als u had gelezen|als je had gelezen|
    dat is uw probleem|dat is jouw probleem|niet ons probleem|u weigert|je weigert`,
  de: `ihre eigene schuld|deine eigene schuld|selbst schuld|ihr fehler|dein fehler|ihr eigener fehler|sie haben es versäumt|sie haben versäumt|du hast versäumt|sie hätten wissen müssen|
    du hättest wissen müssen|sie hätten lesen müssen|sie behaupten|du behauptest|wie ich bereits sagte|wie ich ihnen bereits sagte|wie bereits gesagt|wie schon gesagt|wie ich ihnen schon erklärt habe|
    hätten sie gelesen|wenn sie gelesen hätten|das ist ihr problem|das ist dein problem|nicht unser problem|sie weigern sich|beruhigen sie sich`,
  fr: `c'est votre faute|c'est ta faute|votre erreur|vous avez omis de|vous avez négligé|vous auriez dû savoir|vous auriez dû lire|vous prétendez|comme je vous l'ai déjà dit|comme déjà dit|
    comme je l'ai déjà expliqué|si vous aviez lu|ce n'est pas notre problème|vous refusez de|calmez-vous`,
  es: `es su culpa|es tu culpa|culpa suya|su propio error|usted no leyó|no ha leído bien|debería haber sabido|debería haber leído|usted afirma|como ya le dije|como ya le he dicho|como ya dije|
    si hubiera leído|no es nuestro problema|se niega a|cálmese`,
  it: `è colpa sua|è colpa tua|colpa vostra|errore suo|avrebbe dovuto sapere|avrebbe dovuto leggere|lei sostiene|come le ho già detto|come già detto|se avesse letto|non è un nostro problema|si rifiuta di`,
  pt: `a culpa é sua|culpa sua|erro seu|deveria ter lido|deveria saber|como já lhe disse|como já disse|se tivesse lido|não é problema nosso|o senhor alega|você alega|recusa-se a`,
  tr: `sizin hatanız|senin hatan|sizin suçunuz|kendi hatanız|kendi suçunuz|bilmeniz gerekirdi|okumanız gerekirdi|iddia ediyorsunuz|daha önce de söylediğim gibi|size daha önce de söyledim|daha önce söylemiştim|
    okusaydınız|bizim sorunumuz değil|sizin sorununuz|ihmal ettiniz|sakin olun`,
  az: `sizin günahınız|sənin günahın|öz günahınız|sizin səhviniz|öz səhviniz|bilməli idiniz|oxumalı idiniz|iddia edirsiniz|artıq demişdim|sizə artıq demişdim|dediyim kimi|oxusaydınız|
    bizim problemimiz deyil|sizin probleminiz|diqqətsizliyiniz|sakit olun`,
  pl: `to pana wina|to pani wina|pana błąd|pani błąd|powinien pan wiedzieć|powinna pani wiedzieć|jak już mówiłem|jak już mówiłam|jak już pisałem|jak już pisałam|gdyby pan przeczytał|gdyby pani przeczytała|to nie nasz problem|proszę się uspokoić`,
  ru: `вы сами виноваты|сами виноваты|это ваша вина|ваша ошибка|вы должны были знать|вы должны были прочитать|вы утверждаете|как я уже говорил|как я уже говорила|как уже было сказано|если бы вы прочитали|это не наша проблема|это ваша проблема|успокойтесь`,
  uk: `ви самі винні|це ваша провина|ваша помилка|ви повинні були знати|як я вже казав|як я вже казала|якби ви прочитали|це не наша проблема|заспокойтеся`,
  sv: `ditt eget fel|ert eget fel|du borde ha vetat|du borde ha läst|du påstår|som jag redan sagt|om du hade läst|inte vårt problem`,
  da: `din egen skyld|deres egen skyld|du burde have vidst|du burde have læst|du påstår|som jag allerede har sagt|som jeg allerede har sagt|hvis du havde læst|ikke vores problem`,
  no: `din egen feil|din egen skyld|du burde ha visst|du burde ha lest|du påstår|som jeg allerede har sagt|hvis du hadde lest|ikke vårt problem`,
  fi: `oma vikasi|oma vikanne|teidän vikanne|sinun vikasi|olisi pitänyt tietää|väitätte|kuten jo sanoin|ei ole meidän ongelmamme`,
}

/** Words of the workshop that customers seldom know. Few: what the house adds is its own. */
export const jargonPhrases: Phrases = {
  en: `circle back|touch base|low-hanging fruit|synergies|synergy|second-line support|second line support|third-line support|tier 2|tier 3|l2 support|l3 support|root cause analysis|edge case|repro steps|as per my last email|per my last email|going forward`,
  nl: `tweedelijns support|tweede lijn|derde lijn|root cause|repro|escalatie|geëscaleerd|terugkoppeling`,
  de: `second level support|third level support|root cause|zeitnah|diesbezüglich|bezugnehmend auf`,
  tr: `ikinci seviye destek|kök neden analizi|eskale edildi|eskalasyon`,
  az: `ikinci səviyyə dəstək|eskalasiya`,
}
