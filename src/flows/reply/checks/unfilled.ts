// What was to be filled in and was not: variables of a template, and the marks that people leave for themselves.
import type { Found, Read } from './draft.ts'

/** `{{contact.name}}`, `{% if %}`, `${name}`, `%FIRST_NAME%`, `<<name>>`, `[[name]]`. */
const VARIABLE =
  /\{\{[^{}\n]{0,80}\}\}|\{%[^{}\n]{0,80}%\}|\$\{[\w .-]{1,40}\}|%[A-Z][A-Z_]{2,30}%|<<\p{L}[\p{L}_ .-]{0,38}\p{L}>>|\[\[[\p{L}_ .-]{2,40}\]\]|«[\p{Lu}\p{L}_.-]{2,30}_[\p{L}_.-]{1,30}»/gu
/** `[name]`, `[order number]`: only what a template would ask for. */
const BRACKETED = /(?<![%$\\])[[{]([\p{L}_' .-]{2,40})[\]}]/gu
/** Capitals alone: "xxx" is how a letter to a friend ends. */
const CROSSES =
  /(?<![\p{L}\p{N}*./#-]|\d )X{3,}(?![\p{L}\p{N}*-]| ?\d)|(?<![\p{L}\p{N}/.])(?:TODO|TBD|FIXME|T\.B\.D\.)(?![\p{L}\p{N}/])|(?<!_)_{5,}(?!_)(?=[ \t]*[\p{L},.])|[Ll]orem ipsum/gu
const ASKED =
  /^(?:(?:your|the|customer|client|first|last|full|insert|add|enter|uw|jouw|de|voornaam|achternaam|ihr|ihre|vor|nach|müşteri|sizin|müştəri)[ _.-]){0,2}(?:name|first ?name|last ?name|surname|firstname|lastname|order|order ?(?:number|no|id|nr)|invoice(?: number)?|ticket(?: number)?|date|time|amount|price|product|company|link|url|address|email|e-mail|phone|number|reason|naam|voornaam|achternaam|bestelnummer|ordernummer|factuurnummer|datum|bedrag|bedrijf|vorname|nachname|kundenname|bestellnummer|rechnungsnummer|betrag|firma|nom|prénom|numéro de commande|montant|nombre|apellido|número de pedido|fecha|importe|nome|cognome|sobrenome|ad|isim|soyad|soyisim|adı|sipariş numarası|sipariş no|tarih|tutar|şirket|soyadı|sifariş nömrəsi|tarix|məbləğ|şirkət|imię|nazwisko|имя|фамилия|номер заказа|дата|сумма|xx+)(?: here| hier| invullen| einfügen)?$/iu

/** More would tell nobody anything. */
const MOST = 200

export function unfilledIn({ subject, own }: Read): Found[] {
  return [
    ...placesIn(subject).map(([start, end]): Found => of(subject, start, end, 'subject')),
    ...placesIn(own).map(([start, end]): Found => of(own, start, end, 'text')),
  ]
}

const of = (text: string, start: number, end: number, where: 'subject' | 'text'): Found => ({
  check: 'unfilled',
  where,
  start,
  end,
  values: { words: text.slice(start, end).slice(0, 60) },
})

function placesIn(text: string): [start: number, end: number][] {
  const places: [number, number][] = []
  const add = (start: number, length: number) => {
    if (places.length < MOST && !places.some(([from, to]) => start < to && from < start + length))
      places.push([start, start + length])
  }
  if (/[{[$%<«]/.test(text)) {
    for (const found of text.matchAll(VARIABLE)) add(found.index, found[0].length)
    for (const found of text.matchAll(BRACKETED))
      if (ASKED.test((found[1] ?? '').trim())) add(found.index, found[0].length)
  }
  for (const found of text.matchAll(CROSSES)) if (!isAlone(text, found)) add(found.index, found[0].length)
  return places.toSorted(([one], [other]) => one - other)
}

/** So far is looked along a line: each of a thousand in one would look at all of it. */
const NEAR = 200

/** A line of nothing else is a drawn line, or three kisses. */
function isAlone(text: string, { 0: { length }, index }: RegExpExecArray): boolean {
  const [before = ''] = text
    .slice(Math.max(0, index - NEAR), index)
    .split('\n')
    .slice(-1)
  const [after = ''] = text.slice(index + length, index + length + NEAR).split('\n')
  return !/[\p{L}\p{N}]/u.test(before + after)
}
