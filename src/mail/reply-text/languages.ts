// The words by which mail programs mark what was there before, in the languages they speak. Tables only: how they are
// used is next door. Compared folded (lower case, no accents), so that spellings with and without them are equal.

/** "wrote", as it stands in or ends the line above a quotation. */
const WROTE = `wrote|writes|sent|schrieb|schreef|geschreven|verfasst|a écrit|écrivait|escribió|escreveu|ha scritto|scrisse|skrev|
  kirjoitti|napisał|napisała|napisał(a)|pisze|написал|написала|написал(а)|написали|пишет|писал|писала|написав|написала|пише|писав|
  yazdı|yazmış|şunu yazdı|yazıb|yazıbdır|yazdi|yazmışdır|كتب|كتبت|كتب/كتبت|تمت كتابة ما يلي بواسطة|כתב|כתבה|כתב/ה|写道|寫道|写到|书写|書きました|のメール|さんは書きました|작성|
  님이 작성|님이 씀|씀|쓴 글|đã viết|napsal|napsala|napsal(a)|írta|a scris|έγραψε|έγραψαν|je napisao|je napisala|napísal|je napisal|rašė|kirjutas|
  написа|menulis|เขียนว่า|ने लिखा|نوشت`
/** What such a line begins with, when it does not begin with the date or the name. */
const ON = `on|am|le|el|il|il giorno|em|op|den|på|den|w dniu|dnia|dne|vào|pada|la data de|στις|в|вт|пн|ср|чт|пт|сб|вс|у|à|a las|at|
  bei|tarihinde|tarixində|في|بتاريخ|يوم|ב|בתאריך|在|于|於|on the|sent from|from|il gio|dana|dňa|pe data de|за|на|quoting|citando|zitat von|în|pe|wiadomość napisana|ในวันที่|เมื่อ|σε|pada tanggal`
const FROM = `from|von|van|de|da|kimden|gönderen|kimdən|göndərən|od|nadawca|от|от кого|отправитель|від|від кого|من|المرسل|מאת|发件人|發件人|寄件者|寄件人|
  差出人|送信者|from|보낸 사람|보낸사람|발신|från|fra|avsändare|lähettäjä|feladó|de la|expéditeur|remitente|mittente|absender|afzender|από|từ|odesílatel|
  надіслав|expeditor|dari|จาก|प्रेषक|از|šalje|expeditorul|saatja|nuo|no`
const SENT = `sent|date|gesendet|datum|verzonden|envoyé|envoye|date d'envoi|enviado|enviado el|enviado em|enviada em|enviada|fecha|data|inviato|inviata|
  gönderildi|gönderme tarihi|gönderilme|gönderim|tarih|göndərildi|göndərilib|göndərilmə tarixi|tarix|wysłano|wysłane|отправлено|дата|отправленo|дата отправки|
  надіслано|відправлено|تم الإرسال|أرسلت|تاريخ الإرسال|التاريخ|تاريخ|أرسل|נשלח|תאריך|发送时间|发送日期|日期|時間|时间|發送時間|寄件日期|傳送時間|送信日時|日付|
  送信日|日時|보낸 날짜|보낸날짜|날짜|일시|skickat|sendt|dato|lähetetty|päivämäärä|päiväys|elküldve|dátum|odesláno|odoslané|trimis|εστάλη|ημερομηνία|
  đã gửi|ngày|gesendet am|verzonden op|dikirim|ส่งเมื่อ|วันที่|saadetud|išsiųsta|poslano|poslato|भेजा गया|दिनांक|ส่ง|στάλθηκε|odesílání`
const TO = `to|an|aan|à|a|para|per|kime|alıcı|kimə|alan|do|adresat|кому|получатель|إلى|الى|אל|收件人|收件者|宛先|받는 사람|받는사람|수신|till|til|
  vastaanottaja|címzett|komu|către|προς|đến|destinataire|destinatario|empfänger|ontvanger|kepada|ถึง|prima|kam|प्रति|pour|pre|destinatarul`
const CC = `cc|kopie|copie|cópia|copia|bilgi|surət|dw|do wiadomości|копия|копія|نسخة|نسخة إلى|העתק|עותק|抄送|副本|参照|참조|kopia|kopi|kopio|másolat|κοιν|skrytá`
const SUBJECT = `subject|betreff|onderwerp|objet|asunto|assunto|oggetto|konu|mövzu|temat|тема|الموضوع|موضوع|נושא|主题|主題|主旨|标题|件名|題名|제목|ämne|emne|
  aihe|tárgy|předmět|predmet|subiect|θέμα|chủ đề|tiêu đề|re|perihal|เรื่อง|teema|tema|naslov|विषय|sujet|subiectul`
const OTHER = `importance|priority|priorität|wichtigkeit|reply-to|antwort an|attachments|anlagen|bijlagen|önem|重要性|importancia|importance|resent-from|message-id`

const ORIGINAL = `original message|reply message|original mail|original email|original-nachricht|ursprüngliche nachricht|originalnachricht|antwort nachricht|
  oorspronkelijk bericht|origineel bericht|message d'origine|message original|message initial|message transféré d'origine|mensaje original|mensagem original|
  messaggio originale|orijinal mesaj|özgün mesaj|orijinal ileti|özgün ileti|orijinal məktub|orijinal mesaj|ilkin mesaj|oryginalna wiadomość|wiadomość oryginalna|
  исходное сообщение|оригинальное сообщение|исходное письмо|первоначальное сообщение|вихідне повідомлення|оригінальне повідомлення|початкове повідомлення|
  الرسالة الأصلية|رسالة أصلية|الرسالة الاصلية|הודעה מקורית|ההודעה המקורית|原始邮件|原始郵件|原邮件|原始信件|元のメッセージ|オリジナルメッセージ|original message|원본 메시지|
  원본 메일|원본메일|원본 이메일|ursprungligt meddelande|originalmeddelande|oprindelig meddelelse|oprindelig besked|opprinnelig melding|alkuperäinen viesti|
  původní zpráva|pôvodná správa|eredeti üzenet|mesaj original|mesajul original|αρχικό μήνυμα|thư gốc|tin nhắn gốc|izvorna poruka|quoted message|réponse|původní e-mail|pôvodný e-mail|ursprüngliche e-mail|wiadomość źródłowa|अग्रिम संदेश|मूल संदेश|ข้อความต้นฉบับ`
const FORWARDED = `forwarded message|begin forwarded message|start of forwarded message|forwarded mail|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|
  doorgestuurd bericht|begin doorgestuurd bericht|message transféré|début du message transféré|début du message réexpédié|mensaje reenviado|inicio del mensaje reenviado|
  mensagem encaminhada|mensagem reencaminhada|início da mensagem reencaminhada|messaggio inoltrato|inizio messaggio inoltrato|yönlendirilmiş ileti|iletilen mesaj|
  yönlendirilen ileti|yönləndirilmiş mesaj|yönləndirilən məktub|wiadomość przekazana dalej|przekazana wiadomość|treść przekazanej wiadomości|
  пересылаемое сообщение|пересланное сообщение|переадресоване повідомлення|переслане повідомлення|رسالة معاد توجيهها|الرسالة المعاد توجيهها|forwarded message|
  הודעה שהועברה|转发的邮件|转发邮件|轉寄的郵件|轉寄郵件|转发信息|転送されたメッセージ|転送メッセージ|転送|전달된 메시지|전달된 메일|vidarebefordrat meddelande|
  vidarebefordrat brev|videresendt meddelelse|videresendt melding|välitetty viesti|edelleenlähetetty viesti|přeposlaná zpráva|továbbított üzenet|mesaj redirecționat|
  προωθημένο μήνυμα|thư đã chuyển tiếp|proslijeđena poruka|
  start på videresendt besked|välitetty viesti alkaa|välitetty viesti / fwd.msg|započni proslijeđenu poruku|továbbított levél kezdete|začátek přeposílané zprávy|
  začiatok preposlanej správy|preposlaná správa|początek przekazywanej wiadomości|începe mesajul redirecționat|начало переадресованного сообщения|
  перенаправленное сообщение|початок листа, що пересилається|перенаправлене повідомлення|vidarebefordrat mejl|ileti başlangıcı|iletilen ileti|iletilmiş mesaj|
  yönləndirilmiş mesajın əvvəli|yönləndirilmiş məktub|ötürülmüş mesaj|message transmis|下面是被转发的邮件|以下是轉寄的郵件|转发的消息|转发的郵件|已转发邮件|轉寄的訊息|
  以下のメッセージは転送されました|転送メール|전달된 이메일|전달 메시지|بدء الرسالة المحولة|الرسالة المحولة|رسالة محولة|תחילת ההודעה שהועברה|έναρξη προωθημένου μηνύματος|
  bắt đầu thư được chuyển tiếp|thư chuyển tiếp|अग्रेषित संदेश|ข้อความที่ส่งต่อ|เริ่มข้อความที่ส่งต่อ`
/** What a desk's own mails say above their first words, found anywhere in a line. */
const ABOVE = `above this line|oberhalb dieser zeile|über dieser zeile|über dieser linie|boven deze regel|boven deze lijn|au-dessus de cette ligne|encima de esta línea|
  arriba de esta línea|acima desta linha|sopra questa riga|sopra questa linea|bu satırın üst|bu satırın üzer|bu satırın yukarı|bu çizginin üst|bu sətrin üst|bu sətrin üzər|bu xəttin üst|bu sətirdən yuxarı|
  powyżej tej linii|nad tą linią|powyżej tego wiersza|выше этой строки|над этой строкой|над этой чертой|над цим рядком|вище цього рядка|فوق هذا السطر|فوق هذا الخط|
  מעל שורה זו|מעל לשורה זו|מעל הקו הזה|在此行上方|在此线上方|在此行之上|在此行以上|この行より上|この線より上|이 줄 위에|이 선 위에|ovanför denna rad|ovanför den här raden|
  over denne linje|over denne linjen|tämän rivin yläpuolelle|tämän viivan yläpuolelle|nad tento řádek|nad tuto čáru|e sor fölé|deasupra acestei linii|πάνω από αυτή τη γραμμή|
  phía trên dòng này`

export type Label = 'from' | 'sent' | 'to' | 'cc' | 'subject' | 'other'

/** What stands before the colon of a line in a header block, folded, and what it means. */
export const labels = new Map<string, Label>([
  ...list(OTHER).map((word) => [word, 'other'] as const),
  ...list(CC).map((word) => [word, 'cc'] as const),
  ...list(TO).map((word) => [word, 'to'] as const),
  ...list(SUBJECT).map((word) => [word, 'subject'] as const),
  ...list(SENT).map((word) => [word, 'sent'] as const),
  ...list(FROM).map((word) => [word, 'from'] as const),
])
export const originalMessage: ReadonlySet<string> = new Set(list(ORIGINAL))
export const forwardedMessage: ReadonlySet<string> = new Set(list(FORWARDED))
export const aboveThisLine: readonly string[] = list(ABOVE)
export const wroteWords: readonly string[] = list(WROTE)
export const onWords: ReadonlySet<string> = new Set(list(ON))

/** Lower case without accents and invisible marks; what the tables and the lines of a mail are compared in. */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l')
    .replaceAll('’', "'")
}

/** Most lines are, and what follows would cost them forty times as much. */
function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text) // oxlint-disable-line no-control-regex
}

function list(table: string): string[] {
  return [...new Set(table.split('|').map((word) => fold(word.trim())))].filter(Boolean)
}
