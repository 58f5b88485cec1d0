// Words of people who are cross, who are unhappy and who are glad. Written as phrases.ts reads it.
import type { Table } from './phrases.ts'

export type Feeling = 'frustrated' | 'negative' | 'positive' | 'neutral'

export const feelings: Table<Exclude<Feeling, 'neutral'>> = {
  frustrated: {
    en: `unacceptable|ridiculous|outrageous|fed up|sick of|furious|angry|appalling|disgusting|disgrace*|pathetic|a joke|scam*|~lawyer*|my lawyer|our lawyer|legal action|~worst|worst service|worst company|worst experience|never again|had enough|enough is enough|how many times|for the third time|third mail|fourth mail|fifth mail|third email|fourth email|fifth email|fourth time|fifth time|consumer association|consumer protection|trading standards|ombudsman|~promised|~embarrass*|last warning|waste of time|incompetent|frustrat*|still no reply|still no response|still no answer|nobody answers|no one answers|lost my patience|~still waiting|~complaint`,
    nl: `onacceptabel|belachelijk|schandalig|schande|woedend|boos|spuugzat|oplichting|oplichters|~advoca*|mijn advocaat|onze advocaat|juridische stappen|helemaal klaar mee|ben er klaar mee|genoeg van|aanfluiting|nooit meer|hoe vaak nog|voor de derde keer|derde mail|vierde mail|vijfde mail|vierde keer|vijfde keer|consumentenbond|ombudsman|~beloofd|~geschaamd|waardeloos|incompetent|frustrer*|gefrustreerd|nog steeds geen antwoord|nog steeds geen reactie|niemand reageert|te gek voor woorden|~klacht*`,
    de: `inakzeptabel|unzumutbar|lächerlich|unverschämt*|frechheit|skandal*|wütend|sauer|stinksauer|betrug|betrüger|abzocke|~anwalt*|mein anwalt|meinem anwalt|unser anwalt|unserem anwalt|rechtliche schritte|reicht es|mir reicht*|es reicht jetzt|nie wieder|zum dritten mal|dritte mail|vierte mail|fünfte mail|vierten mal|fünften mal|verbraucherzentrale|verbraucherschutz|~versprochen|~blamiert|wie oft noch|unfähig|frustr*|immer noch keine antwort|niemand antwortet|keiner antwortet|geduld ist am ende|~beschwerde*`,
    fr: `inacceptable*|inadmissible*|scandaleu*|honteu*|honte|furieu*|en colère|ras le bol|marre|arnaque*|escroc*|~avocat*|mon avocat|notre avocat|action en justice|j'en ai assez|en a assez|ça suffit|plus jamais|pour la troisième fois|troisième mail|quatrième mail|cinquième mail|quatrième fois|cinquième fois|association de consommateurs|défense des consommateurs|~promis|incompétent*|frustr*|toujours pas de réponse|toujours aucune réponse|personne ne répond|se moquer de|~réclamation*`,
    es: `inaceptable*|ridícul*|vergüenza|vergonzos*|indignad*|indignante*|furios*|enfadad*|harto|harta|estafa*|~abogad*|mi abogado|nuestro abogado|acciones legales|ya está bien|ya basta|nunca más|por tercera vez|tercer correo|cuarto correo|quinto correo|cuarta vez|quinta vez|asociación de consumidores|defensa del consumidor|~prometi*|incompetente*|frustr*|sigo sin respuesta|nadie responde|nadie contesta|tomadura de pelo|~queja*|~reclamación*`,
    tr: `kabul edilemez|rezalet|rezil*|saçmalık|bıktım|sinirli*|öfkeli*|kızgın*|dolandırıcı*|~avukat*|avukatıma|avukatımız*|yasal yol*|tak etti|sabrım*|dava aç*|bir daha asla|kaçıncı kez|üçüncü kez|üçüncü e posta*|dördüncü e posta*|beşinci e posta*|dördüncü kez|beşinci kez|tüketici derneği*|tüketici hakem*|~söz ver*|~utan*|yeter artık|hâlâ cevap yok|hala cevap yok|kimse cevap ver*|muhatap bulam*|~şikayet*|~şikâyet*`,
    az: `qəbuledilməz*|biabırçılıq*|rüsvayçılıq*|bezmişəm|bezdim|əsəbi*|qəzəbli*|fırıldaqçı*|aldadırsınız|~vəkil*|vəkilimə|vəkilimiz*|məhkəməyə*|səbrim*|cana doy*|bir daha heç vaxt|neçənci dəfə|üçüncü dəfə|üçüncü məktub*|dördüncü məktub*|beşinci məktub*|dördüncü dəfə|beşinci dəfə|istehlakçılar*|~söz ver*|~utan*|bəsdir artıq|hələ də cavab yoxdur|hələ də cavab ver*|heç kim cavab ver*|~şikayət*`,
    ru: `неприемлем*|безобрази*|возмутительн*|возмущен*|позор*|издевательств*|надоел*|достали|злой|зол|в ярости|мошенни*|обман*|~адвокат*|~юрист*|мой адвокат|наш адвокат|моему адвокату|нашему адвокату|терпение лопнуло|терпение кончилось|в суд|судебн*|никогда больше|в третий раз|третье письмо|четвертое письмо|пятое письмо|в четвертый раз|в пятый раз|общество потребителей|роспотребнадзор*|защите прав потребителей|~обещали|~стыдно|сколько можно|до сих пор нет ответа|никто не отвечает|~жалоб*|~претензи*`,
  },
  negative: {
    en: `disappoint*|unhappy|not happy|dissatisfied|not satisfied|poor service|terrible|awful|horrible|annoy*|upset|unfortunately|~bad|~problem|~broken|~wrong`,
    nl: `teleurgesteld|teleurstellend|ontevreden|niet tevreden|niet blij|slecht*|vervelend|jammer|helaas|~probleem|~kapot|~verkeerd`,
    de: `enttäuscht|enttäuschend|unzufrieden|nicht zufrieden|schlecht*|ärgerlich|verärgert|schade|leider|~problem|~kaputt|~falsch`,
    fr: `déçu*|décevant*|mécontent*|insatisfait*|pas content*|pas satisfait*|mauvais*|malheureusement|~problème|~cassé|~erreur`,
    es: `decepcion*|insatisfech*|descontent*|no estoy content*|no estoy satisfech*|mal servicio|pésim*|lamentable*|desgraciadamente|~problema|~rot*`,
    tr: `hayal kırıklığı*|memnun değil*|memnun kalmadı*|kötü*|üzgün*|maalesef|ne yazık ki|~sorun*|~bozuk`,
    az: `məyus*|narazı*|razı deyil*|pis*|təəssüf*|~problem*|~xarab*`,
    ru: `разочаров*|недовол*|не доволен|не довольна|плох*|ужасн*|к сожалению|неприятн*|~проблем*|~сломал*`,
  },
  positive: {
    en: `thank you|thanks|great|excellent|perfect|wonderful|fantastic|awesome|very happy|very satisfied|appreciate*|well done|love it`,
    nl: `bedankt|dank u|dank je|geweldig|uitstekend|perfect|prima|fantastisch|heel blij|zeer tevreden|top`,
    de: `danke|vielen dank|großartig|ausgezeichnet|perfekt|super|toll|hervorragend|sehr zufrieden|prima`,
    fr: `merci|génial*|excellent*|parfait*|formidable*|super|ravi*|très satisfait*|très content*`,
    es: `gracias|genial|excelente*|perfect*|estupend*|fantástic*|muy content*|muy satisfech*|encantad*`,
    tr: `teşekkür*|harika|mükemmel|süper|çok memnun*|çok güzel|bayıldım`,
    az: `təşəkkür*|əla|mükəmməl|super|çox məmnun*|çox gözəl|çox razıyam`,
    ru: `спасибо|благодар*|отличн*|прекрасн*|замечательн*|супер|очень доволен|очень довольна|идеальн*`,
  },
}

/** Around one of the words above, that turn it round. */
export const negations = `not|no|isn't|wasn't|don't|niet|geen|nicht|kein|keine|keinen|pas|aucun|aucune|sin|değil|hiç|yok|yox|deyil|heç|не|нет|ни|без|yoxdur|değiliz|değilim|deyiləm|deyilik|ninguna|ningún`
