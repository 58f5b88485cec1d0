// Turkish, Azerbaijani, Polish, Arabic and Japanese sample conversations.
import type { Tongue } from './script.ts'

export const turkish: Tongue = {
  language: 'tr',
  share: 4,
  wrote: '{name} şunu yazdı:',
  people: ['Zeynep Arslan', 'Emre Koç', 'Derya Yıldız'],
  companies: [{ name: 'Koç Mimarlık', domain: 'kocmimarlik.example' }],
  scripts: [
    {
      about: 'delivery',
      subject: '{order} numaralı siparişim nerede?',
      ask: 'Merhaba,\n\nİki hafta önce verdiğim {order} numaralı sipariş hâlâ gelmedi. Kargo takip sayfasında da bilgi yok. Ne zaman elime ulaşacağını öğrenebilir miyim?\n\nTeşekkürler,\n{name}',
      answer:
        'Merhaba {name},\n\nGecikme için özür dileriz. Paketiniz gümrükte beklemiş, bugün dağıtıma çıktı. En geç yarın akşam elinizde olur.\n\nSaygılarımla,\n{agent}',
      then: 'Paket geldi, çok teşekkür ederim.\n\n{name}',
    },
    {
      about: 'return',
      subject: '{product} iade talebi',
      ask: 'İyi günler,\n\nAldığım lambanın rengi fotoğraftakinden çok farklı. İade etmek istiyorum. Kargo ücretini siz mi ödüyorsunuz?\n\n{name}',
      answer:
        'İyi günler {name},\n\nEvet, iade kargosu bize ait. Size gönderdiğimiz kodla paketi en yakın şubeye bırakmanız yeterli.\n\n{agent}',
    },
  ],
}

export const azerbaijani: Tongue = {
  language: 'az',
  share: 5,
  wrote: '{name} yazdı:',
  people: ['Aygün Məmmədova', 'Rəşad Quliyev', 'Günel Həsənli', 'Elçin Əliyev'],
  companies: [{ name: 'Xəzər Dizayn', domain: 'xezerdizayn.example' }],
  scripts: [
    {
      about: 'delivery',
      subject: '{order} nömrəli sifarişim haradadır?',
      ask: 'Salam,\n\nOn gün əvvəl {product} sifariş etmişəm (nömrə {order}), amma hələ də gəlib çatmayıb. Kuryerin nömrəsi cavab vermir. Zəhmət olmasa, lampanın nə vaxt çatdırılacağını yazın.\n\nHörmətlə,\n{name}',
      answer:
        'Salam, {name}!\n\nGecikməyə görə üzr istəyirik. Sifarişiniz bu gün anbardan çıxdı, sabah günorta ünvanınıza çatdırılacaq. Çatdırılma haqqını sizə qaytarırıq.\n\nHörmətlə,\n{agent}',
      then: 'Lampa gəldi, çox gözəldir. Köməyinizə görə təşəkkür edirəm!\n\n{name}',
      close: 'Buyurun, {name}. Xeyirli olsun!\n\n{agent}',
    },
    {
      about: 'invoice',
      subject: 'Hesab-faktura lazımdır',
      ask: 'Salam,\n\nŞirkətimiz üçün aldığımız {product} lampalarının hesab-fakturasını göndərməyinizi xahiş edirik. Sifariş nömrəsi {order}. Mühasibatlıq onu bu həftə gözləyir.\n\nHörmətlə,\n{name}',
      answer:
        'Salam, {name}!\n\nHesab-faktura bu ünvana ayrıca məktubla göndərildi. Başqa sualınız olsa, yazın.\n\nHörmətlə,\n{agent}',
    },
    {
      about: 'product',
      subject: '{product} üçün ehtiyat hissəsi',
      ask: 'Axşamınız xeyir,\n\nLampanın açarı xarab olub. Onu ayrıca almaq olarmı və özüm dəyişə bilərəmmi? Şəklini əlavə etmişəm.\n\n{name}',
      answer:
        'Axşamınız xeyir, {name}!\n\nBəli, açarı ayrıca satırıq və onu dəyişmək asandır. Əvvəlcə lampanı cərəyandan ayırmağı unutmayın.\n\n{agent}',
      file: 'photo',
    },
  ],
}

export const polish: Tongue = {
  language: 'pl',
  share: 4,
  wrote: '{name} napisał(a):',
  people: ['Agnieszka Zielińska', 'Tomasz Wrona', 'Katarzyna Błaszczyk'],
  companies: [{ name: 'Pracownia Wrona', domain: 'pracowniawrona.example' }],
  scripts: [
    {
      about: 'return',
      subject: 'Zwrot zamówienia {order}',
      ask: 'Dzień dobry,\n\nchciałabym zwrócić lampę z zamówienia {order}, ponieważ nie pasuje do wnętrza. Jest nieużywana i w oryginalnym opakowaniu. Jak mogę to zrobić?\n\nPozdrawiam,\n{name}',
      answer:
        'Dzień dobry,\n\nwystarczy nadać paczkę z etykietą, którą właśnie wysłaliśmy. Pieniądze zwrócimy w ciągu trzech dni od otrzymania lampy.\n\nPozdrawiam,\n{agent}',
      then: 'Paczka nadana. Dziękuję za szybką odpowiedź!\n\n{name}',
    },
    {
      about: 'product',
      subject: 'Żarówka do lampy {product}',
      ask: 'Witam,\n\njaką żarówkę powinienem kupić do lampy {product}? W instrukcji napisano tylko, że gwint E14, a nie ma nic o mocy.\n\n{name}',
      answer:
        'Dzień dobry,\n\npolecamy żarówkę LED o mocy do 6 W, o ciepłej barwie. Mocniejsza mogłaby przegrzać klosz.\n\nPozdrawiam,\n{agent}',
      priority: 'low',
    },
  ],
}

export const arabic: Tongue = {
  language: 'ar',
  share: 2,
  wrote: 'كتب {name}:',
  people: ['ليلى حداد', 'سامر النجار'],
  companies: [],
  scripts: [
    {
      about: 'delivery',
      subject: 'أين طلبي رقم {order}؟',
      ask: 'السلام عليكم،\n\nطلبت مصباحًا قبل أسبوعين ولم يصلني حتى الآن. رقم الطلب هو {order}. هل يمكنكم إخباري بموعد التسليم من فضلكم؟\n\nمع الشكر،\n{name}',
      answer:
        'وعليكم السلام {name}،\n\nنعتذر عن التأخير. خرج الطرد اليوم من المستودع وسيصلكم خلال ثلاثة أيام على الأكثر.\n\nمع أطيب التحيات،\n{agent}',
      then: 'وصل المصباح اليوم وهو جميل جدًا. شكرًا لكم!\n\n{name}',
    },
    {
      about: 'invoice',
      subject: 'أحتاج إلى فاتورة باسم الشركة',
      ask: 'مرحبًا،\n\nأرجو إرسال فاتورة الطلب {order} باسم الشركة بدلًا من اسمي الشخصي، لأن قسم المحاسبة يطلبها بهذا الشكل.\n\n{name}',
      answer: 'مرحبًا {name}،\n\nأرسلنا الفاتورة المعدلة إلى بريدكم الآن. نحن في خدمتكم دائمًا.\n\n{agent}',
    },
  ],
}

export const japanese: Tongue = {
  language: 'ja',
  share: 2,
  wrote: '{name} さんは書きました:',
  people: ['佐藤 美咲', '田中 健'],
  companies: [],
  scripts: [
    {
      about: 'delivery',
      subject: '注文 {order} の配送について',
      ask: 'お世話になっております。\n\n先週注文した商品(注文番号 {order})がまだ届いておりません。現在の配送状況を教えていただけますでしょうか。\n\nよろしくお願いいたします。\n{name}',
      answer:
        '{name} 様\n\nご連絡ありがとうございます。お届けが遅れて申し訳ございません。商品は本日発送いたしましたので、五日ほどでお手元に届く予定です。\n\n{agent}',
      then: '本日、無事に届きました。ありがとうございました。\n\n{name}',
    },
    {
      about: 'product',
      subject: '{product} の電圧について',
      ask: 'はじめまして。\n\nこちらのランプは日本の 100 ボルトでも使えますか。購入を検討しております。\n\n{name}',
      answer:
        '{name} 様\n\nお問い合わせありがとうございます。電源は 100 から 240 ボルトまで対応しておりますので、日本でもそのままお使いいただけます。\n\n{agent}',
    },
  ],
}
