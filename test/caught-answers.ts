// Slips in answers, each with the check that must tell of it and the words it is about; and what looks like one and is none. All
// numbers are made up, or those that issuers print as examples.
import type { Around, Draft } from '../src/flows/reply/checks/draft.ts'

interface Slip extends Partial<Draft> {
  code: string
  text: string
  /** Null: it is about the whole letter. */
  words: string | null
  around?: Partial<Around>
}
interface NoSlip extends Partial<Draft> {
  check: string
  text: string
  around?: Partial<Around>
}

const speaking = (language: string) => ({ languages: new Set([language]) })
const signed = (text: string) => `Hi Dora,\n\n${text}\n\nKind regards,\nBen`
const asked = (text: string, language: string) => ({
  answered: { sender: { name: 'Dora', address: 'dora@acme.example' }, text, whole: text, language, wasBcc: false },
})
const LONG = Array.from({ length: 9 }, () => 'and then we look at the order again').join(' ')

export const caught: Slip[] = [
  // Attachments, in the languages of the reply-text tables.
  ...(
    [
      ['en', 'Please find attached the invoice.', 'find attached'],
      ['en', 'I’ve attached the form that you asked for.', 'I’ve attached'],
      ['nl', 'In de bijlage vindt u de factuur van januari en die van februari.', 'In de bijlage'],
      ['nl', 'Bijgevoegd vindt u de offerte voor de twaalf stoelen.', 'Bijgevoegd vindt u'],
      ['de', 'Anbei finden Sie die Rechnung für den Monat Januar.', 'Anbei'],
      ['de', 'Die Rechnung habe ich Ihnen im Anhang mitgeschickt.', 'im Anhang'],
      ['fr', 'Vous trouverez la facture de janvier en pièce jointe.', 'en pièce jointe'],
      ['es', 'Le adjunto la factura del mes de enero, como pidió.', 'Le adjunto'],
      ['pt', 'Segue em anexo a fatura do mês de janeiro que pediu.', 'em anexo'],
      ['it', 'In allegato trova la fattura del mese di gennaio.', 'In allegato'],
      ['tr', 'Ocak ayına ait faturanızı ekte bulabilirsiniz efendim.', 'ekte'],
      ['az', 'Yanvar ayının fakturasını əlavədə sizə göndəririk.', 'əlavədə'],
      ['pl', 'W załączniku przesyłam fakturę za styczeń, o którą prosiła klientka.', 'W załączniku'],
      ['ru', 'Счёт за январь находится во вложении к этому письму.', 'во вложении'],
      ['uk', 'Рахунок за січень знаходиться у вкладенні до цього листа.', 'у вкладенні'],
      ['ar', 'تجدون في المرفقات فاتورة شهر يناير التي طلبتموها منا.', 'في المرفقات'],
      ['he', 'החשבונית של חודש ינואר מצורפת להודעה זו לבקשתך.', 'מצורפת'],
      ['zh', '您好，一月份的发票请见附件，谢谢您的耐心等待。', '请见附件'],
      ['ja', '一月分の請求書を添付いたしますので、ご確認ください。', '添付いたし'],
      ['ko', '요청하신 일월 청구서를 첨부하였습니다. 확인 부탁드립니다.', '첨부하였습니다'],
      ['sv', 'Jag bifogar fakturan för januari som du frågade efter.', 'bifogar'],
      ['da', 'Jeg vedhæfter fakturaen for januar, som du spurgte om.', 'vedhæfter'],
      ['no', 'Jeg legger ved fakturaen for januar som du spurte om.', 'legger ved'],
      ['fi', 'Tammikuun lasku on tämän viestin liitteenä, kuten pyysit.', 'liitteenä'],
      ['cs', 'Fakturu za leden posíláme v příloze tohoto e-mailu.', 'v příloze'],
      ['hu', 'A januári számlát mellékelem ehhez a levélhez, ahogy kérte.', 'mellékelem'],
      ['ro', 'Vă atașez factura pentru luna ianuarie, așa cum ați cerut.', 'Vă atașez'],
      ['el', 'Σας επισυνάπτω το τιμολόγιο του Ιανουαρίου που ζητήσατε.', 'Σας επισυνάπτω'],
      ['hi', 'जनवरी का बिल इस ईमेल के साथ संलग्न है, कृपया देखें।', 'संलग्न है'],
      ['th', 'ใบแจ้งหนี้ของเดือนมกราคมแนบมาพร้อมกับอีเมลนี้แล้วค่ะ', 'แนบมาพร้อม'],
      ['vi', 'Tôi gửi kèm hóa đơn của tháng một như quý khách yêu cầu.', 'Tôi gửi kèm'],
    ] as const
  ).map(([language, text, words]) => ({ code: 'attachment', text, words, around: speaking(language) })),

  { code: 'unfilled', text: signed('Hello {{contact.name}}, it is on its way.'), words: '{{contact.name}}' },
  { code: 'unfilled', text: signed('Your order [order number] is on its way.'), words: '[order number]' },
  { code: 'unfilled', text: signed('Your order XXX is on its way.'), words: 'XXX' },
  { code: 'unfilled', text: signed('We deliver on ____________, as agreed.'), words: '____________' },
  { code: 'unfilled', text: 'Beste [naam],\n\nUw bestelling is onderweg.\n\nMet vriendelijke groet,\nBen', words: '[naam]', around: speaking('nl') }, // prettier-ignore
  { code: 'greetingName', text: 'Dear Mark,\n\nIt is on its way.\n\nKind regards,\nBen', words: 'Mark' },
  { code: 'greetingName', text: 'Beste Pieter,\n\nUw bestelling is onderweg en komt morgen.\n\nGroet,\nBen', words: 'Pieter', around: speaking('nl') }, // prettier-ignore
  { code: 'greetingName', text: 'Sehr geehrter Herr Krause,\n\nIhre Bestellung ist unterwegs.\n\nBen', words: 'Krause', around: speaking('de') }, // prettier-ignore
  { code: 'greetingName', text: 'Merhaba Ahmet Bey,\n\nSiparişiniz yola çıktı ve yarın gelecek.\n\nBen', words: 'Ahmet', around: speaking('tr') }, // prettier-ignore
  { code: 'greetingName', text: 'Salam Kamran bəy,\n\nSifarişiniz yola salınıb və sabah çatacaq.\n\nBen', words: 'Kamran', around: speaking('az') }, // prettier-ignore
  { code: 'greeting', text: 'Your kettle left our warehouse this morning and it should reach you by the end of the week, as the parcel service told us when they came for it.\n\nKind regards,\nBen', words: 'Your kettle left our warehouse this morning and it should reach you by the end of the week, as the parcel service told us when they came for it.' }, // prettier-ignore
  { code: 'closing', text: 'Hi Dora,\n\nYour kettle left our warehouse this morning and it should reach you soon, as the parcel service told us when they came for it. You can look up where it is at any time.', words: 'Your kettle left our warehouse this morning and it should reach you soon, as the parcel service told us when they came for it. You can look up where it is at any time.' }, // prettier-ignore

  { code: 'cardNumber', text: 'The card 4000 0012 3456 7899 is charged, Dora. Ben', words: '4000 0012 3456 7899' },
  { code: 'cardNumber', text: 'The card 4000001234567899 is charged, Dora. Ben', words: '4000001234567899' },
  { code: 'cardNumber', text: 'Card: 3700-001234-56784? Ben', words: '3700-001234-56784' },
  { code: 'iban', text: 'Pay to NL91 ABNA 0417 1643 00 please. Ben', words: 'NL91 ABNA 0417 1643 00' },
  { code: 'iban', text: 'Pay to AZ21NABZ00000000137010001944. Ben', words: 'AZ21NABZ00000000137010001944' },
  { code: 'nationalNumber', text: 'Uw BSN is 111222333. Ben', words: '111222333' },
  { code: 'nationalNumber', text: 'Rijksregister 85.07.30-033.28, Ben', words: '85.07.30-033.28' },
  { code: 'nationalNumber', text: 'Ihre Steuer-ID lautet 86095742719. Ben', words: '86095742719' },
  { code: 'nationalNumber', text: 'T.C. kimlik numaranız 10000000146. Ben', words: '10000000146' },
  { code: 'nationalNumber', text: 'Codice fiscale RSSMRA85T10A562S, Ben', words: 'RSSMRA85T10A562S' },
  { code: 'nationalNumber', text: 'Su DNI 12345678Z, Ben', words: '12345678Z' },
  { code: 'nationalNumber', text: 'PESEL: 44051401359. Ben', words: '44051401359' },
  {
    code: 'nationalNumber',
    text: 'Numéro de sécurité sociale : 1 84 12 76 451 089 46. Ben',
    words: '1 84 12 76 451 089 46',
  },
  { code: 'password', text: 'Your password: Sommer2026! Ben', words: 'Sommer2026' },
  { code: 'password', text: 'Uw wachtwoord is Kat-3-hond. Ben', words: 'Kat-3-hond' },
  { code: 'password', text: 'Şifreniz: kedi2026x, Ben', words: 'kedi2026x' },
  { code: 'apiKey', text: `Use ghp_${'a1B2'.repeat(9)} for it. Ben`, words: `ghp_${'a1B2'.repeat(9)}` },
  { code: 'apiKey', text: 'The api key is 8fK2mQ9xT4vB7nZ1pL6w, Ben', words: '8fK2mQ9xT4vB7nZ1pL6w' },
  { code: 'privateKey', text: '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', words: '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----' }, // prettier-ignore
  { code: 'signInLink', text: 'Go to https://desk.example/invitation#Zm9vYmFyYmF6cXV4Zm9v, Ben', words: 'https://desk.example/invitation#Zm9vYmFyYmF6cXV4Zm9v,' }, // prettier-ignore

  { code: 'linkElsewhere', text: 'See www.acme.example now. Ben', html: '<p>See <a href="https://evil.test/x">www.acme.example</a> now. Ben</p>', words: 'www.acme.example' }, // prettier-ignore
  { code: 'linkDisguised', text: 'See https://www.аррӏе.com/ now. Ben', words: 'https://www.аррӏе.com/' },
  { code: 'linkInternal', text: 'See http://192.168.1.20/wiki now. Ben', words: 'http://192.168.1.20/wiki' },
  { code: 'linkInternal', text: 'See https://wiki.corp/kettle now. Ben', words: 'https://wiki.corp/kettle' },
  {
    code: 'linkInternal',
    text: 'See https://desk.example/inbox/open/17 now. Ben',
    words: 'https://desk.example/inbox/open/17',
  },
  { code: 'linkBroken', text: 'See https:/acme.example/x now. Ben', words: 'https:/acme.example/x' },
  { code: 'linkBroken', text: 'See htps://acme.example/x now. Ben', words: 'htps://acme.example/x' },
  { code: 'linkBroken', text: 'See https://acme now. Ben', words: 'https://acme' },
  { code: 'linkPlain', text: 'See http://acme.example/x now. Ben', words: 'http://acme.example/x' },

  { code: 'language', text: signed('Your kettle left our warehouse this morning and should reach you by the end of the week.'), words: null, around: { languages: new Set(['de']) } }, // prettier-ignore
  {
    code: 'question',
    text: signed('The kettle is on its way and should reach you by the end of the week.'),
    words: null,
    around: asked('When does the kettle arrive? Which colours does the teapot have?', 'en'),
  },
  { code: 'datePast', text: signed('We will deliver it by 12 January 2026.'), words: '12 January 2026' },
  { code: 'datePast', text: 'Hallo Dora,\n\nwir liefern spätestens am 12.01.2026 an Sie.\n\nViele Grüße\nBen', words: '12.01.2026', around: speaking('de') }, // prettier-ignore
  { code: 'dateWeekday', text: signed('We deliver on Friday 5 March.'), words: 'Friday' },
  { code: 'dateWeekday', text: 'Hoi Dora,\n\nWe bezorgen de ketel op vrijdag 5 maart bij u thuis.\n\nGroet,\nBen', words: 'vrijdag', around: speaking('nl') }, // prettier-ignore

  { code: 'formalityMixed', text: 'Beste Dora,\n\nUw bestelling is onderweg. U kunt het pakket volgen, en als je vragen hebt hoor ik het graag.\n\nGroet,\nBen', words: 'je', around: speaking('nl') }, // prettier-ignore
  { code: 'formalityMixed', text: 'Hallo Dora,\n\ngern helfen wir Ihnen. Wenn Sie Fragen haben, melde dich einfach, und wir rufen Sie an.\n\nViele Grüße\nBen', words: 'dich', around: speaking('de') }, // prettier-ignore
  { code: 'formalityMixed', text: 'Merhaba Dora,\n\nSiparişiniz yolda. Size yarın ulaşacak, sana da ayrıca mesaj göndereceğiz, sizin için takip ediyoruz.\n\nBen', words: 'sana', around: speaking('tr') }, // prettier-ignore
  { code: 'formalityMixed', text: 'Salam Dora,\n\nSifarişiniz yoldadır. Sizə sabah çatacaq, sənə də ayrıca mesaj göndərəcəyik, sizin üçün izləyirik.\n\nBen', words: 'sənə', around: speaking('az') }, // prettier-ignore
  { code: 'shouting', text: signed('This is VERY IMPORTANT INDEED for you.'), words: 'VERY IMPORTANT INDEED' },
  { code: 'shouting', text: signed('It is on its way!!!'), words: '!!!' },
  { code: 'blame', text: signed('You failed to send the form.'), words: 'You failed to' },
  { code: 'blame', text: 'Beste Dora,\n\nU had moeten weten dat de garantie na twee jaar is verlopen.\n\nGroet,\nBen', words: 'U had moeten weten', around: speaking('nl') }, // prettier-ignore
  { code: 'blame', text: 'Guten Tag Dora,\n\nwie ich Ihnen bereits sagte, ist die Garantie abgelaufen.\n\nViele Grüße\nBen', words: 'wie ich Ihnen bereits sagte', around: speaking('de') }, // prettier-ignore
  { code: 'blame', text: 'Merhaba Dora,\n\nBu sizin hatanız olduğu için para iadesi yapamıyoruz.\n\nSaygılarımla,\nBen', words: 'sizin hatanız', around: speaking('tr') }, // prettier-ignore
  { code: 'blame', text: 'Salam Dora,\n\nBu sizin səhviniz olduğu üçün pulu qaytara bilmirik.\n\nHörmətlə,\nBen', words: 'sizin səhviniz', around: speaking('az') }, // prettier-ignore
  { code: 'jargon', text: signed('I will circle back with second-line support.'), words: 'circle back' },
  { code: 'longSentence', text: signed(`First we check it ${LONG}.`), words: `First we check it ${LONG}` },
]

export const missedSo: NoSlip[] = [
  ...[
    'Could you send the form again? I could not find it attached to your mail.',
    'There is no need to see the attachment again.',
    'I have not attached anything.',
    'The label is attached to the lid of the kettle.',
    'The manual is enclosed in the box.',
    'I have attached the hose to the tap and it does not leak.',
    'If the receipt is attached we can help you.',
    'Can you see the attached picture in my first mail?',
    'Please attach the photo to your answer.',
  ].map((text) => ({ check: 'attachment', text: signed(text) })),
  { check: 'attachment', text: signed('Please find attached the invoice.'), files: 1 },
  { check: 'attachment', text: 'Beste Dora,\n\nKunt u de foto als u wilt nog eens sturen? De bijlage van uw mail ging niet open.\n\nBen', around: speaking('nl') }, // prettier-ignore
  {
    check: 'attachment',
    text: 'Merhaba,\n\nMesajınızda ek yoktu, dosyayı tekrar gönderir misiniz?\n\nBen',
    around: speaking('tr'),
  },
  { check: 'attachment', text: 'Salam,\n\nBundan əlavə, bağlamanı izləyə bilərsiniz.\n\nBen', around: speaking('az') },
  ...['Love, Ben\n\nXXX', 'size XXL', 'the array x[i] and [1]', 'see [the guide] for that', '50% OFF', 'IBAN ending XXXX 1234', 'he said [...] and left', 'see file.TODO for that', 'use %{name} there', 'cat << EOF >> my.conf'].map((text) => ({ check: 'unfilled', text })), // prettier-ignore
  ...['Hi there,', 'Dear customer,', 'Hello Dora and Mark,', 'Dear Dora Vega,', 'Hi D.,', 'Thanks for the picture of Mark,', 'Hi team,', 'Hello,\nMark told me about it.'].map((line) => ({ check: 'greetingName', text: `${line}\n\nIt is on its way.\n\nBen` })), // prettier-ignore
  {
    check: 'greetingName',
    text: 'Hi Mark,\n\nIt is on its way.\n\nBen',
    around: asked('Where is it?\n\nThanks\nMark', 'en'),
  },
  {
    check: 'greetingName',
    text: 'Hi Mark,\n\nIt is on its way.\n\nBen',
    to: [{ name: '', address: 'info@acme.example' }],
  },
  ...['Order 4000001234567899 is on its way', 'tracking no. 4000001234567899', 'call 0031 20 1234567', '4000 0012 3456 7898', 'https://shop.example/o/4000001234567899'].map((text) => ({ check: 'cardNumber', text })), // prettier-ignore
  ...['NL92 ABNA 0417 1643 00', 'GB00 HELLO WORLD AND MORE 1234'].map((text) => ({ check: 'iban', text })),
  ...['order 111222333', 'BSN 111222334', 'call 10000000146'].map((text) => ({ check: 'nationalNumber', text })),
  ...['Forgot your password? Choose a new one.', 'password: see the guide', 'Your password is required', 'Wachtwoord: vergeten', 'The password is case-sensitive'].map((text) => ({ check: 'password', text })), // prettier-ignore
  ...['the api key is shown once', 'https://docs.acme.example/api-key-is-thirty-two-letters', 'Bearer authentication'].map((text) => ({ check: 'apiKey', text })), // prettier-ignore
  { check: 'privateKey', text: '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----' },
  { check: 'linkElsewhere', text: 'See our guide. Ben', html: '<p>See <a href="https://docs.acme.example/x">our guide</a>. <a href="https://www.acme.example/">acme.example</a></p>' }, // prettier-ignore
  ...['https://acme.example/a?b=c&d=http://x', 'https://xn--mnchen-3ya.example/', 'https://почта.рф/', 'www.acme.example'].map((text) => ({ check: 'linkDisguised', text: `See ${text} now` })), // prettier-ignore
  ...['https://acme.example.', '(https://acme.example/x)', 'see "https://acme.example/x".', 'www.acme.example', 'HTTP/1.1 works', 'ipp://10.0.0.1/ prints'].map((text) => ({ check: 'linkBroken', text })), // prettier-ignore
  { check: 'language', text: 'Merhaba Dora, siparişiniz bugün yola çıktı ve yarın size ulaşacak, iyi günler dileriz.', around: speaking('az') }, // prettier-ignore
  { check: 'language', text: 'OK, done!', around: speaking('de') },
  ...['We got your letter of 12 January 2026.', 'Your order of 12.01.2026 is here.', 'We will deliver by 12 April 2026.', 'We deliver on Thursday 5 March.', 'It was Monday, 12 January 2026.'].map((text) => ({ check: 'date', text: signed(text) })), // prettier-ignore
  { check: 'formality', text: 'Beste Dora,\n\nJe bestelling is onderweg en je krijgt een mail zodra ze er is.\n\nGroet,\nBen', around: speaking('nl') }, // prettier-ignore
  { check: 'formality', text: 'Hallo Dora,\n\ndie Kollegen sind da. Sie prüfen deine Bestellung, und du bekommst eine Mail.\n\nViele Grüße\nBen', around: speaking('de') }, // prettier-ignore
  ...['The SKU is ABC DEF GHI', 'TERMS OF DELIVERY AND PAYMENT\nWe deliver.', 'NATO, the EU and the USA', 'Wow! Great! Ben'].map((text) => ({ check: 'shouting', text })), // prettier-ignore
  ...['It was our fault, not yours.', 'You may have been told otherwise.', 'As you said before', 'Tell me if you do not understand it.'].map((text) => ({ check: 'blame', text: signed(text) })), // prettier-ignore
  { check: 'question', text: signed('Yes to both, of course.'), around: asked('When does the kettle arrive? Which colours does the teapot have?', 'en') }, // prettier-ignore
  { check: 'longSentence', text: signed('- a kettle\n- a teapot\n- a lamp\n'.repeat(20)) },
]
