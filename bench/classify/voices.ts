// Mails as people write them, in eight languages, with what a reader of them would say: what is wanted, whether the writer is
// frustrated (F) and whether an answer is waited for (R). Among them are the ones that words alone get wrong: a lawyer who buys
// chairs, thanks for a refund, "in the worst case".
// A line: what is wanted, or - (others that would be right too behind a comma); flags; the mail.
import type { Language } from '../../src/ai/readings/phrases.ts'

export interface Voice {
  language: Language
  wants: string[]
  isFrustrated: boolean
  needsReply: boolean
  text: string
}

const written: Record<Language, string> = {
  en: `
refund; R; The jacket does not fit, so it is on its way back to you. When do I see the 89 pounds on my card again?
order-status,complaint; FR; Three weeks! Three weeks and still no sofa. I have called four times and each time I am told something else. I have had enough of this.
thanks; ; Thanks for sorting out the refund so quickly, it arrived this morning.
quotation; R; We are a law firm; I am the lawyer in charge of the office. Please let us have your best price for twelve desk chairs.
cancellation; R; I would like to stop my membership at the end of the month, please confirm.
-; ; For your files: our warehouse will be closed on the 4th of May.
fault; R; Since yesterday the dishwasher no longer drains and shows E24.
complaint; FR; What you call customer service is a disgrace. I will tell everyone I know to stay away from your shop.
access; R; I typed my password three times and now the page says that my account is blocked.
appointment; R; Could we move Thursday's meeting to next week? Tuesday afternoon would suit me.
invoice; R; On invoice 2231 you charged shipping although it was supposed to be free.
-; R; I'm not upset at all, I only wonder whether the blue one is still made.
-,thanks; ; Ok, that works for me. See you then.
demo; R; Our team would like to see the software in action before we decide. Can somebody show it to us?
-; ; In the worst case we can wait until Friday, no need to hurry. I will get in touch when I know more.
complaint,fault; FR; Brilliant. The replacement is broken as well. Do you people even look at what you send out?
order-status; R; My order 55102 was due on Monday. Has it left your warehouse?
-; ; The training was cancelled, so I will be in the office all day. Just so that you know.
`,
  nl: `
refund; R; De jas past niet en ligt weer bij de post. Wanneer zie ik de 89 euro terug op mijn rekening?
order-status,complaint; FR; Drie weken! Drie weken en nog altijd geen bank. Ik heb vier keer gebeld en krijg elke keer een ander verhaal. Ik ben er helemaal klaar mee.
thanks; ; Dank voor de snelle terugbetaling, het geld stond er vanmorgen op.
quotation; R; Wij zijn een advocatenkantoor, ik ben er zelf advocaat. Graag ontvangen wij uw beste prijs voor twaalf bureaustoelen.
cancellation; R; Ik wil mijn lidmaatschap per eind van de maand stoppen, graag een bevestiging.
-; ; Ter kennisgeving: ons magazijn is op 4 mei gesloten.
fault; R; Sinds gisteren pompt de vaatwasser niet meer af en staat er E24 op het scherm.
complaint; FR; Wat u klantenservice noemt is een aanfluiting. Ik raad iedereen af om nog bij u te kopen.
access; R; Ik heb drie keer mijn wachtwoord ingetypt en nu is mijn account geblokkeerd.
appointment; R; Kunnen we de afspraak van donderdag naar volgende week verplaatsen? Dinsdagmiddag komt mij goed uit.
invoice; R; Op factuur 2231 heeft u verzendkosten gerekend terwijl die gratis zouden zijn.
-; R; Ik ben helemaal niet boos hoor, ik vraag me alleen af of de blauwe nog gemaakt wordt.
-,thanks; ; Prima, dat is goed. Tot dan.
demo; R; Ons team wil het programma graag in actie zien voordat we beslissen. Kan iemand het laten zien?
-; ; In het slechtste geval wachten we tot vrijdag, er is geen haast bij. Ik meld me als ik meer weet.
complaint,fault; FR; Geweldig. Het vervangende apparaat is ook stuk. Kijkt er bij jullie eigenlijk wel iemand naar wat er de deur uit gaat?
order-status; R; Mijn bestelling 55102 zou maandag komen. Is hij al onderweg?
-; ; De cursus is geannuleerd, dus ik ben de hele dag op kantoor. Dan weet u dat.
`,
  de: `
refund; R; Die Jacke passt nicht und ist auf dem Weg zurück zu Ihnen. Wann habe ich die 89 Euro wieder auf dem Konto?
order-status,complaint; FR; Drei Wochen! Drei Wochen und immer noch kein Sofa. Ich habe viermal angerufen und jedes Mal höre ich etwas anderes. Mir reicht es jetzt.
thanks; ; Danke für die schnelle Erstattung, das Geld war heute früh da.
quotation; R; Wir sind eine Kanzlei, ich bin dort Anwalt. Bitte nennen Sie uns Ihren besten Preis für zwölf Bürostühle.
cancellation; R; Ich möchte meine Mitgliedschaft zum Monatsende beenden, bitte bestätigen Sie das.
-; ; Zu Ihrer Kenntnis: Unser Lager ist am 4. Mai geschlossen.
fault; R; Seit gestern pumpt die Spülmaschine nicht mehr ab und zeigt E24.
complaint; FR; Was Sie Kundendienst nennen, ist eine Unverschämtheit. Ich rate jedem ab, bei Ihnen noch etwas zu kaufen.
access; R; Ich habe dreimal mein Passwort eingetippt, jetzt ist mein Konto gesperrt.
appointment; R; Können wir den Termin am Donnerstag auf nächste Woche verschieben? Dienstagnachmittag würde mir passen.
invoice; R; Auf der Rechnung 2231 haben Sie Versandkosten berechnet, obwohl die Lieferung frei sein sollte.
-; R; Ich bin überhaupt nicht sauer, ich frage mich nur, ob es das blaue Modell noch gibt.
-,thanks; ; In Ordnung, das passt mir. Bis dann.
demo; R; Unser Team würde die Software gern einmal sehen, bevor wir uns entscheiden. Kann sie uns jemand zeigen?
-; ; Im schlimmsten Fall warten wir bis Freitag, es eilt nicht. Ich melde mich, wenn ich mehr weiß.
complaint,fault; FR; Großartig. Das Ersatzgerät ist auch kaputt. Schaut sich bei Ihnen eigentlich irgendjemand an, was das Haus verlässt?
order-status; R; Meine Bestellung 55102 sollte am Montag kommen. Hat sie Ihr Lager schon verlassen?
-; ; Die Schulung wurde storniert, ich bin also den ganzen Tag im Büro. Nur damit Sie es wissen.
`,
  fr: `
refund; R; La veste ne me va pas, elle repart chez vous. Quand est-ce que les 89 euros seront de nouveau sur mon compte ?
order-status,complaint; FR; Trois semaines ! Trois semaines et toujours pas de canapé. J'ai appelé quatre fois et on me raconte chaque fois autre chose. J'en ai assez.
thanks; ; Merci pour le remboursement rapide, l'argent est arrivé ce matin.
quotation; R; Nous sommes un cabinet, j'y suis avocat. Merci de nous communiquer votre meilleur prix pour douze chaises de bureau.
cancellation; R; Je souhaite mettre un terme à mon adhésion à la fin du mois, merci de confirmer.
-; ; Pour votre information, notre entrepôt sera fermé le 4 mai.
fault; R; Depuis hier le lave-vaisselle ne vidange plus et affiche E24.
complaint; FR; Ce que vous appelez service client est une honte. Je déconseille à tout le monde d'acheter chez vous.
access; R; J'ai tapé trois fois mon mot de passe et maintenant mon compte est bloqué.
appointment; R; Peut-on déplacer le rendez-vous de jeudi à la semaine prochaine ? Mardi après-midi me conviendrait.
invoice; R; Sur la facture 2231 vous avez compté les frais de port alors qu'ils devaient être offerts.
-; R; Je ne suis pas du tout en colère, je me demande seulement si le modèle bleu existe encore.
-,thanks; ; D'accord, cela me convient. À bientôt.
demo; R; Notre équipe aimerait voir le logiciel fonctionner avant de décider. Quelqu'un peut-il nous le montrer ?
-; ; Au pire nous attendrons jusqu'à vendredi, rien ne presse. Je reviendrai vers vous quand j'en saurai plus.
complaint,fault; FR; Bravo. L'appareil de remplacement est cassé lui aussi. Est-ce que quelqu'un regarde ce que vous envoyez ?
order-status; R; Ma commande 55102 devait arriver lundi. A-t-elle quitté votre entrepôt ?
-; ; La formation a été annulée, je serai donc au bureau toute la journée. C'était juste pour vous prévenir.
`,
  es: `
refund; R; La chaqueta no me queda bien y ya va de vuelta. ¿Cuándo tendré otra vez los 89 euros en mi cuenta?
order-status,complaint; FR; ¡Tres semanas! Tres semanas y sigo sin sofá. He llamado cuatro veces y cada vez me dicen otra cosa. Ya está bien.
thanks; ; Gracias por el reembolso tan rápido, el dinero llegó esta mañana.
quotation; R; Somos un bufete y yo soy abogado allí. Por favor, díganos su mejor precio para doce sillas de oficina.
cancellation; R; Quiero dejar de ser socio a final de mes, les ruego que me lo confirmen.
-; ; Para su conocimiento: nuestro almacén estará cerrado el 4 de mayo.
fault; R; Desde ayer el lavavajillas no desagua y muestra E24.
complaint; FR; Lo que ustedes llaman atención al cliente es una vergüenza. Voy a aconsejar a todo el mundo que no les compre nada.
access; R; He escrito tres veces mi contraseña y ahora mi cuenta está bloqueada.
appointment; R; ¿Podemos pasar la reunión del jueves a la semana que viene? El martes por la tarde me vendría bien.
invoice; R; En la factura 2231 me han cobrado los gastos de envío aunque iban a ser gratis.
-; R; No estoy enfadado en absoluto, solo me pregunto si todavía fabrican el modelo azul.
-,thanks; ; De acuerdo, me viene bien. Hasta entonces.
demo; R; A nuestro equipo le gustaría ver el programa en marcha antes de decidir. ¿Alguien nos lo puede enseñar?
-; ; En el peor de los casos esperamos hasta el viernes, no corre prisa. Me pondré en contacto cuando sepa más.
complaint,fault; FR; Estupendo. El aparato de repuesto también está roto. ¿Es que nadie mira lo que envían?
order-status; R; Mi pedido 55102 tenía que llegar el lunes. ¿Ya ha salido de su almacén?
-; ; El curso se ha cancelado, así que estaré todo el día en la oficina. Solo para que lo sepan.
`,
  tr: `
refund; R; Ceket bana olmadı, size geri yolladım. 89 lira ne zaman tekrar hesabımda olur?
order-status,complaint; FR; Üç hafta! Üç haftadır koltuk gelmedi. Dört kere aradım, her seferinde başka bir şey söylendi. Artık canıma tak etti.
thanks; ; Hızlı para iadesi için teşekkürler, para bu sabah geldi.
quotation; R; Bir hukuk bürosuyuz, ben de burada avukatım. On iki ofis sandalyesi için en iyi fiyatınızı bildirir misiniz?
cancellation; R; Üyeliğimi ay sonunda bitirmek istiyorum, lütfen onaylayın.
-; ; Bilginize: depomuz 4 Mayıs'ta kapalı olacak.
fault; R; Bulaşık makinesi dünden beri suyu boşaltmıyor ve E24 yazıyor.
complaint; FR; Müşteri hizmeti dediğiniz şey tam bir rezalet. Tanıdığım herkese sizden bir şey almamasını söyleyeceğim.
access; R; Şifremi üç kez girdim, şimdi hesabım kilitlendi.
appointment; R; Perşembe günkü toplantıyı gelecek haftaya alabilir miyiz? Salı öğleden sonra bana uyar.
invoice; R; 2231 numaralı faturada kargo ücreti yazmışsınız, oysa ücretsiz olacaktı.
-; R; Hiç kızgın değilim, sadece mavisi hâlâ üretiliyor mu diye merak ediyorum.
-,thanks; ; Tamam, bana uyar. Görüşmek üzere.
demo; R; Ekibimiz karar vermeden önce programı çalışırken görmek istiyor. Biri bize gösterebilir mi?
-; ; En kötü ihtimalle cumaya kadar bekleriz, acelesi yok. Daha fazlasını öğrenince ben yazarım.
complaint,fault; FR; Harika. Yeni gönderdiğiniz cihaz da bozuk. Yolladığınız şeye hiç bakan yok mu?
order-status; R; 55102 numaralı siparişim pazartesi gelecekti. Deponuzdan çıktı mı?
-; ; Eğitim iptal edildi, bütün gün ofisteyim. Haberiniz olsun diye yazdım.
`,
  az: `
refund; R; Gödəkçə mənə olmadı, sizə geri göndərdim. 89 manat nə vaxt yenidən hesabımda olacaq?
order-status,complaint; FR; Üç həftə! Üç həftədir divan gəlib çıxmır. Dörd dəfə zəng etmişəm, hər dəfə başqa söz deyirlər. Artıq səbrim çatmır.
thanks; ; Pulu tez qaytardığınız üçün təşəkkür edirəm, bu səhər gəldi.
quotation; R; Biz vəkil bürosuyuq, mən də burada vəkiləm. On iki ofis stulu üçün ən yaxşı qiymətinizi bildirərdiniz.
cancellation; R; Üzvlüyümü ayın sonunda bitirmək istəyirəm, xahiş edirəm təsdiqləyin.
-; ; Nəzərinizə çatdırırıq ki, anbarımız 4 mayda bağlı olacaq.
fault; R; Qabyuyan maşın dünəndən suyu boşaltmır və ekranda E24 yazılır.
complaint; FR; Müştəri xidməti dediyiniz şey tam biabırçılıqdır. Tanıdığım hər kəsə deyəcəyəm ki, sizdən heç nə almasın.
access; R; Şifrəmi üç dəfə yazdım, indi hesabım bloklanıb.
appointment; R; Cümə axşamı olan görüşü gələn həftəyə keçirə bilərikmi? Çərşənbə axşamı günortadan sonra mənə uyğundur.
invoice; R; 2231 nömrəli fakturada çatdırılma haqqı yazmısınız, halbuki pulsuz olmalı idi.
-; R; Heç əsəbi deyiləm, sadəcə bilmək istərdim ki, göyü hələ istehsal olunur?
-,thanks; ; Yaxşı, mənə uyğundur. Görüşənədək.
demo; R; Komandamız qərar verməzdən əvvəl proqramı işləyən halda görmək istəyir. Kimsə bizə göstərə bilər?
-; ; Ən pis halda cüməyə qədər gözləyərik, tələsik deyil. Daha çox şey biləndə özüm yazacağam.
complaint,fault; FR; Əla. Dəyişdirdiyiniz cihaz da xarabdır. Göndərdiyinizə baxan var ümumiyyətlə?
order-status; R; 55102 nömrəli sifarişim bazar ertəsi gəlməli idi. Anbarınızdan çıxıbmı?
-; ; Təlim ləğv olunub, bütün gün ofisdəyəm. Xəbəriniz olsun deyə yazdım.
`,
  ru: `
refund; R; Куртка не подошла, я отправила ее обратно. Когда 89 рублей снова будут на моем счете?
order-status,complaint; FR; Три недели! Три недели, а дивана все нет. Я звонила четыре раза, и каждый раз мне говорят разное. Мое терпение лопнуло.
thanks; ; Спасибо за быстрый возврат денег, сегодня утром все поступило.
quotation; R; Мы юридическая фирма, я здесь адвокат. Пожалуйста, назовите вашу лучшую цену на двенадцать офисных стульев.
cancellation; R; Хочу прекратить членство в конце месяца, прошу подтвердить.
-; ; К вашему сведению: наш склад 4 мая будет закрыт.
fault; R; Со вчерашнего дня посудомоечная машина не сливает воду и показывает E24.
complaint; FR; То, что вы называете обслуживанием, просто позор. Всем знакомым скажу, чтобы ничего у вас не покупали.
access; R; Я трижды ввел пароль, и теперь моя учетная запись заблокирована.
appointment; R; Можно перенести встречу с четверга на следующую неделю? Мне подошел бы вторник после обеда.
invoice; R; В счете 2231 вы посчитали доставку, хотя она должна была быть бесплатной.
-; R; Я совсем не злюсь, мне просто интересно, выпускают ли еще синюю модель.
-,thanks; ; Хорошо, мне подходит. До встречи.
demo; R; Нашей команде хотелось бы увидеть программу в работе, прежде чем решать. Может кто-нибудь нам ее показать?
-; ; В худшем случае подождем до пятницы, это не срочно. Напишу, когда узнаю больше.
complaint,fault; FR; Прекрасно. Прибор, который прислали взамен, тоже сломан. У вас кто-нибудь вообще смотрит, что вы отправляете?
order-status; R; Мой заказ 55102 должны были привезти в понедельник. Он уже отправлен со склада?
-; ; Обучение отменили, так что весь день буду в офисе. Просто чтобы вы знали.
`,
}

/** Of the second half the intents and the replies were looked at only when the tables were done. */
const later: Record<Language, string> = {
  en: `
quotation; R; We are fitting out a classroom. What would 25 tablets with covers come to?
thanks; ; I just wanted to say that your technician was lovely. Everything is running again.
complaint; FR; This is the fifth mail I write about the same leak and nobody feels responsible. My next letter goes to the consumer association.
refund; R; One order, two debits: you took 64.90 from us on Monday and once more on Tuesday. Please put that right.
-; R; Do you ship to Norway?
-; ; Attached is the signed form that you asked for.
access; R; The code for signing in is never texted to me, so I cannot get into my account.
cancellation; R; I have changed my mind about yesterday's order, please do not send it.
-,thanks; ; No complaints from our side, everything is fine. You can close this.
fault,complaint; FR; It crashed AGAIN in the middle of my talk. I have never been so embarrassed. You promised that this was fixed!!!
`,
  nl: `
quotation; R; Wij richten een klaslokaal in. Op hoeveel komen 25 tablets met hoes?
thanks; ; Ik wilde alleen even zeggen dat uw monteur heel aardig was. Alles doet het weer.
complaint; FR; Dit is de vijfde mail die ik over dezelfde lekkage schrijf en niemand voelt zich verantwoordelijk. Mijn volgende brief gaat naar de consumentenbond.
refund; R; Eén bestelling, twee afschrijvingen: maandag nam u 64,90 af en dinsdag nog eens. Wilt u dat rechtzetten?
-; R; Verzenden jullie ook naar Noorwegen?
-; ; Bijgaand het ondertekende formulier waar u om vroeg.
access; R; De code om in te loggen wordt nooit gestuurd, dus ik kom niet in mijn account.
cancellation; R; Ik heb me bedacht over de bestelling van gisteren, stuur hem alstublieft niet op.
-,thanks; ; Van onze kant geen klachten, alles is in orde. U kunt dit afsluiten.
fault,complaint; FR; Hij liep WEER vast, midden in mijn presentatie. Ik heb me nog nooit zo geschaamd. Jullie hadden beloofd dat dit verholpen was!!!
`,
  de: `
quotation; R; Wir statten ein Klassenzimmer aus. Auf wie viel kämen 25 Tablets mit Hülle?
thanks; ; Ich wollte nur sagen, dass Ihr Techniker sehr nett war. Alles läuft wieder.
complaint; FR; Das ist die fünfte Mail, die ich wegen desselben Lecks schreibe, und niemand fühlt sich zuständig. Mein nächster Brief geht an die Verbraucherzentrale.
refund; R; Eine Bestellung, zwei Abbuchungen: am Montag 64,90 und am Dienstag noch einmal. Bitte bringen Sie das in Ordnung.
-; R; Liefern Sie auch nach Norwegen?
-; ; Anbei das unterschriebene Formular, um das Sie gebeten hatten.
access; R; Der Code zum Anmelden kommt nie per SMS, deshalb komme ich nicht in mein Konto.
cancellation; R; Ich habe es mir mit der Bestellung von gestern anders überlegt, bitte verschicken Sie sie nicht.
-,thanks; ; Von unserer Seite keine Beschwerden, alles in Ordnung. Sie können das schließen.
fault,complaint; FR; Mitten in meinem Vortrag ist es SCHON WIEDER abgestürzt. Ich habe mich noch nie so blamiert. Sie hatten versprochen, dass das behoben ist!!!
`,
  fr: `
quotation; R; Nous équipons une salle de classe. À combien reviendraient 25 tablettes avec leur étui ?
thanks; ; Je voulais simplement vous dire que votre technicien a été adorable. Tout marche de nouveau.
complaint; FR; C'est le cinquième mail que j'écris pour la même fuite et personne ne se sent responsable. Ma prochaine lettre ira à l'association de consommateurs.
refund; R; Une commande, deux prélèvements : 64,90 lundi et encore une fois mardi. Merci de corriger cela.
-; R; Livrez-vous aussi en Norvège ?
-; ; Ci-joint le formulaire signé que vous aviez demandé.
access; R; Le code pour me connecter ne m'arrive jamais par SMS, je ne peux donc pas entrer dans mon compte.
cancellation; R; J'ai changé d'avis pour la commande d'hier, ne l'envoyez pas s'il vous plaît.
-,thanks; ; Aucune réclamation de notre côté, tout va bien. Vous pouvez clore le dossier.
fault,complaint; FR; Il a ENCORE planté en plein milieu de mon exposé. Je n'ai jamais eu aussi honte. Vous aviez promis que c'était réparé !!!
`,
  es: `
quotation; R; Estamos equipando un aula. ¿Por cuánto saldrían 25 tabletas con funda?
thanks; ; Solo quería decirles que su técnico fue muy amable. Todo vuelve a funcionar.
complaint; FR; Este es el quinto correo que escribo por la misma fuga y nadie se siente responsable. Mi próxima carta irá a la asociación de consumidores.
refund; R; Un pedido y dos cargos: 64,90 el lunes y otra vez el martes. Por favor, arréglenlo.
-; R; ¿Envían también a Noruega?
-; ; Adjunto el formulario firmado que me pidieron.
access; R; El código para entrar nunca me llega por SMS, así que no puedo acceder a mi cuenta.
cancellation; R; He cambiado de idea sobre el pedido de ayer, por favor no lo envíen.
-,thanks; ; Por nuestra parte ninguna queja, todo está bien. Pueden cerrar el caso.
fault,complaint; FR; Se ha colgado OTRA VEZ en plena presentación. Nunca he pasado tanta vergüenza. ¡¡¡Prometieron que estaba arreglado!!!
`,
  tr: `
quotation; R; Bir sınıf donatıyoruz. Kılıflı 25 tablet bize kaça gelir?
thanks; ; Sadece teknisyeninizin çok ilgili olduğunu söylemek istedim. Her şey yine çalışıyor.
complaint; FR; Aynı sızıntı için yazdığım beşinci e-posta bu ve kimse sorumluluk almıyor. Bir sonraki mektubum tüketici derneğine gidecek.
refund; R; Bir sipariş, iki çekim: pazartesi 64,90, salı bir kez daha. Lütfen bunu düzeltin.
-; R; Norveç'e de gönderiyor musunuz?
-; ; İstediğiniz imzalı form ektedir.
access; R; Giriş kodu bana hiç SMS ile gelmiyor, bu yüzden hesabıma giremiyorum.
cancellation; R; Dünkü sipariş konusunda fikrimi değiştirdim, lütfen göndermeyin.
-,thanks; ; Bizim tarafımızda şikayet yok, her şey yolunda. Konuyu kapatabilirsiniz.
fault,complaint; FR; Sunumun ortasında YİNE çöktü. Hiç bu kadar utanmamıştım. Düzeltildiğine söz vermiştiniz!!!
`,
  az: `
quotation; R; Bir sinif otağını təchiz edirik. Qabı ilə birlikdə 25 planşet bizə neçəyə başa gələr?
thanks; ; Sadəcə demək istədim ki, ustanız çox diqqətli idi. Hər şey yenə işləyir.
complaint; FR; Eyni sızma barədə yazdığım beşinci məktubdur və heç kim məsuliyyət daşımır. Növbəti məktubum istehlakçılar birliyinə gedəcək.
refund; R; Bir sifariş, iki ödəniş: bazar ertəsi 64,90, çərşənbə axşamı bir də. Xahiş edirəm düzəldin.
-; R; Norveçə də göndərirsiniz?
-; ; İstədiyiniz imzalı forma əlavədədir.
access; R; Giriş kodu mənə heç SMS ilə gəlmir, ona görə hesabıma daxil ola bilmirəm.
cancellation; R; Dünənki sifarişlə bağlı fikrimi dəyişdim, xahiş edirəm göndərməyin.
-,thanks; ; Bizim tərəfdən şikayət yoxdur, hər şey qaydasındadır. Məsələni bağlaya bilərsiniz.
fault,complaint; FR; Təqdimatın ortasında YENƏ dondu. Heç vaxt belə utanmamışdım. Düzəldiyinə söz vermişdiniz!!!
`,
  ru: `
quotation; R; Мы оборудуем класс. Во сколько обойдутся 25 планшетов с чехлами?
thanks; ; Просто хотела сказать, что ваш мастер был очень любезен. Все снова работает.
complaint; FR; Это пятое письмо, которое я пишу об одной и той же протечке, и никто не чувствует себя ответственным. Следующее письмо уйдет в общество потребителей.
refund; R; Один заказ, два списания: 64,90 в понедельник и еще раз во вторник. Прошу исправить.
-; R; Вы доставляете в Норвегию?
-; ; Во вложении подписанная форма, о которой вы просили.
access; R; Код для входа не приходит по СМС, поэтому я не могу попасть в свой аккаунт.
cancellation; R; Я передумал насчет вчерашнего заказа, пожалуйста, не отправляйте его.
-,thanks; ; С нашей стороны жалоб нет, все в порядке. Можете закрывать.
fault,complaint; FR; Посреди доклада он СНОВА завис. Мне никогда не было так стыдно. Вы же обещали, что все исправили!!!
`,
}

export const voices = (): Voice[] => [...read(written), ...read(later)]

function read(lines: Record<Language, string>): Voice[] {
  return (Object.keys(lines) as Language[]).flatMap((language) =>
    lines[language]
      .trim()
      .split('\n')
      .map((line) => {
        const [wants = '', flags = '', ...text] = line.split(';')
        return {
          language,
          wants: wants.split(',').map((one) => one.trim()),
          isFrustrated: flags.includes('F'),
          needsReply: flags.includes('R'),
          text: text.join(';').trim(),
        }
      }),
  )
}
