// Where each mail of a batch belongs: a copy of one we have, an answer in a conversation, or a new matter. Pure but for the
// evidence, which it keeps up to date as it goes.
import { compareIds, type Id } from '../../kit/id.ts'
import { domainOf, normalizeAddress } from '../../mail/address.ts'
import type { ReadMail } from '../../mail/read-mail.ts'
import { baseSubject } from '../../mail/subject.ts'
import { decideThread, groupKeys, isTelling, listKeys, threadKeys, type ThreadCandidate } from '../../mail/threading.ts'
import { statusAfter } from '../../desk/conversations/status.ts'
import { isAside } from './aside.ts'
import type { Copy, Holders } from './copies.ts'
import { soughtBy, type Evidence, type KnownConversation } from './evidence.ts'
import { floodBecause, floodOf, writesForOthers } from './flood.ts'
import type { Incoming, Placed, Sorted } from './placed.ts'

/** `own` are the addresses this desk receives for. */
export function sortMail(mail: Incoming, own: ReadonlySet<string>, secrets: { secret: Buffer; now: Date }): Sorted {
  const { read } = mail
  const first = read.from[0]?.address ?? read.sender?.address ?? mail.envelopeFrom
  const from = first ? normalizeAddress(first) : null
  // A bounce speaks about a message of ours: that message's names are its evidence.
  const original = read.bounce?.original
  const inReplyTo = original ? [...(original.messageId ? [original.messageId] : []), ...read.inReplyTo] : read.inReplyTo
  const references = original ? [...read.references, ...original.references] : read.references
  const recipients = [...mail.recipients, ...read.to.map((one) => one.address), ...read.cc.map((one) => one.address)]
  const keys = threadKeys(
    { messageId: read.messageId, inReplyTo, references, subject: read.subject, recipients, groups: groupsOf(mail) },
    secrets,
  )
  const { base, isReply } = baseSubject(read.subject)
  const asks = !isReply && keys.ids.length === 0 && read.kind === 'message' && isTelling(base) ? base : null
  const isAlone = keys.ids.length === 0 && keys.token === null && read.kind !== 'bounce'
  const alike = isAlone && base && !writesForOthers(read, from, own) ? base : null
  return { ...mail, keys, from, isOwnAddress: from !== null && own.has(from), asks, alike }
}

function groupsOf({ read, providerThread }: Incoming): string[] {
  const header = (wanted: string) => read.headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null
  if (read.kind === 'list') return listKeys(header('list-id'), read.subject)
  if (read.kind === 'bounce') return []
  return groupKeys({
    threadIndex: header('thread-index'),
    threadTopic: header('thread-topic'),
    providerThread: providerThread ?? header('x-gm-thrid'),
    calendarUid: read.invitation?.uid ?? null,
  })
}

export const isBulk = (read: ReadMail) => read.kind === 'list' || read.kind === 'bounce'

/** What is remembered of its references, and of what groups it: a report or a mailing to many must not tie strangers' conversations together. */
export const refersTo = ({ read, keys }: Sorted) => (isBulk(read) ? keys.groups : [...keys.ids, ...keys.groups])

/**
 * References name a message's ancestors (RFC 5322 §3.6.4): conversations they lead to are one matter that was opened twice, as
 * happens when an answer comes without any. Only those its sender takes part in, which also go before a nearer one among
 * strangers; oldest first.
 */
function kindred(candidates: ThreadCandidate[], from: string | null): Id[] {
  const theirs = candidates.filter(
    (one) => one.found === 'id' && !one.isShared && from !== null && one.participants.includes(from),
  )
  return [...new Set(theirs.map((one) => one.conversationId))].toSorted(compareIds)
}

/** Of a stranger: where the thread began, of all the conversations that its references lead to. `ids` are nearest first. */
function rootOf(candidates: ThreadCandidate[], ids: string[]): Id | null {
  const found = candidates.filter((one) => one.found === 'id' && !one.isShared)
  return found.toSorted((a, b) => ids.indexOf(b.key) - ids.indexOf(a.key))[0]?.conversationId ?? null
}

/**
 * Conversations that answered this mail before it came. Its sender takes part in them, or its Message-ID is of the sender's own
 * domain: whoever borrows the name of somebody else's mailing gets none of the answers to it.
 */
function answersTo(mail: Sorted, evidence: Evidence): Id[] {
  const { from } = mail
  const { messageId } = mail.read
  const [named, own] = [domainOf(messageId ?? ''), domainOf(from ?? '')]
  const isOwnName = own !== '' && (named === own || named.endsWith(`.${own}`) || own.endsWith(`.${named}`))
  return evidence
    .waitingFor(soughtBy(mail))
    .filter((id) => isOwnName || (from !== null && evidence.conversation(id)?.participants.has(from)))
}

/** A week: mail that took longer to arrive is no question any more that somebody still waits for. */
const LATE = 7 * 86_400_000

/** The one conversation of this sender that began with an answer to this subject: the question took longer than the answer. */
function orphanOf(mail: Sorted, evidence: Evidence): Id | undefined {
  const orphans = evidence
    .orphansOf(soughtBy(mail))
    .filter((one) => one.status !== 'resolved' && mail.receivedAt.getTime() - one.lastMessageAt.getTime() < LATE)
  return orphans.length === 1 ? orphans[0]?.id : undefined
}

/** What a person took apart no mail brings together: then what the mail names first decides alone. */
function areParted(ids: Id[], evidence: Evidence): boolean {
  const known = [...new Set(ids.map((id) => evidence.conversation(id)))].filter((one) => one !== undefined)
  const origin = (one: KnownConversation) =>
    one.partedFrom && (evidence.conversation(one.partedFrom)?.id ?? one.partedFrom)
  return known.some((one) =>
    known.some(
      (other) =>
        other.id !== one.id && origin(one) !== null && (origin(one) === other.id || origin(one) === origin(other)),
    ),
  )
}

interface Knowing {
  evidence: Evidence
  holders: Holders
  /** The addresses this desk receives for. */
  own: ReadonlySet<string>
  now: Date
  mint: () => Id
}

/** Decides one mail after the other. */
export function placeMails(mails: Sorted[], knowing: Knowing): { placed: Placed[]; repeated: Copy[] } {
  const placed: Placed[] = []
  const repeated: Copy[] = []
  for (const mail of mails) {
    const outcome = placeMail(mail, knowing)
    if ('copyIn' in outcome) repeated.push({ mail, conversationId: outcome.copyIn, messageId: null })
    else placed.push(outcome)
  }
  return { placed, repeated }
}

function placeMail(mail: Sorted, { evidence, holders, own, now, mint }: Knowing): Placed | { copyIn: Id } {
  const { read, keys, from, inboxId } = mail
  const sought = soughtBy(mail)
  // Our own words coming back as a machine's mail: kept, readable, but nobody's work and never answered.
  const isLoop = mail.isOwnAddress && read.kind !== 'message'
  const candidates = evidence.candidates(sought)
  const decision = isLoop
    ? {
        conversationId: null,
        by: 'new' as const,
        isStranger: false,
        because: 'it is automatic mail from an address of this desk: a loop',
      }
    : decideThread(keys, candidates, { from, isBulk: isBulk(read), now })
  const waiting = isLoop || isBulk(read) ? [] : answersTo(mail, evidence)
  const isParted = areParted(candidates.filter((one) => one.found === 'id').map((one) => one.conversationId), evidence) // prettier-ignore
  const kin = decision.by === 'id' && !isParted ? kindred(candidates, from) : []
  const orphan = isLoop || decision.conversationId !== null ? undefined : orphanOf(mail, evidence)
  const parentOf = decision.conversationId === null ? (waiting[0] ?? orphan) : undefined
  const told =
    kin[0] ??
    (decision.by === 'id' && !isParted ? rootOf(candidates, keys.ids) : null) ??
    decision.conversationId ??
    parentOf
  const flood = told || isLoop ? null : floodOf(evidence.alikeTo(sought), mail.receivedAt)
  const joined = told ?? flood?.conversationId ?? null
  const known = joined === null ? undefined : evidence.conversation(joined)
  // To several of our inboxes, about a conversation of one of them: it has it already.
  const isThere = (id: Id) => id === known?.id || evidence.conversation(id)?.id === known?.id
  if (known && known.inboxId !== inboxId && holders.of(mail).some(isThere)) return { copyIn: known.id }
  const conversationId = known?.id ?? mint()
  holders.add(mail, conversationId)
  const participants = [
    from,
    ...read.to.map((one) => normalizeAddress(one.address)),
    ...read.cc.map((one) => normalizeAddress(one.address)),
  ]
  const isStranger = kin.length === 0 && (parentOf ? !known?.participants.has(from ?? '') : decision.isStranger)
  const conversation: KnownConversation = known ?? {
    id: conversationId,
    inboxId,
    status: 'open',
    lastMessageAt: mail.receivedAt,
    participants: new Set(),
    isJunk: false,
    partedFrom: null,
  }
  const isGuessable =
    decision.by === 'subject' ||
    decision.by === 'ghost' ||
    decision.by === 'group' ||
    flood !== null ||
    (parentOf !== undefined && parentOf === orphan)
  const { base, isReply } = baseSubject(read.subject)
  const isOrphan = !known && isReply && keys.ids.length === 0 && read.kind === 'message'
  if (!isStranger && !isGuessable)
    for (const address of participants) if (address && !own.has(address)) conversation.participants.add(address)
  if (read.kind === 'message' && !isAside({ ...mail, isNew: !known, isStranger }, conversation.status))
    conversation.status = statusAfter(conversation.status, 'customer wrote')
  if (mail.receivedAt > conversation.lastMessageAt) conversation.lastMessageAt = mail.receivedAt
  const absorbs = [...new Set([...waiting, ...kin, ...(flood?.absorbs ?? [])])].filter(
    (id) =>
      id !== conversationId &&
      evidence.conversation(id)?.inboxId === conversation.inboxId &&
      !areParted([id, conversationId], evidence),
  )
  for (const id of absorbs) evidence.join(id, conversationId)
  if (flood && absorbs.length > 0) conversation.participants = new Set(from ? [from] : [])
  if (!isLoop)
    evidence.add(conversation, { ...sought, receivedAt: mail.receivedAt, references: refersTo(mail), base, isOrphan })
  const because = () => {
    if (parentOf) return 'other messages of the conversation answer this one, which arrived after them'
    if (flood) return floodBecause
    return kin.length > 0 && decision.isStranger ? 'it refers to a message of the conversation' : decision.because
  }
  return {
    ...mail,
    messageId: mint(),
    conversationId,
    homeId: conversation.inboxId,
    isNew: !known,
    isStranger,
    held: isLoop ? 'loop' : null,
    because: because(),
    absorbs,
    absorbsBecause: flood ? floodBecause : 'a message arrived that both belong to',
    isOrphan,
    isGuessable,
  }
}
