// How mail begins and ends, language by language: as phrases.ts reads it. Data only.
import type { Phrases } from './phrases.ts'

/** What a mail may begin with; a thank-you is a beginning too. */
export const greetings: Phrases = {
  en: `hi|hello|dear|hey|good morning|good afternoon|good evening|good day|greetings|thanks|thank you|many thanks|to whom it may concern|welcome`,
  nl: `beste|geachte|hallo|hoi|hi|dag|goedemorgen|goedemiddag|goedenavond|goedendag|goedendag|lieve|bedankt|dank|hartelijk dank|hartelijk bedankt|welkom`,
  de: `hallo|guten tag|guten morgen|guten abend|liebe|lieber|liebes|sehr geehrte|sehr geehrter|sehr geehrtes|sehr geehrten|moin|servus|grüß gott|grüezi|hi|vielen dank|danke|herzlichen dank|willkommen`,
  fr: `bonjour|bonsoir|cher|chère|chers|chères|madame|monsieur|mesdames|messieurs|salut|merci|bienvenue`,
  es: `hola|estimado|estimada|estimados|estimadas|apreciado|apreciada|buenos días|buenas tardes|buenas noches|buen día|buenas|querido|querida|gracias|muchas gracias|bienvenido|bienvenida`,
  pt: `olá|caro|cara|caros|caras|prezado|prezada|prezados|estimado|estimada|bom dia|boa tarde|boa noite|oi|exmo|exma|exmos|obrigado|obrigada|muito obrigado|muito obrigada`,
  it: `buongiorno|buon giorno|buonasera|buona sera|salve|gentile|gentili|gentilissimo|gentilissima|caro|cara|cari|care|ciao|egregio|egregi|spettabile|spett|grazie`,
  tr: `merhaba|merhabalar|sayın|değerli|sevgili|selam|selamlar|iyi günler|günaydın|iyi akşamlar|saygıdeğer|kıymetli|teşekkür*`,
  az: `salam|salamlar|hörmətli|əziz|dəyərli|sabahınız xeyir|günortanız xeyir|axşamınız xeyir|hər vaxtınız xeyir|təşəkkür*|sağ olun|çox sağ olun`,
  pl: `dzień dobry|dobry wieczór|szanowny|szanowna|szanowni|witam|witaj|cześć|drogi|droga|dziękuj*`,
  ru: `здравствуйте|здравствуй|добрый день|доброе утро|добрый вечер|уважаемый|уважаемая|уважаемые|привет|дорогой|дорогая|спасибо|благодар*`,
  uk: `вітаю|вітаємо|добрий день|доброго дня|доброго ранку|добрий вечір|шановний|шановна|шановні|привіт|дякую|дякуємо`,
  sv: `hej|hejsan|god morgon|god dag|kära|käre|bästa|tack`,
  da: `hej|kære|goddag|godmorgen|god morgen|tak|mange tak`,
  no: `hei|kjære|god dag|god morgen|takk|tusen takk`,
  fi: `hei|moi|hyvä|hyvää|arvoisa|terve|kiitos|kiitoksia`,
}

/** Of a greeting that names somebody: titles and words that are no name. Folded. */
export const noNames: ReadonlySet<string> = new Set(
  `mr mrs ms miss mx dr prof professor sir madam team all everyone everybody colleague colleagues customer customers friend friends there again both guys folks support sales service hiring manager reader
  heer mevrouw mevr mw dhr de en familie collega collegas klant klanten allen allemaal lezer meneer mijnheer relatie
  herr herrn frau familie und damen herren damen kollege kollegin kollegen kunde kundin kunden alle zusammen liebe lieber doktor team
  madame monsieur mesdames messieurs mme mlle et tous toutes client cliente equipe collegue
  senor senora senorita sr sra don dona senores senoras cliente clientes equipo todos todas y
  senhor senhora srs cliente equipa equipe todos e signor signora signore signori dott dottore dottoressa cliente clienti tutti team
  bey bay bayan hanim hanimefendi beyefendi efendi hocam musteri musterimiz musterilerimiz yetkili ekip ekibi arkadaslar herkese herkes ve dostlar size sizlere
  bey bay xanim cenab muellim muellime musteri musterimiz musterilerimiz hemkar hemkarlar komanda dostlar hami her kese ve
  hej herr fru alla kunde kund team hei kaikki asiakas asiakkaamme from at your for and the a an my our mine`.split(
    /\s+/,
  ),
)

/** Short forms that do not begin as the name does. */
export const shortForms: readonly (readonly string[])[] = [
  ['bob', 'rob', 'robert', 'bobby'],
  ['bill', 'will', 'william', 'billy'],
  ['mike', 'michael', 'mick'],
  ['dick', 'rick', 'richard'],
  ['tony', 'anthony', 'antonio'],
  ['jim', 'james', 'jimmy'],
  ['liz', 'beth', 'betty', 'elizabeth', 'elisabeth', 'lisa'],
  ['kate', 'katherine', 'catherine', 'kathy', 'cathy', 'katharina'],
  ['peggy', 'maggie', 'margaret'],
  ['ted', 'edward', 'eddie', 'ned'],
  ['jack', 'john', 'johnny'],
  ['hank', 'henry'],
  ['sasha', 'alexander', 'aleksandr', 'alexandra', 'sascha'],
  ['hans', 'johannes', 'jan', 'johan'],
  ['pepe', 'jose'],
  ['paco', 'francisco'],
  ['mehmet', 'memo', 'mohammed', 'muhammed', 'muhammad'],
  ['sepp', 'josef'],
  ['tom', 'thomas'],
  ['steve', 'stephen', 'steven'],
  ['chuck', 'charles'],
]
