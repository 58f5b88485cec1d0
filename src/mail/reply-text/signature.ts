// Signatures: what stands below the reply because it always stands there. Found, not removed.

import { fold } from './languages.ts'

const MAX_LINES = 14

const DEVICE = `sent from|sent with|sent via|sent using|get outlook for|von meinem|gesendet von|gesendet mit|verstuurd vanaf|verzonden vanaf|verzonden met|envoyé de|envoyé depuis|
  envoyé à partir|enviado desde|enviado do|enviado de|enviado a partir|inviato da|iphone'umdan|ipad'imden|'den gönderildi|'dan gönderildi|gönderildi|göndərildi|göndərilib|wysłane z|wysłano z|
  отправлено с|отправлено из|відправлено з|надіслано з|надіслано|أرسلت من|مرسل من|تم الإرسال من|נשלח מה|נשלח מ|发自我的|发自|來自我的|傳送自|從我的|から送信|에서 보냄|나의 iphone|
  skickat från|sendt fra|lähetetty|odesláno z|odeslané z|elküldve|trimis de pe|στάλθηκε από|được gửi từ|poslano s|scaricare outlook|télécharger outlook|obtener outlook|obtenha o outlook|
  hol dir outlook|holen sie sich outlook|download outlook`
const GOODBYE = `regards|best regards|kind regards|warm regards|best|best wishes|many thanks|thanks|thank you|cheers|sincerely|yours sincerely|yours faithfully|thanks and regards|
  mit freundlichen grüßen|mit freundlichem gruß|freundliche grüße|viele grüße|beste grüße|liebe grüße|mfg|lg|vg|met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|
  groeten|groetjes|mvg|cordialement|bien cordialement|cordialmente|bien à vous|salutations|meilleures salutations|un saludo|saludos|saludos cordiales|atentamente|atenciosamente|
  com os melhores cumprimentos|cumprimentos|abraços|obrigado|obrigada|cordiali saluti|distinti saluti|saluti|un saluto|saygılarımla|saygılarımızla|iyi çalışmalar|iyi günler|
  hörmətlə|hörmətlərlə|təşəkkürlər|pozdrawiam|z poważaniem|z wyrazami szacunku|с уважением|всего доброго|с наилучшими пожеланиями|спасибо|з повагою|дякую|مع خالص التحية|
  مع التحية|تحياتي|وتفضلوا بقبول فائق الاحترام|בברכה|בכבוד רב|תודה|此致敬礼|此致|祝好|谢谢|謝謝|顺祝商祺|よろしくお願いいたします|よろしくお願いします|敬具|감사합니다|
  med vänliga hälsningar|vänliga hälsningar|hälsningar|mvh|med venlig hilsen|venlig hilsen|vennlig hilsen|hilsen|ystävällisin terveisin|terveisin|s pozdravem|üdvözlettel|
  cu stimă|με εκτίμηση|trân trọng`

const list = (table: string): string[] =>
  table
    .split('|')
    .map((word) => fold(word.trim()))
    .filter(Boolean)
const device = list(DEVICE)
const goodbye = new Set(list(GOODBYE))

/** The offset in `reply` at which the signature begins; its length when there is none. */
export function signatureStart(reply: string): number {
  const all = reply.split('\n')
  let last = all.length - 1
  while (last >= 0 && (all[last] ?? '').trim() === '') last--
  let start = all.length
  for (let i = last; i >= Math.max(0, last - MAX_LINES); i--) {
    const line = (all[i] ?? '').trim()
    if (/^(?:--|—|-- —|__+|–)$/.test(line)) start = i // RFC 3676 §4.3, and what became of it
    else if (onlyBlank(all, i + 1, start) && isDeviceLine(line)) start = i
    else if (areShort(all, i + 1, last) && isGoodbye(line)) start = i
  }
  if (start === 0) return reply.length // a mail that is all signature says something after all
  return all.slice(0, start).reduce((length, line) => length + line.length + 1, 0)
}

/** "Sent from my iPhone", in many languages; also what stands alone under a quotation. */
export function isDeviceLine(line: string): boolean {
  const text = fold(line.slice(0, 120).trim()).replace(/^[<([_*~\s]+/, '')
  return (
    text.length > 4 &&
    text.length < 90 &&
    device.some((words) => text.startsWith(words) || (text.endsWith(words) && text.length < 60))
  )
}

export function isGoodbye(line: string): boolean {
  return line.length < 60 && goodbye.has(fold(line).replace(/[\s,.!，。、！-]+$/, ''))
}

function onlyBlank(all: string[], from: number, to: number): boolean {
  return all.slice(from, to).every((line) => line.trim() === '')
}

/** A name and its details, not another paragraph. */
function areShort(all: string[], from: number, last: number): boolean {
  return last - from < MAX_LINES && all.slice(from, last + 1).every((line) => line.trim().length <= 80)
}
