// Azerbaijani typed without its letters (ə ş ç ğ ı ö ü), as on phones and office keyboards: n-gram detectors take it for Turkish.
// A list of frequent words and of the endings that Turkish does not have.

const WORDS = new Set(
  `salam salamlar men menim mene meni sen siz sizin size bizim bize biz onun ucun ucundur ve ile amma lakin hec hecbir nece necedir
  nedir niye var yox yoxdur deyil deyilem zehmet zehmetolmasa olmasa xahis xahisedirem xais edirem edirik istəyirəm isteyirem isteyirik
  tesekkur tesekkurler tessekur cox sag sagol sagolun hormetle hormetli cavab cavabi muraciet sifaris sifarisim mehsul odenis odenisi
  pul geri qaytarmaq qaytarin catdirilma catmayib gelmeyib almisam almadim gondermisem gondererdim gonderin bilerem bilersiniz
  bilmirem movcud movcuddur bagli barede haqqinda problemim meselesi heftə hefte gun sabah indi hele artiq yeniden bir daha hesab
  hesabim faktura qaime sirket sirketi telefonla elaqe saxlayin saxlamaq komek kömək edin ede olar olarmi mumkun mumkundurmu
  zəng zeng qiymet qiymeti neceyem buyurun xeyr beli bəli`.split(/\s+/),
)

/** Spelled alike in Turkish, so they prove nothing there: kept out of the list above. */
const TURKISH = new Set(
  `ben benim bana bizim icin var yok degil nasil lutfen tesekkurler merhaba selam saygilarimla ama fakat cok iyi gibi kadar
  siparis urun odeme istiyorum ediyorum rica cevap yardim ederim misiniz musunuz`.split(/\s+/),
)

const ENDINGS =
  /(?:mirem|mirik|mirsiniz|irem|irik|eyirem|mayib|meyib|acam|ecem|misam|misem|misiq|misik|dir?mi|larin|lerin|mamisam|memisem)$/

/** `text` in lower case, words parted by one blank. 0 to 1: how surely this is Azerbaijani in ASCII. Below 0.12 it says nothing. */
export function azerbaijaniInAscii(text: string): number {
  const words = text.split(' ').filter((word) => word.length > 1)
  if (words.length < 3) return 0
  let score = 0
  for (const word of words.slice(0, 400)) {
    if (WORDS.has(word)) score += 1
    else if (TURKISH.has(word)) score -= 1
    else if (ENDINGS.test(word)) score += 0.6
    else if (/[xq]/.test(word)) score += 0.3 // letters that Turkish does not have
  }
  return Math.max(0, Math.min(1, score / Math.min(words.length, 400)))
}
