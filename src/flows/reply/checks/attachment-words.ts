// How writers say that something is attached, language by language: as phrases.ts reads it. Only what says it of one's own mail:
// "attached" alone is also what a handle is to a pot. Data only.
import type { Phrases } from './phrases.ts'

export const attachedPhrases: Phrases = {
  en: `attached is|attached are|attached please find|attached you will find|attached you'll find|find attached|find enclosed|enclosed please find|enclosed you will find|
    i have attached|i've attached|we have attached|we've attached|i attached|we attached|i am attaching|i'm attaching|we are attaching|we're attaching|i attach|we attach|
    see attached|see the attached|see attachment|see the attachment|see attachments|see the attachments|in the attachment|in the attachments|in the attached|is attached|are attached|
    as attached|attached herewith|i have enclosed|i've enclosed|we have enclosed|i enclose|we enclose|as an attachment|attached below|attached for your reference|attached to this mail|
    attached to this email|attached to this e-mail|attached to this message|the attached file|the attached document|the attached form|the attached invoice|the attached pdf|the attached list`,
  nl: `bijgevoegd vindt u|bijgevoegd vind je|bijgevoegd treft u|in de bijlage|in bijlage|in bijgevoegd*|als bijlage|zie bijlage|zie de bijlage|zie bijgevoegd*|bijgaand*|heb ik bijgevoegd|
    heb bijgevoegd|hebben bijgevoegd|hebben wij bijgevoegd|hebben we bijgevoegd|heb ik bijgesloten|is bijgevoegd|zijn bijgevoegd|bijgesloten vindt u|stuur ik u mee|stuur ik je mee|stuur ik mee|
    heb ik meegestuurd|de bijgevoegde factuur|het bijgevoegde formulier|het bijgevoegde bestand|het bijgevoegde document`,
  de: `anbei|im anhang|im angehängten|im beigefügten|in der anlage finden|in der anlage sende*|in der anlage erhalten|siehe anhang|siehe anlage|als anhang|als anlage|ist beigefügt|sind beigefügt|
    habe ich beigefügt|haben wir beigefügt|ist angehängt|sind angehängt|habe ich angehängt|haben wir angehängt|hänge ich an|füge ich bei|fügen wir bei|das angehängte|die angehängte|beiliegend finden|
    anliegend finden|anliegend sende*|die beigefügte rechnung|das beigefügte formular|das beigefügte dokument|dieser mail beigefügt|dieser e-mail beigefügt`,
  fr: `ci-joint|ci-jointe|ci-joints|ci-jointes|en pièce jointe|en pièces jointes|en annexe|je joins|nous joignons|je vous joins|nous vous joignons|j'ai joint|nous avons joint|voir pièce jointe|
    joint à ce mail|joint à cet e-mail|joint à ce message|jointe à ce mail|jointe à ce message|le document joint|le fichier joint|le formulaire joint|la facture jointe`,
  es: `le adjunto|te adjunto|les adjunto|os adjunto|adjunto le|adjunto encontrará|adjunto encontrarás|adjunta encontrará|adjuntamos|se adjunta|se adjuntan|he adjuntado|hemos adjuntado|en el adjunto|
    en el archivo adjunto|en el documento adjunto|va adjunto|va adjunta|adjunto a este|adjunta a este|como archivo adjunto|en archivo adjunto`,
  pt: `em anexo|segue anexo|segue anexa|seguem anexos|anexei|anexamos|anexo a este|veja o anexo|conforme anexo|no arquivo anexo|no ficheiro anexo|no documento anexo`,
  it: `in allegato|allego|alleghiamo|ho allegato|abbiamo allegato|allegato alla presente|allegato a questa|allegato a questo|trova allegato|troverà allegato|troverà in allegato|vedi allegato|
    si allega|si allegano|come allegato|nel file allegato|nel documento allegato`,
  tr: `ekte|ektedir|ekteki|ek'te|ek'tedir|ek'teki|ekli dosya*|ekli belge*|ekli fatura*|ekli form*|dosyayı ekledim|faturayı ekledim|belgeyi ekledim|formu ekledim|dosyayı ekliyorum|
    faturayı ekliyorum|formu ekliyorum|bu e-postanın ekinde|bu iletinin ekinde|bu mailin ekinde|e-postamızın ekinde|ilişikte|ilişikteki|ek olarak gönder*|ekte gönder*`,
  az: `əlavədə|əlavədəki|əlavədədir|qoşmada|qoşmadadır|qoşmadakı|qoşma kimi|qoşma şəklində|məktuba əlavə et*|məktuba əlavə olun*|məktuba qoş*|faylı əlavə et*|sənədi əlavə et*|fakturanı əlavə et*|
    qaiməni əlavə et*|blankı əlavə et*|formanı əlavə et*|qoşulmuş fayl*|qoşulmuş sənəd*|əlavə olunmuş fayl*|əlavə olunmuş sənəd*|əlavə edilmiş fayl*|əlavə edilmiş sənəd*`,
  pl: `w załączniku|w załącznikach|w załączeniu|załączam|załączamy|załączyłem|załączyłam|dołączam plik|dołączam dokument|dołączam fakturę|załączony plik|załączona faktura|załączony dokument`,
  ru: `во вложении|в приложении к письму|в приложенном файле|прилагаю|прилагаем|прикрепляю|прикрепляем|прикрепил|прикрепила|прикрепили|прикладываю|прикладываем|приложил|приложила|приложили|
    во вложенном файле|см вложение|смотрите вложение|прикреплён к письму|прикреплен к письму|прикреплена к письму|приложен к письму`,
  uk: `у вкладенні|в вкладенні|у прикріпленому файлі|прикріплюю|прикріплюємо|прикріпив|прикріпила|прикріпили|додаю файл|додаю документ|додаю рахунок|долучаю|див вкладення|у додатку до листа`,
  ar: `مرفق طيه|تجدون مرفقا|تجدون في المرفق|ستجدون مرفقا|أرفقت|أرفقنا|نرفق|أرفق لكم|أرفق لك|في المرفقات|مرفق مع هذه|مرفقة مع هذه|الملف المرفق|المستند المرفق|الفاتورة المرفقة|مرفق لكم`,
  he: `מצורף|מצורפת|מצורפים|מצורפות|צירפתי|צירפנו|רצ"ב|מצ"ב|בקובץ המצורף|במסמך המצורף`,
  zh: `请见附件|請見附件|见附件|見附件|请查看附件|請查看附件|请查收附件|請查收附件|附件是|附件为|附件為|附上|随信附|隨信附|已附在|随函附上|隨函附上`,
  ja: `添付いたし|添付しました|添付します|添付しております|添付ファイルをご|添付の通り|添付のとおり|添付にて|添付資料をご|添付の資料|ファイルを添付し`,
  ko: `첨부했*|첨부하였*|첨부합니다|첨부드*|첨부해 드*|첨부된 파일*|첨부파일을 확인*|첨부 파일을 확인*|첨부와 같이`,
  sv: `bifogar|bifogat finns|bifogat hittar du|har bifogat|bifogas|i bilagan|i bifogad*|se bilaga|se bifogad*|som bilaga|bifogade filen|bifogade fakturan`,
  da: `vedhæfter|er vedhæftet|har vedhæftet|vedlagt finder|vedlagt fremsend*|vedlægger|i vedhæftningen|i vedhæftede|i den vedhæftede|se vedhæftede|se vedhæftning|som vedhæftning`,
  no: `legger ved|er vedlagt|har vedlagt|vedlagt finner|vedlagt følger|vedlegger|se vedlegg*|i vedlegget|som vedlegg|i vedlagte|se vedlagte`,
  fi: `liitteenä|liitteessä|liitteestä|liitin tiedoston|liitin laskun|liitin mukaan|ohessa on|ohessa lähetän|oheisessa|oheinen tiedosto|oheisesta tiedostosta`,
  cs: `v příloze|v přílohách|přikládám|přikládáme|přiložil jsem|přiložila jsem|přiložený soubor|přiložený dokument|přiložená faktura|v přiloženém`,
  sk: `v prílohe|v prílohách|prikladám|prikladáme|priložený súbor|priložený dokument|priložená faktúra|v priloženom`,
  hu: `mellékelem|mellékeljük|mellékeltem|mellékeltük|csatolom|csatoljuk|csatoltam|csatoltuk|a mellékletben|csatolva küld*|mellékelve küld*|a csatolt fájl*|a csatolt dokumentum*|a csatolt számla*`,
  ro: `atașez|atașăm|am atașat|în atașament|anexez|anexăm|am anexat|vă anexez|vă atașez|fișierul atașat|documentul atașat|factura atașată|regăsiți atașat`,
  el: `επισυνάπτω|επισυνάπτουμε|επισυνάπτεται|επισυνάπτονται|στο συνημμένο|στα συνημμένα|το συνημμένο αρχείο|το συνημμένο έγγραφο|συνημμένα θα βρείτε|σας επισυνάπτω`,
  hi: `संलग्न है|संलग्न हैं|संलग्न कर रहा|संलग्न कर रही|संलग्न किया है|संलग्न फ़ाइल|संलग्न दस्तावेज़`,
  th: `แนบมาด้วย|แนบมาพร้อม|ได้แนบ|ตามไฟล์แนบ|ตามเอกสารแนบ|ดังไฟล์แนบ|ดังเอกสารแนบ`,
  vi: `tôi đính kèm|tôi gửi kèm|xin đính kèm|chúng tôi đính kèm|chúng tôi gửi kèm|đã đính kèm|trong tệp đính kèm|trong file đính kèm|tệp đính kèm là`,
}

/** Before it these say that nothing is attached, or not yet. Folded; of all languages together. */
export const unattached: ReadonlySet<string> = new Set(
  `not no without never cannot cant dont didnt couldnt wasnt isnt havent nothing forgot forget if unless once when whether
  niet geen zonder nooit vergeten als wanneer indien nicht kein keine keinen ohne nie vergessen wenn falls sobald ob
  pas sans jamais oublie si quand sin nunca olvide cuando sem nunca esqueci nao se quando non senza mai
  olmadan degil eger deyil nie bez nigdy jesli jezeli gdy не нет без если когда немае якщо коли
  inte utan om nar ikke uden uten hvis ei ilman jos en emme ne bez pokud kdyz nem nelkul ha nu fara daca δεν χωρις αν οταν
  לא ללא אם לו لم لا بدون اذا khong chua neu`.split(/\s+/),
)
/** Right before it these say that it is theirs, or ask for it: "can you see the attached". */
export const addressed: ReadonlySet<string> = new Set(
  `you your u uw je jij jouw sie ihr ihre ihrem ihrer du dein deine deinem vous votre vos tu ton ta usted su lei suo voce seu
  sizin senin вы ваш ваше вашем ви ваше du ditt dere`.split(/\s+/),
)
/** Behind it these say the same: "ekte yok". */
export const unattachedAfter: ReadonlySet<string> = new Set(
  `not niet geen nicht kein keine yok degil yoxdur deyil bulunamadi gorunmuyor acilmiyor acilmir`.split(/\s+/),
)
/** What lies in a parcel is attached to no mail. */
export const boxes =
  /(?<!\p{L})(?:parcel|package|packaging|box|shipment|carton|pakket|doos|zending|verpakking|paket|sendung|lieferung|karton|verpackung|colis|paquete|caja|pacco|scatola|encomenda|kutu|koli|kargo|bağlama|qutu|paczk|посылк|коробк)/iu
/** "… in de bijlage van uw mail": theirs. */
export const theirs =
  /^\W{0,3}(?:(?:to|of|from|in|with|by|van|bij|aan|an|von|de|di)\W{1,3})?(?:your|uw|jouw|je|ihrer|ihrem|deiner|deinem|votre|tu|su|sua|vostra)\W{1,3}(?:e-?mail|mail|message|bericht|nachricht|courriel|mensaje|correo|messaggio)/iu
/** "… is attached to the lid": a thing to a thing. */
export const toThings =
  /^(?: [\p{L}\d'’-]{1,30}){0,4} to (?:the|a|an|your|its) (?!(?:last |previous )?(?:e-?mail|mail|message|letter|reply|answer)(?!\p{L}))/iu
