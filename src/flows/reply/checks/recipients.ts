// Whom it goes to: somebody new in an old conversation, an address that looks like another, many who will see each other, people of
// several firms, those who did not know that this desk read along, and the desk itself.
import { isPersonalDomain } from '../../../desk/contacts/companies.ts'
import type { Person } from '../../../desk/conversations/conversations.api.ts'
import { domainOf, normalizeAddress } from '../../../mail/address.ts'
import { shownDomain, skeleton } from '../../../mail/impostor/look-alike.ts'
import type { Around, Draft, Found } from './draft.ts'

export function recipientsOf(draft: Draft, around: Around): Found[] {
  const visible = distinct([...draft.to, ...draft.cc])
  const everybody = distinct([...visible, ...draft.bcc])
  const outside = everybody.filter((one) => !around.isOwn(one.address) && !around.colleagues.has(one.address))
  const alike = outside.flatMap((one) => lookAlike(one, around))
  const taken = new Set(alike.map(({ values }) => values?.['address']))
  const isAnswer = draft.kind === 'reply' || draft.kind === 'reply-all'
  const strange = isAnswer ? newcomers(outside, around).filter(({ address }) => !taken.has(address)) : []
  for (const { address } of strange) taken.add(address)
  return [
    ...everybody
      .filter((one) => around.isOwn(one.address))
      .map(({ address }) => found('ownInbox', { address }, address)),
    ...alike,
    ...strange.map(({ address }) => found('newRecipient', { address }, address)),
    ...bccAnswer(draft, visible, around),
    ...severalCompanies(outside.filter(({ address }) => visible.some((one) => one.address === address) && !taken.has(address)), around), // prettier-ignore
    ...(visible.length >= around.rules.manyRecipients
      ? [found('manyRecipients', { count: String(visible.length) }, null)]
      : []),
  ]
}

function distinct(people: readonly Person[]): Person[] {
  const known = new Map(people.map((one) => [normalizeAddress(one.address), one]))
  return [...known].map(([address, { name }]) => ({ name, address }))
}

function found(check: Found['check'], values: Record<string, string>, address: string | null): Found {
  return { check, values, where: 'recipients', mend: address === null ? null : { do: 'removeRecipient', address } }
}

/** Neither in the conversation, nor of a firm that is, nor anybody this desk has had mail with. */
function newcomers(outside: readonly Person[], { participants, known }: Around): Person[] {
  const firms = new Set([...participants].map(firmOf))
  return outside.filter(
    ({ address }) =>
      !participants.has(address) && !known.has(address) && !(isFirm(address) && firms.has(firmOf(address))),
  )
}

const isFirm = (address: string) => !isPersonalDomain(domainOf(address))
/** `mail.acme.example` and `acme.example` are one firm; two labels are enough to tell firms apart for a question. */
function firmOf(address: string): string {
  const labels = domainOf(address).split('.')
  const isSecondLevel = /^(?:com?|org|net|gov|edu|ac|gen|gob)$/.test(labels.at(-2) ?? '') && labels.length > 2
  return labels.slice(isSecondLevel ? -3 : -2).join('.')
}

/** Where people mistype most; what differs from one of them in a letter is nearly never a house of its own. */
const HOUSES = ['gmail.com', 'hotmail.com', 'outlook.com', 'yahoo.com', 'icloud.com', 'googlemail.com', 'yandex.com']

function lookAlike({ name, address }: Person, around: Around): Found[] {
  if (around.participants.has(address) || around.known.has(address)) return []
  const domain = domainOf(address)
  const tell = (like: string) => [found('lookAlike', { address, like }, address)]
  for (const one of around.participants) {
    if (skeleton(one) === skeleton(address)) return tell(one)
    const [local, other] = [address.slice(0, -domain.length - 1), one.slice(0, one.lastIndexOf('@'))]
    if (domainOf(one) === domain && local.length > 4 && isOneApart(local, other)) return tell(one)
    if (local === other && isFirm(one) && isOneApart(domain, domainOf(one))) return tell(one)
  }
  const house = HOUSES.find((one) => !isPersonalDomain(domain) && isOneApart(domain, one))
  if (house !== undefined) return tell(house)
  const signs = around.signsOf({ name, address })
  if (signs.includes('look-alike') || signs.includes('own-name')) return tell(shownDomain(domain))
  return []
}

/** One letter more, less or another, or two that changed places. */
function isOneApart(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false
  let from = 0
  while (from < one.length && one[from] === other[from]) from++
  let [a, b] = [one.length, other.length]
  while (a > from && b > from && one[a - 1] === other[b - 1]) {
    a--
    b--
  }
  const [left, right] = [one.slice(from, a), other.slice(from, b)]
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === `${right[1]}${right[0]}`)
}

/** Whoever was written to in Bcc and answers everybody shows that they were. */
function bccAnswer(draft: Draft, visible: readonly Person[], { answered }: Around): Found[] {
  if (draft.kind === 'first' || draft.kind === 'forward' || !answered?.wasBcc) return []
  const sender = normalizeAddress(answered.sender.address)
  const others = visible.filter(({ address }) => address !== sender)
  if (others.length === 0) return []
  return [found('bccAnswer', { name: answered.sender.name || answered.sender.address }, null)]
}

/** Firms that meet in this mail for the first time. */
function severalCompanies(outside: readonly Person[], { participants }: Around): Found[] {
  const firms = new Map(outside.filter(({ address }) => isFirm(address)).map((one) => [firmOf(one.address), one]))
  const met = new Set([...participants].map(firmOf))
  if (firms.size < 2 || [...firms.keys()].every((firm) => met.has(firm))) return []
  return [found('severalCompanies', { companies: [...firms.keys()].join(', ') }, null)]
}
