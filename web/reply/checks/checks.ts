// A letter looked at while it is written: the server is asked when the writer pauses, and once more before it is sent. An older
// question is given up for a newer one, and what cannot be asked keeps nobody from sending: the server looks again.
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState, type RefObject } from 'react'
import { judgeFirstMail, judgeReply, type Finding } from '../../../src/flows/reply/checks/judge.api.ts'
import { call } from '../../call.ts'
import { useWords } from '../../words.ts'
import type { Letter } from '../drafts.tsx'
import { asHtml } from '../plain.ts'
import { askedOf, mended, signOf, weighty, type About, type Judged } from './asked.ts'
import type { Hand, Marks } from './marks.ts'
import { sayFinding } from './say.ts'

const PAUSE_MS = 500
/** Sending waits so long for the last look. */
const PATIENCE_MS = 3_000

/** Why it leaves although something in it is held back. */
export interface Override {
  override?: { reason: string }
}
/** False: something has to be looked at first, and is shown. */
type Leave = ({ leaves: true } & Override) | { leaves: false }

export interface Checks {
  findings: readonly Finding[]
  says: readonly string[]
  mayOverride: boolean
  /** The finding that is shown. */
  at: number
  show: (index: number) => void
  /** To the next (1) or the one before (-1), and to its words. */
  walk: (step: 1 | -1) => void
  mend: (index: number) => void
  /** It was tried to send it with these findings. */
  isAsking: boolean
  reason: string
  setReason: (reason: string) => void
  /** Sends by `send` what may leave; asked twice in a row about the same it lets go what is not blocked. */
  leave: (send: (override: Override) => void) => Promise<void>
  /** As it was tried last. */
  leaveAgain: () => void
  /** For the editor. */
  marks: Marks
  /** Where findings that files would mend find the button for it. */
  root: RefObject<HTMLDivElement | null>
  onKey: (event: React.KeyboardEvent) => boolean
}

const none: Judged = { findings: [], mayOverride: false }

function judgementQuery(key: string, about: About) {
  return queryOptions({
    queryKey: ['judgement', key],
    queryFn: ({ signal }): Promise<Judged> => {
      const { asked } = JSON.parse(key) as { asked: ReturnType<typeof askedOf> }
      if ('inboxId' in about) return call(judgeFirstMail, { id: about.inboxId, ...asked }, { signal })
      const { conversationId: id, kind, messageId, withQuote } = about
      return call(judgeReply, { id, kind, ...(messageId ? { messageId } : {}), withQuote, ...asked }, { signal })
    },
    staleTime: Infinity,
    gcTime: 10_000,
    retry: false,
  })
}

export function useChecks<L extends Letter & { withQuote?: boolean }>(
  letter: L,
  about: About,
  change: (step: (was: L) => L) => void,
): Checks {
  const client = useQueryClient()
  const words = useWords()
  const { language } = words
  const asked = askedOf(letter, about)
  const isEmpty = letter.text.trim() === ''
  const key = JSON.stringify({ about, asked })
  const [settled] = useDebouncedValue(key, PAUSE_MS)
  const { data = none } = useQuery({
    ...judgementQuery(settled, about),
    enabled: !isEmpty && settled === key,
    placeholderData: keepPreviousData,
  })
  const { findings, mayOverride } = isEmpty ? none : data
  const judgedText = useRef('')
  if (settled === key) judgedText.current = letter.text

  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the words change with the language
  const says = useMemo(() => findings.map((one) => sayFinding(one, words)), [findings, language])
  // Of what was found before nothing is shown again by its place.
  const [shown, setShown] = useState<{ among: readonly Finding[]; index: number }>({ among: findings, index: 0 })
  const at = shown.among === findings ? shown.index : 0
  const newest = useRef(findings)
  newest.current = findings
  const show = useCallback((index: number) => setShown({ among: newest.current, index }), [])
  const hand = useRef<Hand | null>(null)
  const root = useRef<HTMLDivElement>(null)
  const marks = useMemo<Marks>(
    () => ({ findings, says, text: judgedText.current, hand, point: show }),
    [findings, says, show],
  )

  const [asking, setAsking] = useState('')
  const [reason, setReason] = useState('')
  const sign = signOf(weighty(findings))
  const looking = useRef(0)
  const tried = useRef<((override: Override) => void) | null>(null)
  const leave = async (send: (override: Override) => void): Promise<void> => {
    tried.current = send
    if (Date.now() < looking.current) return
    looking.current = Date.now() + PATIENCE_MS
    const { leaves, ...override } = await look().finally(() => (looking.current = 0))
    if (leaves) send(override)
  }
  const leaveAgain = () => void (tried.current && leave(tried.current))
  const look = async (): Promise<Leave> => {
    const judged = isEmpty ? none : await lastLook(key, about)
    const heavy = weighty(judged.findings)
    if (heavy.length === 0) return { leaves: true }
    const isBlocked = heavy.some(({ level }) => level === 'block')
    const isSaid = judged.mayOverride && reason.trim().length >= 3
    if (asking === signOf(heavy) && (!isBlocked || isSaid))
      return { leaves: true, ...(isBlocked ? { override: { reason: reason.trim() } } : {}) }
    setAsking(signOf(heavy))
    show(0)
    return { leaves: false }
  }
  /** What is there of it already, or asked for now; nothing where nobody answers in time. */
  const lastLook = async (wanted: string, of: About): Promise<Judged> => {
    const query = judgementQuery(wanted, of)
    const late = new Promise<Judged>((done) => setTimeout(() => done(none), PATIENCE_MS))
    return await Promise.race([client.fetchQuery(query).catch(() => none), late])
  }
  const walk = useCallback(
    (step: 1 | -1) => {
      if (findings.length === 0) return
      const next = (at + step + findings.length) % findings.length
      show(next)
      hand.current?.select(next)
    },
    [at, findings.length, show],
  )
  const mend = (index: number) => {
    const finding = findings[index]
    if (!finding?.mend) return
    if (finding.mend.do === 'attach') {
      root.current?.closest('[data-sheet]')?.querySelector<HTMLInputElement>('input[type=file]')?.click()
      return
    }
    if (finding.mend.do === 'replace' && finding.where === 'text' && hand.current?.replace(index, finding.mend.with))
      return
    change((was) => (was.text === judgedText.current ? (mended(was, finding, asHtml) ?? was) : was))
  }
  const onKey = (event: React.KeyboardEvent): boolean => {
    if (event.key === 'F8' && findings.length > 0) walk(event.shiftKey ? -1 : 1)
    else if (event.key === 'Enter' && event.altKey && !event.ctrlKey && !event.metaKey && findings[at]?.mend) mend(at)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  const isAsking = asking !== '' && asking === sign
  return {
    findings,
    says,
    mayOverride,
    at,
    show,
    walk,
    mend,
    isAsking,
    reason,
    setReason,
    leave,
    leaveAgain,
    marks,
    root,
    onKey,
  }
}
