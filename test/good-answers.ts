// Answers as a good desk writes them, in five languages: nothing in them deserves a word. All of them made up.
import type { Draft } from '../src/flows/reply/checks/draft.ts'

export interface GoodAnswer {
  language: 'en' | 'nl' | 'de' | 'tr' | 'az'
  to: string
  /** What was asked. */
  asked: string
  text: string
  files?: number
  html?: string | null
}

/** It is Monday, 2 March 2026. */
export const today = '2026-03-02'

export const goodAnswers: GoodAnswer[] = [
  {
    language: 'en',
    to: 'Dora Vega',
    asked: 'Hi, where is my kettle? Order 4711. And can I still change the address? Regards, Dora',
    text: 'Hi Dora,\n\nThank you for your message. Your kettle left our warehouse this morning and should reach you by Thursday 5 March. The address can no longer be changed, because the parcel is already on its way, but the driver can leave it at a pick-up point near you.\n\nYou can follow order 4711 here: https://track.parcels.example/4711\n\nKind regards,\nBen\nDesk Kettles',
  },
  {
    language: 'en',
    to: 'Robert Smith',
    asked: 'My lamp arrived broken. What now?\n\nBob',
    text: 'Dear Bob,\n\nI am sorry that the lamp arrived broken. A new one is on its way to you and costs you nothing. You do not have to send the old one back.\n\nIf anything else is wrong, just answer this mail and I will look into it.\n\nBest wishes,\nCleo',
  },
  {
    language: 'en',
    to: 'accounts@acme.example',
    asked: 'Please send the invoice for January once more.',
    text: 'Hello,\n\nPlease find attached the invoice for January. It is due on 31 March 2026; our account is the one you used last time.\n\nIf you need a different format, let me know.\n\nKind regards,\nBen',
    files: 1,
  },
  {
    language: 'en',
    to: 'Mei Tanaka',
    asked: 'I cannot sign in. Do I need a new password? Is my account blocked?',
    text: 'Hi Mei,\n\nYour account is not blocked. After five wrong attempts signing in is paused for fifteen minutes. Please wait a moment and then choose "Forgot your password" on the sign-in page: you will get a mail with a link that works for one hour.\n\nWe never ask for your password, and nobody here can see it.\n\nRegards,\nAda',
  },
  {
    language: 'en',
    to: 'Jonas Berg',
    asked: 'I sent you a photo of the fault. Did you get the attachment?',
    text: 'Hi Jonas,\n\nYes, we got your attachment, thank you. The picture shows that the seal is worn, which is covered by the warranty.\n\nThe label for the return is enclosed in the parcel that you receive on Wednesday. You only need to put the old part into the same box and take it to any DHL shop.\n\nKind regards,\nCleo',
  },
  {
    language: 'nl',
    to: 'Dora de Vries',
    asked: 'Waar blijft mijn bestelling? Groet, Dora',
    text: 'Beste Dora,\n\nDank voor uw bericht. Uw bestelling 4711 is vanochtend verzonden en wordt uiterlijk donderdag 5 maart bezorgd. U kunt het pakket volgen via https://track.parcels.example/4711.\n\nHeeft u nog vragen, dan hoor ik het graag.\n\nMet vriendelijke groet,\nBen\nDesk Ketels',
  },
  {
    language: 'nl',
    to: 'Sanne Jansen',
    asked: 'Hoi, kan ik mijn abonnement tot de zomer pauzeren? En wat kost dat?\nSanne',
    text: 'Hoi Sanne,\n\nDat kan, en het kost niets. Ik heb je abonnement gepauzeerd tot en met 31 mei 2026; daarna loopt het vanzelf weer door. Wil je eerder beginnen, stuur dan een berichtje, dan zet ik het meteen voor je aan.\n\nFijne dag nog!\n\nGroetjes,\nCleo',
  },
  {
    language: 'nl',
    to: 'M. van den Berg',
    asked: 'Graag ontvang ik de offerte voor twaalf stoelen.',
    text: 'Geachte heer Van den Berg,\n\nHartelijk dank voor uw aanvraag. In de bijlage vindt u de offerte voor twaalf stoelen. De prijs is geldig tot 1 april 2026 en is inclusief bezorging en montage.\n\nIk bel u donderdag om uw vragen door te nemen.\n\nMet vriendelijke groet,\nAda',
    files: 1,
  },
  {
    language: 'nl',
    to: 'Kees',
    asked: 'De kraan lekt nog steeds, zie foto in de bijlage.',
    text: 'Dag Kees,\n\nWat vervelend dat de kraan nog lekt. Ik heb de foto in de bijlage van je mail bekeken: het is het rubber in de kop. De nieuwe ring zit bij het pakket dat je morgen krijgt, met een korte uitleg erbij.\n\nLukt het niet, dan komt onze monteur vrijdag langs.\n\nGroeten,\nBen',
  },
  {
    language: 'de',
    to: 'Dora Weber',
    asked: 'Guten Tag, wann kommt meine Bestellung 4711? Viele Grüße, Dora Weber',
    text: 'Guten Tag Frau Weber,\n\nvielen Dank für Ihre Nachricht. Ihre Bestellung 4711 ist heute Morgen verschickt worden und kommt spätestens am Donnerstag, 5. März, bei Ihnen an. Unter https://track.parcels.example/4711 können Sie sehen, wo das Paket gerade ist.\n\nFalls Sie noch Fragen haben, antworten Sie einfach auf diese Mail.\n\nMit freundlichen Grüßen\nBen Sommer',
  },
  {
    language: 'de',
    to: 'Jens',
    asked: 'Hallo, meine Lampe ist kaputt angekommen. Was soll ich tun?',
    text: 'Hallo Jens,\n\nes tut mir leid, dass die Lampe kaputt bei dir angekommen ist. Eine neue ist schon unterwegs, und du musst die alte nicht zurückschicken. Entsorge sie bitte beim nächsten Wertstoffhof.\n\nMelde dich gern, wenn noch etwas ist.\n\nViele Grüße\nCleo',
  },
  {
    language: 'de',
    to: 'Buchhaltung <rechnung@acme.example>',
    asked: 'Bitte senden Sie uns die Rechnung noch einmal zu.',
    text: 'Sehr geehrte Damen und Herren,\n\nanbei finden Sie die Rechnung für Januar. Sie ist bis zum 31. März 2026 fällig. Sollte Ihnen noch etwas fehlen, rufen Sie uns gern an; wir sind werktags von neun bis siebzehn Uhr erreichbar.\n\nMit freundlichen Grüßen\nAda Keller',
    files: 1,
  },
  {
    language: 'de',
    to: 'Markus Braun',
    asked: 'Der Rücksendeschein fehlt. Können Sie mir einen schicken? Und wer zahlt das Porto?',
    text: 'Guten Tag Herr Braun,\n\nder Rücksendeschein liegt dem Paket bei, das Sie morgen erhalten. Das Porto zahlen wir. Sie können die Ware in jeder Filiale abgeben; das Geld haben Sie eine Woche später auf Ihrem Konto.\n\nFreundliche Grüße\nBen',
  },
  {
    language: 'tr',
    to: 'Dora Yılmaz',
    asked: 'Merhaba, siparişim nerede? Dora',
    text: 'Merhaba Dora Hanım,\n\nMesajınız için teşekkür ederiz. 4711 numaralı siparişiniz bu sabah kargoya verildi ve en geç perşembe günü size ulaşacak. Kargonuzu https://track.parcels.example/4711 adresinden takip edebilirsiniz.\n\nBaşka bir sorunuz olursa bize yazmanız yeterli.\n\nİyi günler dileriz.\n\nSaygılarımızla,\nBen',
  },
  {
    language: 'tr',
    to: 'Mehmet Kaya',
    asked: 'Fatura gönderir misiniz?',
    text: 'Sayın Mehmet Kaya,\n\nOcak ayına ait faturanız ekte yer almaktadır. Ödemenin son günü 31 Mart 2026’dır. Faturada bir yanlışlık görürseniz lütfen bize bildirin, hemen düzeltelim.\n\nSaygılarımla,\nAda',
    files: 1,
  },
  {
    language: 'tr',
    to: 'Elif',
    asked: 'Merhaba, lambam kırık geldi. Ne yapmam gerekiyor?',
    text: 'Merhaba Elif Hanım,\n\nLambanızın kırık gelmesine çok üzüldük. Yenisini bugün kargoya verdik; eskisini geri göndermenize gerek yok. Garanti belgesi kargo kutusunun içinde, onu lütfen saklayın.\n\nAnlayışınız için teşekkür ederiz.\n\nİyi çalışmalar,\nCleo',
  },
  {
    language: 'tr',
    to: 'ayse.demir@acme.example',
    asked: 'Ek dosyam size ulaştı mı?',
    text: 'Merhaba Ayşe Hanım,\n\nEvet, gönderdiğiniz dosya bize ulaştı, teşekkür ederiz. Başvurunuz değerlendirmeye alındı. Sonucu cuma gününe kadar size yazacağız; bu arada sizin yapmanız gereken bir şey yok.\n\nSaygılarımızla,\nBen',
  },
  {
    language: 'az',
    to: 'Dora Məmmədova',
    asked: 'Salam, sifarişim haradadır? Dora',
    text: 'Salam, Dora xanım!\n\nMəktubunuz üçün təşəkkür edirik. 4711 nömrəli sifarişiniz bu səhər yola salınıb və cümə axşamı sizə çatdırılacaq. Bağlamanı https://track.parcels.example/4711 ünvanından izləyə bilərsiniz.\n\nBaşqa sualınız olsa, bu məktuba cavab yazın.\n\nHörmətlə,\nBen',
  },
  {
    language: 'az',
    to: 'Əli Həsənov',
    asked: 'Fakturanı yenidən göndərə bilərsiniz?',
    text: 'Hörmətli Əli bəy,\n\nYanvar ayının fakturasını əlavədə göndəririk. Ödənişin son günü 31 mart 2026-dır. Fakturada səhv görsəniz, zəhmət olmasa bizə bildirin, dərhal düzəldək.\n\nHörmətlə,\nAda',
    files: 1,
  },
  {
    language: 'az',
    to: 'Leyla',
    asked: 'Lampa sınıq gəlib, nə etməliyəm?',
    text: 'Salam Leyla xanım,\n\nLampanızın sınıq gəldiyinə görə üzr istəyirik. Yenisini bu gün göndərdik, köhnəsini qaytarmağınıza ehtiyac yoxdur. Zəmanət talonu bağlamanın içindədir, onu saxlamağınızı xahiş edirik.\n\nHörmətlə,\nCleo',
  },
  {
    language: 'az',
    to: 'Rauf Əliyev',
    asked: 'Salam, abunəliyimi dayandırmaq istəyirəm. Pulum qayıdacaqmı?',
    text: 'Salam Rauf bəy,\n\nAbunəliyiniz bu gündən dayandırıldı. Ödədiyiniz məbləğin qalan hissəsi beş iş günü ərzində kartınıza qaytarılacaq. Fikrinizi dəyişsəniz, bizə yazmağınız kifayətdir.\n\nSizinlə işləmək xoş idi.\n\nHörmətlə,\nBen',
  },
  {
    language: 'en',
    to: 'Chris Doe',
    asked: 'How do I connect the API? Where is the key?',
    text: 'Hi Chris,\n\nOpen Settings, then API, and choose "New key". The key is shown once, so copy it to a safe place. Every request carries it in the Authorization header, as the guide at https://docs.desk-kettles.example/api explains.\n\nYour password is not used for the API.\n\nCheers,\nBen',
  },
  {
    language: 'nl',
    to: 'Fatima El Amrani',
    asked: 'Op welk rekeningnummer moet ik betalen? En wanneer?',
    text: 'Beste Fatima,\n\nU kunt het bedrag overmaken naar de rekening die op de factuur staat, onder vermelding van factuurnummer 2026-0042. Betaal het liefst voor 20 maart 2026, dan kunnen wij de levering van april op tijd inplannen.\n\nMet vriendelijke groet,\nCleo',
  },
  {
    language: 'de',
    to: 'Ayla Schmidt',
    asked: 'Ist der Tisch noch lieferbar? Welche Farben gibt es?',
    text: 'Liebe Frau Schmidt,\n\nder Tisch ist lieferbar, und zwar in Eiche, Nuss und Weiß. Bei einer Bestellung bis Mittwoch liefern wir noch in dieser Woche. Muster der drei Farben schicken wir Ihnen gern kostenlos zu; eine kurze Antwort genügt.\n\nHerzliche Grüße\nAda',
  },
]

/** As the composer would send it. */
export function draftOf({ to, text, files = 0, html = null }: GoodAnswer): Draft {
  const [, name = '', inBrackets = ''] = /^(.*?)\s*<(.+)>$/.exec(to) ?? []
  const plain = to.includes('@') ? { name: '', address: to } : { name: to, address: 'dora@acme.example' }
  const person = inBrackets ? { name, address: inBrackets } : plain
  return { kind: 'reply', to: [person], cc: [], bcc: [], subject: 'Re: Order 4711', text, html, files }
}
