// How people say what they want. Written as phrases.ts reads it.
import type { Table } from './phrases.ts'

export type Intent =
  | 'quotation'
  | 'demo'
  | 'order-status'
  | 'refund'
  | 'complaint'
  | 'cancellation'
  | 'invoice'
  | 'fault'
  | 'access'
  | 'appointment'
  | 'thanks'

export const intents: Table<Intent | 'polite'> = {
  quotation: {
    en: `quotation*|quote for|a quote|price list|pricing|request for proposal|rfq|how much would|how much does|what would it cost|best price|your price*|prices for|come to|~price of|~bulk order|~volume discount`,
    nl: `offerte*|prijsopgave|prijslijst|wat kost|wat kosten|beste prijs|uw prijzen|prijzen voor|~prijs van|~staffelkorting`,
    de: `angebot*|kostenvoranschlag|preisliste|preisanfrage|was kostet|was kosten|besten preis|ihre preise|preise für|~preis für|~mengenrabatt`,
    fr: `devis|liste de prix|tarifs|grille tarifaire|combien coûte|combien coûterait|quel est le prix|meilleur prix|vos prix|à combien|~prix de`,
    es: `presupuesto*|cotización|cotizacion*|lista de precios|cuánto cuesta|cuánto costaría|mejor precio|sus precios|por cuánto|~precio de|~tarifas`,
    tr: `fiyat teklifi*|teklif*|fiyat listesi*|ne kadar tutar|fiyatı ne kadar|fiyatı nedir|~fiyat*`,
    az: `qiymət təklifi*|kommersiya təklifi*|qiymət siyahısı*|qiyməti nə qədərdir|neçəyədir|neçəyə|~qiymət*`,
    ru: `коммерческое предложение|прайс*|смету|сколько стоит|сколько будет стоить|лучшую цену|ваши цены|во сколько|запрос цены|~цена на|~стоимость`,
  },
  demo: {
    en: `demo|demonstration|product tour|free trial|trial account|show us how it works|~walkthrough`,
    nl: `demo|demonstratie|proefversie|gratis proberen|proefaccount|~rondleiding`,
    de: `demo|vorführung|demozugang|testzugang|testversion|kostenlos testen|~produktpräsentation`,
    fr: `démo|démonstration|version d'essai|essai gratuit|compte d'essai`,
    es: `demo|demostración|prueba gratuita|versión de prueba|cuenta de prueba`,
    tr: `demo|tanıtım*|deneme sürümü*|ücretsiz deneme*|deneme hesabı*`,
    az: `demo|nümayiş*|sınaq versiyası*|pulsuz sınaq*|sınaq hesabı*`,
    ru: `демо|демонстраци*|пробный период|пробную версию|пробный доступ|тестовый доступ`,
  },
  'order-status': {
    en: `where is my order|where is my package|where is my parcel|order status|status of my order|track my order|tracking number|track and trace|not arrived|hasn't arrived|not received my order|haven't received|when will my order|when will it arrive|delivery date|~shipped yet|~still waiting for my`,
    nl: `waar is mijn bestelling|waar blijft mijn|waar is mijn pakket|status van mijn bestelling|nog niet ontvangen|niet aangekomen|niet geleverd|wanneer wordt mijn|track en trace|volgnummer|levertijd|~wanneer komt`,
    de: `wo ist meine bestellung|wo bleibt meine|wo ist mein paket|wo bleibt mein|bestellstatus|status meiner bestellung|lieferstatus|sendungsnummer|sendungsverfolgung|noch nicht erhalten|nicht angekommen|noch nicht angekommen|wann kommt meine|wann wird meine|liefertermin|~wann kommt`,
    fr: `où est ma commande|où en est ma commande|où est mon colis|suivi de commande|suivi de ma commande|numéro de suivi|statut de ma commande|pas encore reçu|pas reçu ma|toujours pas reçu|date de livraison|~quand arrivera`,
    es: `dónde está mi pedido|dónde está mi paquete|estado de mi pedido|estado del pedido|número de seguimiento|seguimiento de mi|no ha llegado|no he recibido|aún no he recibido|cuándo llegará|fecha de entrega`,
    tr: `siparişim nerede|kargom nerede|sipariş durumu*|siparişimin durumu*|kargo takip*|takip numarası*|henüz gelmedi|hâlâ gelmedi|hala gelmedi|elime ulaşmadı|teslim edilmedi|ne zaman gelecek|ne zaman teslim*|~kargoya verildi mi`,
    az: `sifarişim haradadır|sifarişim harada|sifarişim hanı|bağlamam haradadır|sifarişin statusu*|sifarişimin vəziyyəti*|hələ gəlməyib|gəlib çatmayıb|çatdırılmayıb|hələ almamışam|nə vaxt gələcək|nə vaxt çatacaq|izləmə nömrəsi*`,
    ru: `где мой заказ|где моя посылка|статус заказа|статус моего заказа|номер отслеживания|трек номер|отследить заказ|не пришел|не пришла|до сих пор не получил*|еще не получил*|когда придет|когда доставят|дата доставки|срок доставки`,
  },
  refund: {
    en: `refund*|money back|my money returned|reimburse*|chargeback|charged twice|double charged|~return the|~send it back|~returns`,
    nl: `terugbetaling*|geld terug|terugbetaald|terugstorten|restitutie|dubbel afgeschreven|~retour*|~terugsturen`,
    de: `rückerstatt*|erstattung*|erstatten|geld zurück|zurückzahlen|rückzahlung*|gutschrift*|doppelt abgebucht|~zurückschicken|~retoure*|~rücksendung*`,
    fr: `rembours*|récupérer mon argent|débité deux fois|~avoir un retour|~renvoyer|~retourner l'article`,
    es: `reembols*|devolución del dinero|devuelvan mi dinero|devolver el dinero|mi dinero de vuelta|cobrado dos veces|~devolución|~devolver`,
    tr: `para iadesi*|paramı geri|ücret iadesi*|geri ödeme*|iade talep*|iade etmek|iki kez çekildi|iki kere çekildi|~iade*`,
    az: `pulumu geri|pulu geri|pulun geri qaytar*|geri ödəniş*|pulumu qaytar*|vəsaitin qaytarıl*|iki dəfə çıxıl*|~qaytarmaq*|~geri qaytar*`,
    ru: `возврат денег|вернуть деньги|верните деньги|возврат средств|возмещени*|возместить|дважды списали|списали дважды|~возврат*|~вернуть товар`,
  },
  complaint: {
    en: `complaint*|complain|formal complaint|unacceptable|very disappointed|extremely disappointed|poor service|terrible service|worst service|disgrace*|~disappointed|~not satisfied|~dissatisfied`,
    nl: `klacht*|onacceptabel|zeer teleurgesteld|slechte service|zwaar teleurgesteld|aanfluiting|schande|~teleurgesteld|~ontevreden`,
    de: `beschwerde*|beschweren|reklamation*|reklamieren|inakzeptabel|unzumutbar|sehr enttäuscht|schlechter service|schlechten service|unverschämt*|frechheit|~enttäuscht|~unzufrieden`,
    fr: `réclamation*|plainte|me plaindre|inacceptable*|très déçu*|service lamentable|honteu*|une honte|mauvais service|~déçu*|~mécontent*|~insatisfait*`,
    es: `reclamación*|reclamo|queja*|quejarme|inaceptable*|muy decepcionad*|pésimo servicio|vergonzos*|una vergüenza|mal servicio|~decepcionad*|~insatisfech*`,
    tr: `şikayet*|şikâyet*|kabul edilemez|rezalet|çok kötü hizmet|hayal kırıklığı*|~memnun değil*|~memnun kalmadı*`,
    az: `şikayət*|qəbuledilməz*|çox pis xidmət|biabırçılıq*|rüsvayçılıq*|~narazı*|~məyus*`,
    ru: `жалоб*|пожаловаться|претензи*|неприемлем*|безобрази*|ужасный сервис|позор*|отвратительн*|~недовол*|~разочарован*`,
  },
  cancellation: {
    en: `~cancelled|~canceled|cancel*|terminate my|termination of|close my account|end my|stop my|end our|stop our|changed my mind|~unsubscribe me`,
    nl: `~geannuleerd|annuler*|opzeg*|opzeggen|beëindig*|abonnement stop*|lidmaatschap stop*|stopzetten|me bedacht|account sluiten|~afmelden`,
    de: `~storniert|~gekündigt|kündig*|stornier*|storno*|widerruf*|abbestellen|vertrag beenden|abo beenden|mitgliedschaft beend*|anders überlegt|konto löschen|~abmelden`,
    fr: `~annulé|~annulée|~annulés|~annulées|annul*|résili*|rétractation|mettre fin à|mettre un terme|changé d'avis|clôturer mon compte|fermer mon compte|~désabonner`,
    es: `~cancelado|~cancelada|cancel*|anular|anulación|dar de baja|dejar de ser|cambiado de idea|cambiado de opinión|darme de baja|rescindir|cerrar mi cuenta`,
    tr: `~iptal edildi|~iptal edilmiş|~iptal oldu|iptal*|fesih*|feshetmek|aboneliğimi sonlandır*|aboneliğimi bitir*|üyeliğimi bitir*|üyeliğimi sonlandır*|fikrimi değiştir*|hesabımı kapat*|üyeliğimi sil*`,
    az: `~ləğv olunub|~ləğv olundu|~ləğv edilib|~ləğv edildi|ləğv*|imtina*|abunəliyimi dayandır*|abunəliyimi bitir*|üzvlüyümü bitir*|üzvlüyümə xitam|fikrimi dəyiş*|hesabımı bağla*|müqaviləyə xitam*`,
    ru: `~отменили|~отменен*|~отменён*|отмен*|аннулир*|расторг*|отказаться от заказа|закрыть счет|удалить аккаунт|прекратить подписку|прекратить членство|передумал*|~отписа*`,
  },
  invoice: {
    en: `invoice*|billing|receipt for|vat number|copy of the bill|payment reminder|~bill|~receipt`,
    nl: `factu*|rekening ontvangen|btw nummer|betalingsherinnering|aanmaning|~betaalbewijs`,
    de: `rechnung*|quittung|ust id|umsatzsteuer*|zahlungserinnerung|mahnung|~beleg`,
    fr: `factur*|numéro de tva|relance de paiement|reçu de paiement|~justificatif`,
    es: `factur*|número de iva|recibo de pago|recordatorio de pago|~recibo`,
    tr: `fatura*|vergi numarası*|makbuz*|dekont*|ödeme hatırlat*`,
    az: `faktura*|qaimə*|hesab faktura*|vöen|qəbz*|ödəniş xatırlat*`,
    ru: `счет фактур*|счёт на оплату|счет на оплату|выставить счет|накладн*|квитанци*|акт сверки|закрывающие документы|~счет`,
  },
  fault: {
    en: `doesn't work|does not work|not working|stopped working|error message|broken|defective|faulty|crash*|bug|damaged|out of order|~error|~issue with|~problem with`,
    nl: `werkt niet|doet het niet|werkt niet meer|foutmelding*|kapot|defect*|storing|beschadigd|~probleem met`,
    de: `funktioniert nicht|geht nicht|fehlermeldung*|kaputt|defekt*|störung|beschädigt|abgestürzt|~problem mit|~fehler`,
    fr: `ne fonctionne pas|ne fonctionne plus|ne marche pas|ne marche plus|message d'erreur|en panne|cassé*|défectueu*|endommagé*|~problème avec|~erreur`,
    es: `no funciona|dejó de funcionar|ha dejado de funcionar|mensaje de error|roto|rota|averiad*|defectuos*|dañad*|~problema con|~error`,
    tr: `çalışmıyor|çalışmadı|bozuldu|bozuk|arızalı|arıza*|hata mesajı*|hata veriyor|kırık|hasarlı|~hata|~sorun*`,
    az: `işləmir|işləmədi|xarab*|nasaz*|xəta mesajı*|xəta verir|qırıq|sınıq|zədəli|zədələn*|~xəta|~problem*`,
    ru: `не работает|перестал* работать|сломал*|сломан*|неисправ*|сообщение об ошибке|выдает ошибку|брак|поврежден*|~ошибк*|~проблем*`,
  },
  access: {
    en: `password|can't log in|cannot log in|can't login|cannot login|unable to log in|locked out|reset link|two factor|~log in|~login|~sign in`,
    nl: `wachtwoord*|kan niet inloggen|niet inloggen|geen toegang|account geblokkeerd|~inloggen`,
    de: `passwort*|kennwort*|nicht einloggen|nicht anmelden|kein zugriff|keinen zugriff|konto gesperrt|zugang gesperrt|~einloggen`,
    fr: `mot de passe|me connecter|impossible de se connecter|compte bloqué|identifiants|~connexion`,
    es: `contraseña*|no puedo entrar|no puedo acceder|no puedo iniciar|cuenta bloqueada|~iniciar sesión`,
    tr: `şifre*|parola*|giriş yapamıyorum|giremiyorum|hesabım kilit*|oturum açamıyorum`,
    az: `şifrə*|parol*|daxil ola bilmirəm|girə bilmirəm|hesabım blok*|hesabıma gir*`,
    ru: `парол*|не могу войти|не получается войти|нет доступа|аккаунт заблокирован|логин*`,
  },
  appointment: {
    en: `appointment|schedule a call|book a meeting|set up a meeting|reschedule|arrange a call|arrange a meeting|~available for a call|~meeting`,
    nl: `afspraak*|inplannen|belafspraak|verzetten naar|~vergadering`,
    de: `termin vereinbaren|terminanfrage|einen termin|termin verschieben|rückruf*|~termin*`,
    fr: `rendez vous|fixer un rendez|planifier un appel|reporter le rendez|~réunion`,
    es: `una cita|concertar|agendar|programar una llamada|programar una reunión|~reunión`,
    tr: `randevu*|görüşme ayarla*|toplantı ayarla*|~toplantı*`,
    az: `görüş təyin*|görüş planlaş*|zəng təyin*|qəbula yazıl*|~görüş*`,
    ru: `записаться на|назначить встречу|назначить звонок|перенести встречу|~встреч*`,
  },
  thanks: {
    en: `thank you|thanks|many thanks|much appreciated|thx|problem solved|it works now|works again|that helped|great service`,
    nl: `bedankt|dank voor|dank u|dank je|dankjewel|dankuwel|hartelijk dank|opgelost|werkt weer`,
    de: `danke|vielen dank|herzlichen dank|besten dank|dankeschön|hat geklappt|funktioniert wieder|problem gelöst`,
    fr: `merci|merci de votre|merci de vos|merci d'avoir|remercie*|problème résolu|ça marche maintenant`,
    es: `gracias|muchas gracias|agradezco|agradecid*|problema resuelto|ya funciona`,
    tr: `teşekkür*|sağ olun|sağolun|çözüldü|sorun çözüldü|elinize sağlık`,
    az: `təşəkkür*|çox sağ olun|sağ olun|sağolun|minnətdar*|həll olundu|əllərinizə sağlıq`,
    ru: `спасибо|благодарю|благодарим|признател*|все заработало|проблема решена|вопрос решен`,
  },
  polite: {
    en: `thanks in advance|thank you in advance|thank you for contacting|thank you for your order|thanks for your order|thank you for your patience|thanking you in advance|thanks for reaching out`,
    nl: `alvast bedankt|bij voorbaat dank|alvast hartelijk dank|alvast dank`,
    de: `vielen dank im voraus|danke im voraus|besten dank im voraus|danke schon mal|vielen dank schon mal|vielen dank für ihre bestellung`,
    fr: `merci d'avance|merci par avance|en vous remerciant|vous remerciant par avance|merci de`,
    es: `gracias de antemano|gracias por adelantado|gracias por su pedido`,
    tr: `şimdiden teşekkür*|şimdiden çok teşekkür*|görüşmek üzere`,
    az: `əvvəlcədən təşəkkür*|öncədən təşəkkür*|qabaqcadan təşəkkür*|görüşənədək`,
    ru: `заранее спасибо|заранее благодар*|спасибо заранее|до встречи`,
  },
}
