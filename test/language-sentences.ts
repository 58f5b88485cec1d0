// What customers write, a sentence each: twenty languages, and Azerbaijani and Turkish at length, because typed without their own
// letters they are taken for each other. Nobody's mail.

export const azerbaijani = `
Salam, sifarişim hələ də çatmayıb, nə vaxt gələcək?
Keçən həftə sizdən soyuducu almışam, işləmir.
Pulumu geri qaytarmağınızı xahiş edirəm.
Zəhmət olmasa mənə qaimə-fakturanı göndərin.
Kuryer bu gün gəlmədi, telefonuma da cavab verən yoxdur.
Parolumu unutmuşam, hesabıma girə bilmirəm.
Ünvanı səhv yazmışam, dəyişmək mümkündürmü?
Məhsulun qiyməti saytda başqa, mağazada başqadır.
Kartımdan iki dəfə pul çıxılıb, yoxlayın zəhmət olmasa.
Çaydanın qapağı sınıb gəlib, dəyişdirmək istəyirəm.
Sabah saat üçdən sonra evdə olacağam, o vaxt gətirin.
Bu malın zəmanəti neçə aydır?
Təşəkkür edirəm, problem həll olundu.
Sizinlə necə əlaqə saxlaya bilərəm?
Abunəliyimi ləğv etmək istəyirəm.
Endirim kodu işləmir, nə edim?
Artıq üç gündür cavab gözləyirəm.
Mağazanız bazar günü açıqdır?
Mənə başqa rəngdə göndərmisiniz, qırmızı sifariş etmişdim.
Ödənişi hissə-hissə etmək olar?
Göndərdiyiniz şəkil açılmır, yenidən göndərin.
Müqavilənin surətini mənə poçtla yollayın.
Gömrük rüsumunu kim ödəyir?
Mən hələ heç bir məktub almamışam.
Sifarişin nömrəsi budur, vəziyyəti necədir?
Xidmətinizdən çox razıyam, sağ olun.
Qutunun içində sənədlər yox idi.
Texniki dəstək lazımdır, cihaz yanmır.
Bakıdan Gəncəyə çatdırılma neçəyədir?
Bilmək istərdim ki, ödəniş keçib ya yox.
Salam, dünən aldığım ayaqqabı ayağıma kiçik gəldi.
Mənə geri zəng edin, telefonum dəyişməyib.
Hesabımdan artıq məbləğ tutulub.
Sizdən xahişim budur ki, məsələyə tez baxasınız.
Bu ay abunə haqqını ödəyə bilməyəcəyəm.
Otağı iki gecəlik ayırtmaq istəyirik.
Uçuşum təxirə salındı, bileti dəyişə bilərəmmi?
Saytınıza daxil ola bilmirəm, səhv göstərir.
Kart nömrəmi dəyişmişəm, yenisini əlavə edin.
Yemək soyuq gəldi, qazlı su da unudulub.
Sifarişi kimin adına rəsmiləşdirmisiniz?
Oğlum üçün oyuncaq axtarıram, nə məsləhət görürsünüz?
Pəncərənin şüşəsi çatlayıb, usta göndərin.
İmzalanmış müqaviləni əlavədə göndərirəm.
Görüşümüzü cümə gününə keçirək.
Siz mənə hələ cavab yazmamısınız.
Mallar gömrükdə qalıb, nə etməliyik?
Müştəri xidmətinə heç cür zəng çatmır.
Xəritədə ünvanınızı tapa bilmədim.
Zəmanət vərəqəsini itirmişəm, bərpa etmək olur?
Kombi suyu qızdırmır, ustanı nə vaxt göndərəcəksiniz?
Rezervasiyamı başqa tarixə keçirmək istəyirəm.
Aldığım telefonun ekranı qaralıb.
Mənim adıma kredit açılmayıb ki!
Şikayətimə niyə baxılmır?
Uşaq paltarının ölçüsü düz gəlmədi.
Bank köçürməni təsdiqlədi, siz isə yox deyirsiniz.
Kitab cırılmış vəziyyətdə çatdı.
İnternet sürəti çox zəifdir.
Tərcümə üçün sənədləri bura göndərim?
Sabah ofisinizdə olacaqsınız?
Mənə heç kim heç nə demədi.`

export const turkish = `
Siparişim hâlâ gelmedi, ne zaman gelecek?
Geçen hafta sizden buzdolabı aldım, çalışmıyor.
Paramı geri istiyorum, lütfen iade edin.
Lütfen bana faturayı gönderin.
Kurye bugün gelmedi, telefonuma da cevap veren yok.
Şifremi unuttum, hesabıma giremiyorum.
Adresi yanlış yazmışım, değiştirmek mümkün mü?
Ürünün fiyatı sitede başka, mağazada başka.
Kartımdan iki kere para çekilmiş, kontrol eder misiniz?
Çaydanlığın kapağı kırık geldi, değiştirmek istiyorum.
Yarın saat üçten sonra evde olacağım, o zaman getirin.
Bu malın garantisi kaç ay?
Teşekkür ederim, sorun çözüldü.
Sizinle nasıl iletişime geçebilirim?
Aboneliğimi iptal etmek istiyorum.
İndirim kodu çalışmıyor, ne yapayım?
Üç gündür cevap bekliyorum, kimse aramadı.
Mağazanız pazar günü açık mı?
Bana başka renk göndermişsiniz, kırmızı sipariş etmiştim.
Taksitle ödeme yapabilir miyim?
Gönderdiğiniz resim açılmıyor, tekrar gönderin.
Sözleşmenin bir kopyasını bana postayla yollayın.
Gümrük vergisini kim ödüyor?
Henüz hiçbir mektup almadım.
Sipariş numarası bu, durumu nedir?
Hizmetinizden çok memnunum, sağ olun.
Kutunun içinde belgeler yoktu.
Teknik destek lazım, cihaz açılmıyor.
İstanbul'dan Ankara'ya kargo ne kadar?
Ödeme geçti mi geçmedi mi bilmek istiyorum.
Merhaba, dün aldığım ayakkabı ayağıma küçük geldi.
Beni geri arayın, telefonum değişmedi.
Hesabımdan fazla tutar çekildi.
Sizden ricam konuya çabuk bakmanız.
Bu ay abonelik ücretini ödeyemeyeceğim.
Odayı iki geceliğine ayırtmak istiyoruz.
Uçuşum ertelendi, bileti değiştirebilir miyim?
Sitenize giremiyorum, hata gösteriyor.
Kart numaramı değiştirdim, yenisini ekleyin.
Yemek soğuk geldi, soda da unutulmuş.
Siparişi kimin adına düzenlediniz?
Oğlum için oyuncak arıyorum, ne önerirsiniz?
Pencerenin camı çatladı, usta gönderin.
İmzalanmış sözleşmeyi ekte gönderiyorum.
Görüşmemizi cuma gününe alalım.
Siz bana daha cevap yazmadınız.
Mallar gümrükte kaldı, ne yapmalıyız?
Müşteri hizmetlerine bir türlü ulaşamıyorum.
Haritada adresinizi bulamadım.
Garanti belgesini kaybettim, yenilenebilir mi?
Kombi suyu ısıtmıyor, ustayı ne zaman göndereceksiniz?
Rezervasyonumu başka bir tarihe almak istiyorum.
Aldığım telefonun ekranı karardı.
Benim adıma kredi açılmamış ki!
Şikayetime neden bakılmıyor?
Çocuk elbisesinin bedeni uymadı.
Banka havaleyi onayladı, siz ise yok diyorsunuz.
Kitap yırtık halde ulaştı.
İnternet hızı çok düşük.
Çeviri için belgeleri buraya mı göndereyim?
Yarın ofisinizde olacak mısınız?
Bana kimse bir şey söylemedi.`

export const others: Record<string, string> = {
  en: `
My order has not arrived yet, when will it come?
The lid of the kettle was broken when I opened the box.
Please cancel my subscription and send me the last invoice.`,
  nl: `
Mijn bestelling is nog niet aangekomen, wanneer komt die?
Het deksel van de waterkoker was kapot toen ik de doos opende.
Wilt u mijn abonnement opzeggen en de laatste factuur sturen?`,
  de: `
Meine Bestellung ist noch nicht angekommen, wann kommt sie?
Der Deckel des Kessels war kaputt, als ich das Paket öffnete.
Bitte kündigen Sie mein Abonnement und schicken Sie die Rechnung.`,
  fr: `
Ma commande n’est pas encore arrivée, quand viendra-t-elle ?
Le couvercle de la bouilloire était cassé à l’ouverture du colis.
Merci de résilier mon abonnement et d’envoyer la facture.`,
  es: `
Mi pedido todavía no ha llegado, ¿cuándo llegará?
La tapa del hervidor estaba rota cuando abrí la caja.
Por favor, cancelen mi suscripción y envíen la factura.`,
  pt: `
A minha encomenda ainda não chegou, quando vem?
A tampa da chaleira estava partida quando abri a caixa.
Por favor, cancelem a minha assinatura e enviem a fatura.`,
  it: `
Il mio ordine non è ancora arrivato, quando arriva?
Il coperchio del bollitore era rotto quando ho aperto il pacco.
Vi prego di disdire il mio abbonamento e mandare la fattura.`,
  pl: `
Moje zamówienie jeszcze nie dotarło, kiedy przyjdzie?
Pokrywka czajnika była pęknięta, gdy otworzyłem paczkę.
Proszę anulować moją subskrypcję i przysłać fakturę.`,
  ru: `
Мой заказ ещё не пришёл, когда он будет?
Крышка чайника была сломана, когда я открыл коробку.
Пожалуйста, отмените мою подписку и пришлите счёт.`,
  uk: `
Моє замовлення ще не прийшло, коли воно буде?
Кришка чайника була зламана, коли я відкрив коробку.
Будь ласка, скасуйте мою підписку і надішліть рахунок.`,
  ar: `
طلبي لم يصل بعد، متى سيصل؟
كان غطاء الغلاية مكسورا عندما فتحت الصندوق.
الرجاء إلغاء اشتراكي وإرسال الفاتورة.`,
  he: `
ההזמנה שלי עדיין לא הגיעה, מתי היא תגיע?
המכסה של הקומקום היה שבור כשפתחתי את הקופסה.
אנא בטלו את המנוי שלי ושלחו את החשבונית.`,
  zh: `
我的订单还没有到，什么时候能到？
打开箱子的时候水壶的盖子已经坏了。
请取消我的订阅，并把发票寄给我。`,
  ja: `
注文した商品がまだ届いていません、いつ届きますか。
箱を開けたらやかんのふたが壊れていました。
定期購読を解約して、請求書を送ってください。`,
  ko: `
주문한 상품이 아직 오지 않았는데 언제 오나요?
상자를 열었을 때 주전자 뚜껑이 깨져 있었습니다.
구독을 취소하고 청구서를 보내 주세요.`,
  sv: `
Min beställning har inte kommit än, när kommer den?
Locket till vattenkokaren var trasigt när jag öppnade lådan.
Var snäll och säg upp min prenumeration och skicka fakturan.`,
  da: `
Min bestilling er ikke kommet endnu, hvornår kommer den?
Låget til elkedlen var gået i stykker, da jeg åbnede kassen.
Vær venlig at opsige mit abonnement og sende fakturaen.`,
  fi: `
Tilaukseni ei ole vielä saapunut, milloin se tulee?
Vedenkeittimen kansi oli rikki, kun avasin laatikon.
Olkaa hyvä ja peruuttakaa tilaukseni ja lähettäkää lasku.`,
}

export const sentences = (text: string): string[] => text.trim().split('\n')

/** As on a phone or an office keyboard, in either of two manners. */
export function typedPlainly(text: string, manner: 'usual' | 'sh and ch' = 'usual'): string {
  const spoken: Record<string, string> =
    manner === 'usual'
      ? { ə: 'e', ş: 's', ç: 'c', ğ: 'g', ı: 'i', ö: 'o', ü: 'u', â: 'a' }
      : { ə: 'e', ş: 'sh', ç: 'ch', ğ: 'g', ı: 'i', ö: 'o', ü: 'u', â: 'a' }
  return text.replace(/[İ]/g, 'I').replace(/[əşçğıöüâ]/gi, (letter) => {
    const plain = spoken[letter.toLowerCase()] ?? letter
    return letter === letter.toLowerCase() ? plain : plain.charAt(0).toUpperCase() + plain.slice(1)
  })
}
