// Azerbaijani typed without its letters (ə ş ç ğ ı ö ü), as on phones and office keyboards: n-gram detectors take it for Turkish,
// and Turkish typed so for Azerbaijani. Lists of frequent words and of the endings that only one of the two has.

/** Without accents; "sh" and "ch", as many type, are s and c here. Words that both languages have prove nothing and are in neither. */
const AZERBAIJANI = new Set(
  `salam salamlar dunen cume men menim mene menden mende meni sene sizinle bizimle ucun ucundur hec hecbir nece necedir neceyedir neceye neceyem
  niye yox yoxdur yoxdu deyil deyilem deyilsiniz zehmet zehmetolmasa olmasa xahis xahisedirem xais edirem edirik edirsiniz isteyirem
  isteyirik isterdim cox coxdur sag sagol sagolun hormetle hormetli cavab cavabi cavablari muraciet sifaris
  sifarisim sifarisi sifarisin mehsul mehsulun odenis odenisi odenisim pulum pulumu pulu qaytarmaq qaytarin qaytarmaginizi catdirilma
  catmayib catmadi gelmeyib gelib cixilib almisam almamisam gondermisem gondermisiniz gonderilmeyib gozleyirem bilerem bilersiniz
  bilmirem islemir islemeyir olmur movcud movcuddur bagli barede haqqinda problemim meselesi hefte gelen kecen indi hele artiq hesab
  hesabima faktura qaime sirketiniz elaqe saxlayin saxlamaq saxlaya komek olar olarmi mumkundur mumkundurmu zeng qiymet qiymeti xeyr
  beli edim eleyim eleyin hansi harada hardan vaxt vaxti vaxta deqiqe defe nomre nomresi nomrem unvan unvani unvanim magazaniz
  xidmet xidmetiniz sened senedler mektub abuneliyimi legv endirim olacagam edecem gelecem yanmir yollayin razi raziyam bazarertesi
  lazimdir aciqdir baglidir beledir budur ki hemin ele bele ayin ola olub olunub edib edilib verin yoxlayin baxin`.split(
    /\s+/,
  ),
)
const TURKISH = new Set(
  `ben benim bana beni bende bizim icin degil degilim nasil lutfen merhaba merhabalar selam saygilarimla ama fakat kadar
  siparis siparisim siparisi siparisimi urun urunun urunu odeme odemem odemeyi rica eder misiniz musunuz miyim muyum miyiz
  mi mu zaman kac hangi hicbir henuz hala adres adresi adresim sifremi sifre numarasi numaram numara durumu durum para parami
  parayi iade iptal kere resim resmi kargo kurye fiyat fiyati yanlis yarin bugun dun simdi geciyor gecti fatura faturayi
  faturanin ariza garanti garantisi kirik almadim buzdolabi cozuldu kutunun belgeler yoktu tane iletisim
  hizmet hizmetinizden memnunum kopyasini vergisini sozlesmenin degistirmek degisim degistirin evet hayir kisi`.split(
    /\s+/,
  ),
)

/** Of words that Turkish spells otherwise or does not have. */
const AZERBAIJANI_START =
  /^(?:deyis|sifaris|muraciet|elaqe|yoxla|muqavil|mektub|elave|gozle|mehsul|zemanet|gomru[gk]|kec(?:i[rb]|en|d|m)|catd|qayt|yoll|isteyi|bilme|cavab|xahis|meslehet|hesabat)/
const AZERBAIJANI_END =
  /(?:mirem|miram|mirik|miriq|mirsiniz|irem|iram|irik|iriq|eyirem|ayiram|mayib|meyib|mamisam|memisem|acam|ecem|acagam|eceyem|acagiq|eceyik|misam|misem|misiq|misik|dirmi|dirlar|lerinden|larindan|yedir|yadir|erem(?:mi)?|[lyz]aram(?:mi)?|[ae]yib|[ln]ib|[ln]ub|acaq|diyim|diyiniz|eyem)$/
const TURKISH_END =
  /(?:[iu]yor(?:um|sun|uz|sunuz|lar|du|dum|mus)?|misim|musum|misiz|acagim|ecegim|acagiz|ecegiz|mistim|mustum|abilir|ebilir|ebilirim|abilirim)$/

/** `text` in lower case, words parted by one blank. From 1, surely Azerbaijani, to −1, surely Turkish; near 0 it says nothing. */
export function azerbaijaniOrTurkish(text: string): number {
  const words = text.split(' ', 400).filter((word) => word.length > 1)
  if (words.length < 3) return 0
  return words.reduce((sum, word) => sum + weightOf(plain(word)), 0) / words.length
}

function weightOf(word: string): number {
  if (AZERBAIJANI.has(word)) return 1
  if (TURKISH.has(word)) return -1
  if (AZERBAIJANI_START.test(word)) return 0.8
  if (AZERBAIJANI_END.test(word)) return 0.6
  if (TURKISH_END.test(word)) return -0.8
  return /[xq]/.test(word) ? 0.5 : 0 // letters that Turkish does not have
}

function plain(word: string): string {
  const bare = /[^a-z]/.test(word) ? word.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ı', 'i') : word
  return bare.includes('h') ? bare.replaceAll('sh', 's').replaceAll('ch', 'c') : bare
}
