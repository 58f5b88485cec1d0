// What loaded mail says: sentences of ten languages out of a few frequent and many seldom words, with their search tokens worked
// out once, because three million messages share them.
import { termOf } from '../../src/store/search/query.ts'
import { tokensOf } from '../../src/store/search/tokens.ts'
import type { Random } from './random.ts'

export interface Sentence {
  text: string
  /** As a tsvector is written, for a month. */
  terms(month: number): string
}

export interface Language {
  code: string
  /** Of all conversations. */
  share: number
  sentences: Sentence[]
}

/** Said word for word in a share of all English mail: what a phrase is searched by. */
export const phrase = 'has not arrived yet'

const frequent: Record<string, { share: number; words: string }> = {
  en: {
    share: 0.48,
    words:
      'the to order and you for my we is it of please have not invoice delivery parcel refund account payment number help address still week received return thank would like item broken shipping customer support question change cancel date received price team reply today product warranty',
  },
  de: {
    share: 0.12,
    words:
      'ich die und das nicht bestellung der wir eine rechnung bitte haben sie mit für lieferung paket konto zahlung rückerstattung adresse noch nummer gerät größe danke frage artikel woche hilfe geändert straße',
  },
  fr: {
    share: 0.08,
    words:
      'je de la commande le et pas pour vous facture une merci livraison colis compte paiement remboursement adresse numéro reçu toujours semaine question article bonjour problème garantie',
  },
  es: {
    share: 0.08,
    words:
      'de la pedido que no el mi en factura por favor gracias envío paquete cuenta pago reembolso dirección número todavía semana pregunta artículo hola problema garantía',
  },
  az: {
    share: 0.08,
    words:
      'mən və sifariş bu üçün sifarişim hələ çatmayıb zəhmət olmasa kömək edin ödəniş hesab ünvan nömrə bağlama qaytarma telefon təşəkkür sual məhsul həftə gecikir müştəri xidmət',
  },
  tr: {
    share: 0.04,
    words:
      've bir sipariş için bu henüz gelmedi lütfen yardım ödeme hesap adres numara kargo iade telefon teşekkür soru ürün hafta müşteri değişim fatura',
  },
  ru: {
    share: 0.04,
    words:
      'и в не заказ я на мой доставка посылка счёт оплата возврат адрес номер пожалуйста помогите спасибо вопрос товар неделя ещё получил',
  },
  pl: {
    share: 0.03,
    words:
      'nie i na zamówienie w to jest faktura proszę dostawa paczka konto płatność zwrot adres numer dziękuję pytanie',
  },
}

const runs = {
  zh: {
    share: 0.03,
    pieces:
      '我的订单还没有到 请帮我查一下 谢谢您的帮助 我想申请退款 发票号码不对 地址需要修改 包裹破损了 请尽快回复 付款失败 客户服务 上周下单 商品质量问题',
  },
  ja: {
    share: 0.02,
    pieces:
      '注文した商品がまだ届きません 返金をお願いします 住所を変更したい 請求書を送ってください 壊れていました 確認お願いします ありがとうございます 支払い方法',
  },
}

const SYLLABLES = 'ba ke lo mi nu ra se ti vo za de fi go hu jo ka le mo ni pu'.split(' ')

export function createLanguages(random: Random): Language[] {
  const spaced = Object.entries(frequent).map(([code, { share, words }]) => {
    const seldom = Array.from({ length: 2_500 }, () => wordOf(random))
    const vocabulary = [...words.split(' '), ...seldom]
    return {
      code,
      share,
      sentences: Array.from({ length: 500 }, (_, n) => sentence(spacedText(code, vocabulary, random, n))),
    }
  })
  const dense = Object.entries(runs).map(([code, { share, pieces }]) => {
    const all = pieces.split(' ')
    const text = () => `${Array.from({ length: 3 }, () => random.pick(all)).join('，')}。`
    return { code, share, sentences: Array.from({ length: 200 }, () => sentence(text())) }
  })
  return [...spaced, ...dense]
}

function spacedText(code: string, vocabulary: string[], random: Random, n: number): string {
  const words = Array.from({ length: 8 + random.below(8) }, () => random.skewed(vocabulary, 5)).join(' ')
  const said = code === 'en' && n % 40 === 7 ? `${words} it ${phrase}` : words
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`
}

function wordOf(random: Random): string {
  return Array.from({ length: 2 + random.below(3) }, () => random.pick(SYLLABLES)).join('')
}

/** Also for what is said only once: pass its tokens on at once then. */
export function sentence(text: string): Sentence {
  const tokens = tokensOf(text)
  const byMonth = new Map<number, string>()
  return {
    text,
    terms: (month) => {
      const known = byMonth.get(month)
      if (known !== undefined) return known
      const terms = termsOf(month, tokens)
      byMonth.set(month, terms)
      return terms
    },
  }
}

export function termsOf(month: number, tokens: readonly string[]): string {
  return tokens.map((token) => `'${termOf(month, token)}'`).join(' ')
}
