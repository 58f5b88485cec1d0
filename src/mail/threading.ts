// Threading: deciding which conversation a message joins. First what the message itself says (`threadKeys`), then, with
// what was found stored under those keys, the decision and its reason (`decideThread`). Looking things up is the caller's.
// Evidence from strong to weak; a subject alone joins only what one known correspondent goes on writing.

import { normalizeAddress } from './address.ts'
import { baseSubject } from './subject.ts'
import { readOwnMessageId, readReplyToken } from './token.ts'

const MAX_IDS = 100
const RECENT = 30 * 86_400_000
/** Subjects that say nothing; folded as `baseSubject` folds. */
const GENERIC = new Set(
  `question|questions|inquiry|enquiry|information|information request|request|urgent request|problem|complaint|feedback|
  support request|help needed|need help|customer service|customer support|contact form|new message|no subject|important|
  invoice|your order|my order|follow up|follow-up|thank you|thanks|hello there|good morning|reminder|important message|
  automatic reply|out of office|delivery status notification (failure)|undelivered mail returned to sender|
  rechnung|anfrage|kein betreff|bestellung|vraag over bestelling|geen onderwerp|(kein betreff)|(no subject)|(geen onderwerp)|
  réclamation|demande d'information|demande de renseignements|sans objet|(sans objet)|consulta|información|sin asunto|
  (sin asunto)|reclamación|informação|informações|sem assunto|(sem assunto)|informazioni|richiesta|nessun oggetto|
  (nessun oggetto)|zapytanie|reklamacja|(brak tematu)|вопрос|без темы|(без темы)|проблема|информация|konu yok|(konu yok)|mövzu yox`
    .split('|')
    .map((subject) => subject.trim()),
)

export interface ThreadKeys {
  token: { conversationId: string } | null
  /** Messages of ours that it names; `id` as in `ids`. */
  own: { conversationId: string; messageId: string; id: string }[]
  /** Message-IDs this mail refers to, normalised, nearest first, at most 100. */
  ids: string[]
  /** What mail programs and providers group it by (`groupKeys`). */
  groups: string[]
  /** `baseSubject().base`, when it is an answer's and says enough to be looked for. */
  subject: string | null
}

interface ThreadedMail {
  messageId: string | null
  inReplyTo: string[]
  references: string[]
  subject: string
  /** Every address it reached us at: envelope, To, Cc, Delivered-To. */
  recipients: string[]
  groups?: string[]
}

/** The form in which Message-IDs are stored and compared; null for what identifies nothing. */
export function normalizeMessageId(text: string): string | null {
  const id = text.replace(/\s+/g, '').replace(/^<+/, '').replace(/>.*$/s, '')
  if (id.length < 5 || id.length > 998) return null
  const at = id.lastIndexOf('@')
  return at < 0 ? id : id.slice(0, at) + id.slice(at).toLowerCase() // RFC 5322 §3.6.4: the right side is a domain
}

/** The Message-IDs in an In-Reply-To or References header, in their order, also when their brackets are missing. */
export function messageIdsIn(header: string): string[] {
  const text = header.slice(0, 100_000)
  const inBrackets: string[] = text.match(/<[^<>]+>/g) ?? []
  const found = inBrackets.length > 0 ? inBrackets : text.split(/[\s,]+/).filter((word) => word.includes('@'))
  return found.map(normalizeMessageId).filter((id) => id !== null)
}

export function threadKeys(mail: ThreadedMail, { secret, now }: { secret: Buffer; now: Date }): ThreadKeys {
  const [root] = mail.references
  const nearest = [...mail.inReplyTo, ...mail.references.toReversed()]
  const ids = new Set<string>()
  const never = new Set([
    mail.messageId ? normalizeMessageId(mail.messageId) : null,
    ...mail.recipients.map(normalizeAddress),
  ])
  for (const text of nearest.length > MAX_IDS && root ? [...nearest.slice(0, MAX_IDS - 1), root] : nearest) {
    const id = normalizeMessageId(text)
    if (id && !never.has(id)) ids.add(id)
  }
  return {
    token: tokenIn(mail.recipients, secret, now),
    own: ownIn(ids, secret),
    ids: [...ids],
    groups: mail.groups ?? [],
    subject: tellingSubject(mail.subject),
  }
}

interface Grouped {
  threadIndex: string | null
  threadTopic: string | null
  /** X-GM-THRID, in mail that was exported from Gmail. */
  providerThread: string | null
  /** Of an invitation (RFC 5545 §3.8.4.7): its changes and answers have the same. */
  calendarUid: string | null
}

/**
 * Evidence that holds only for who takes part already. Of Thread-Index no more than its first 22 bytes, which the exchange has in
 * common, and with the same topic: programs give one index to different matters. With blanks, as no Message-ID has.
 */
export function groupKeys({ threadIndex, threadTopic, providerThread, calendarUid }: Grouped): string[] {
  const index = Buffer.from((threadIndex ?? '').slice(0, 4_000), 'base64').subarray(0, 22)
  const topic = baseSubject(threadTopic ?? '').base
  return [
    ...(index.length === 22 && topic ? [`thread-index ${index.toString('base64')} ${topic}`] : []),
    ...(/^\d{6,20}$/.test(providerThread ?? '') ? [`x-gm-thrid ${providerThread}`] : []),
    ...(calendarUid && calendarUid.length >= 8 ? [`calendar ${calendarUid.slice(0, 500)}`] : []),
  ]
}

/** Of a mailing list (RFC 2919): what is said on it under one subject. */
export function listKeys(listId: string | null, subject: string): string[] {
  const name = /<([^<>\s]{3,250})>\s*$/.exec(listId ?? '')?.[1] ?? ''
  const { base } = baseSubject(subject)
  return name && isTelling(base) ? [`list ${name.toLowerCase()} ${base}`] : []
}

function tokenIn(recipients: string[], secret: Buffer, now: Date): ThreadKeys['token'] {
  for (const recipient of recipients) {
    const read = readReplyToken(recipient, secret, now)
    if (read && 'conversationId' in read) return read
  }
  return null
}

function ownIn(ids: Set<string>, secret: Buffer): ThreadKeys['own'] {
  return [...ids].flatMap((id) => {
    const own = readOwnMessageId(id, secret)
    return own ? [{ ...own, id }] : []
  })
}

function tellingSubject(subject: string): string | null {
  const { base, isReply } = baseSubject(subject)
  return isReply && isTelling(base) ? base : null
}

/** Whether a base subject says enough for two mails of one correspondent to be about the same by it. */
export function isTelling(base: string): boolean {
  if (GENERIC.has(base)) return false
  // one Han, kana or hangul sign says as much as two letters
  const letters =
    (base.match(/[\p{L}\p{N}]/gu) ?? []).length +
    (base.match(/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/gu) ?? []).length
  return letters >= 8
}

export interface ThreadCandidate {
  conversationId: string
  /** `ghost`: another message of this inbox refers to the same Message-ID, which itself never came. */
  found: 'token' | 'own' | 'id' | 'group' | 'ghost' | 'subject'
  /** The name is borne by messages of other conversations too: it proves nothing about who does not take part. */
  isShared?: boolean
  key: string
  /** Normalised addresses that wrote or were written to in it. */
  participants: string[]
  isOpen: boolean
  lastMessageAt: Date
}

export interface ThreadDecision {
  conversationId: string | null
  by: 'token' | 'own' | 'id' | 'group' | 'ghost' | 'subject' | 'new'
  /** The sender is none of the conversation's participants: joins it, but must be shown as unknown and sees no history. */
  isStranger: boolean
  because: string
}

interface Sender {
  from: string | null
  isBulk: boolean
  now: Date
}

/**
 * Token, own Message-ID and stored ids prove the conversation, whoever sends; a Message-ID that different mails bear, groups, ghosts
 * and subjects also need a known sender.
 */
export function decideThread(keys: ThreadKeys, candidates: ThreadCandidate[], facts: Sender): ThreadDecision {
  const from = facts.from === null ? null : normalizeAddress(facts.from)
  const isKnown = (one: ThreadCandidate): boolean => from !== null && one.participants.includes(from)
  const join = (one: ThreadCandidate, because: string): ThreadDecision => ({
    conversationId: one.conversationId,
    by: one.found,
    isStranger: !isKnown(one),
    because: isKnown(one) ? because : `${because}; its sender is new to that conversation`,
  })
  const best = (found: ThreadCandidate['found'], order: string[]): ThreadCandidate | undefined =>
    nearest(
      candidates.filter((one) => one.found === found && (!one.isShared || isKnown(one))),
      order,
      isKnown,
    )

  const byToken = best('token', keys.token ? [keys.token.conversationId] : [])
  if (byToken) return join(byToken, 'it was sent to the signed reply address of the conversation')
  const byOwn = best(
    'own',
    keys.own.map((own) => own.conversationId),
  )
  if (byOwn) return join(byOwn, 'it answers a message that was sent from the conversation')
  const byId = best('id', keys.ids)
  if (byId) return join(byId, 'it refers to a message of the conversation')
  // On a list everybody answers everybody, and what they answer often went only to the list's own members.
  const isOnList = facts.isBulk && keys.subject !== null
  const spoken = candidates.filter((one) => one.found === 'group' && isOnList && isRecent(one, facts.now))
  const byList = nearest(spoken, keys.groups, isKnown)
  if (byList) return join(byList, 'it answers, on the same mailing list, what is said there under this subject')
  const groups = candidates.filter((one) => one.found === 'group' && !facts.isBulk && isKnown(one))
  const byGroup = nearest(groups, keys.groups, isKnown)
  if (byGroup) return join(byGroup, 'its sender’s mail program counts it to the same exchange as another message of the conversation') // prettier-ignore
  const ghosts = candidates.filter((one) => one.found === 'ghost' && isKnown(one))
  const byGhost = nearest(ghosts, keys.ids, isKnown)
  if (byGhost)
    return join(byGhost, 'it refers to the same missing message as another message of its sender’s conversation')
  return bySubject(keys, candidates, facts, isKnown, join)
}

const isRecent = (one: ThreadCandidate, now: Date) => now.getTime() - one.lastMessageAt.getTime() <= RECENT

/** References may name several conversations: one that knows the sender goes first, then the nearest, then the liveliest. */
function nearest(
  candidates: ThreadCandidate[],
  order: string[],
  isKnown: (one: ThreadCandidate) => boolean,
): ThreadCandidate | undefined {
  const place = (one: ThreadCandidate): number => {
    const at = Math.max(order.indexOf(one.key), order.indexOf(one.conversationId))
    return at < 0 ? order.length : at
  }
  return candidates.toSorted(
    (a, b) =>
      Number(isKnown(b)) - Number(isKnown(a)) ||
      place(a) - place(b) ||
      b.lastMessageAt.getTime() - a.lastMessageAt.getTime(),
  )[0]
}

function bySubject(
  keys: ThreadKeys,
  candidates: ThreadCandidate[],
  facts: Sender,
  isKnown: (one: ThreadCandidate) => boolean,
  join: (one: ThreadCandidate, because: string) => ThreadDecision,
): ThreadDecision {
  const none = (because: string): ThreadDecision => ({ conversationId: null, by: 'new', isStranger: false, because })
  const sameSubject = candidates.filter((one) => one.found === 'subject')
  if (sameSubject.length === 0) return none('it refers to no message we know')
  if (keys.ids.length > 0) return none('its subject is known, but it refers to messages that are not')
  if (facts.isBulk) return none('its subject is known, but mail to many never joins by its subject')
  const known = sameSubject.filter(isKnown)
  if (known.length === 0) return none('its subject is known, but not from this sender')
  const live = known.filter((one) => one.isOpen || isRecent(one, facts.now))
  const [one] = live
  if (!one) return none('its sender wrote under this subject before, but that is closed and long ago')
  if (live.some((other) => other.conversationId !== one.conversationId))
    return none('its sender has several conversations with this subject')
  return join(one, 'it answers the subject of its sender’s only recent conversation of that name')
}
