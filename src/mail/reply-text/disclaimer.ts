// Disclaimers: what a company's mail gateway puts under every mail. Known by words that no customer uses together.

import { fold } from './languages.ts'

const SHORTEST = 60
const LONGEST = 4000
/** Stems of "confidential", "intended for", "recipient", "in error", "delete", "virus"; two different ones make a disclaimer. */
const STEMS = `confidential|privileged|intended|recipient|addressee|in error|disclos|virus|registered office|unauthori|
  vertraulich|empfänger|irrtümlich|unbefugt|vernicht|löschen sie|vertrouwelijk|geadresseerde|ten onrechte|bestemd voor|
  confidentiel|destinataire|par erreur|confidencial|destinatari|por error|por engano|riservat|per errore|
  gizli|alıcı|yanlışlıkla|siliniz|məxfi|ünvanlan|səhvən|silin|poufn|adresat|omyłkowo|konfidencj|конфиденциальн|адресат|по ошибке|ошибочно|удалит|
  конфіденційн|помилково|видаліть|سري|المرسل إليه|بالخطأ|חסוי|הנמען|בטעות|机密|機密|收件人|删除|刪除|保密|誤って|受信者|기밀|수신인|삭제|
  konfidentiell|avsedd|mottagar|av misstag|fortrolig|modtager|ved en fejl|mottaker|ved en feil|luottamuksell|vastaanottaja|vahingossa|erehdyks|
  důvěrn|příjemc|omylem|bizalmas|címzett|tévedés|confidențial|destinatar|din greșeală|εμπιστευτικ|παραλήπτ`
const stems = [...new Set(STEMS.split('|').map((stem) => fold(stem.trim())))].filter(Boolean)

/** `text`: a paragraph or several. */
export function isDisclaimer(text: string): boolean {
  if (text.length < SHORTEST && !/[\p{Script=Han}\p{Script=Hangul}]/u.test(text)) return false
  const folded = fold(text.slice(0, LONGEST))
  let found = 0
  for (const stem of stems) if (folded.includes(stem) && ++found > 1) return true
  return false
}
