// A mail's own HTML in a frame that runs no scripts and has a policy of its own (docs/decisions/0007-the-mail-frame.md). The
// page puts the cleaned nodes in and reads how tall they are; nothing in the frame can reach the page.
import { useMantineColorScheme, useComputedColorScheme } from '@mantine/core'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useWords } from '../words.ts'
import type { WindowLike } from 'dompurify'
import { BLANK, cleanMail, isPlainLook } from './clean.ts'
import css from './mail-frame.module.css'
import { giveFrame, pageOf, takeFrame } from './frames.ts'
import { darken } from './night.ts'
import { createPictures, type Pictures } from './pictures.ts'

/** Taller mail scrolls inside. */
const TALLEST = 20_000
/** A mail may make its own height depend on the frame's: it is asked only so often how tall it is now. */
const MEASURE_EVERY_MS = 250
/** Characters. */
const LARGE = 200_000
/** Smaller mail is moved sideways. */
const SMALLEST = 0.55
/** Where a host stands in the words beside a link. */
const HOST = '…'

interface MailFrameProps {
  html: string
  title: string
  /** They may come one by one: the mail stands as it is drawn. */
  inline: Pictures
  remote: Pictures
  trackers: ReadonlySet<string>
  /** Its colours are turned round for a dark page. */
  isDark: boolean
  /** Where the frame cannot be filled. */
  onFailed: () => void
}

export function MailFrame({ html, title, inline, remote, trackers, isDark, onFailed }: MailFrameProps) {
  const { t } = useWords()
  useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const place = useRef<HTMLDivElement>(null)
  const [frame, setFrame] = useState<HTMLIFrameElement | null>(null)
  const quotedLabel = t('message.showQuoted')
  const leadsLabel = t('message.linkLeads', { host: HOST })
  const isPlain = useMemo(() => isPlainLook(html), [html])
  const pictures = useRef<ByOrigin | null>(null)
  // What the mail is drawn anew for.
  const drawing = useMemo(
    () => ({ frame, title, html, isPlain, trackers, quotedLabel, leadsLabel, scheme, isDark }),
    [frame, title, html, isPlain, trackers, quotedLabel, leadsLabel, scheme, isDark],
  )

  const fail = useRef(onFailed)
  useEffect(() => {
    fail.current = onFailed
  })
  useLayoutEffect(() => {
    const { current } = place
    if (!current) return
    const taken = takeFrame(current)
    taken.className = css.frame ?? ''
    const ready = () => (pageOf(taken) ? setFrame(taken) : fail.current())
    if (pageOf(taken)) ready()
    else taken.addEventListener('load', ready)
    return () => {
      taken.removeEventListener('load', ready)
      giveFrame(taken)
      setFrame(null)
    }
  }, [])

  // Before the frame is seen: one that is taken over stands there with its new mail and its height, and nothing jumps. A very large mail is
  // not waited for.
  const isLarge = html.length > LARGE
  useLayoutEffect(() => (isLarge ? undefined : draw(drawing, pictures)), [drawing, isLarge])
  useEffect(() => (isLarge ? draw(drawing, pictures) : undefined), [drawing, isLarge])

  // After each drawing, and whenever more have come.
  useEffect(() => {
    pictures.current?.inline(inline)
    pictures.current?.remote(remote)
  }, [drawing, inline, remote])

  return <div ref={place} />
}

interface Drawing {
  /** Null until it has a page. */
  frame: HTMLIFrameElement | null
  title: string
  html: string
  isPlain: boolean
  trackers: ReadonlySet<string>
  quotedLabel: string
  leadsLabel: string
  scheme: 'light' | 'dark'
  isDark: boolean
}

type ByOrigin = Record<'inline' | 'remote', (pictures: Pictures) => void>

/** Answers how to let go of it. */
function draw(drawing: Drawing, pictures: { current: ByOrigin | null }): (() => void) | undefined {
  const { frame, title, html, isPlain, trackers, quotedLabel, leadsLabel, scheme, isDark } = drawing
  const view = frame?.contentWindow
  const page = frame && pageOf(frame)
  if (!view || !page || !frame.className) return undefined // given back meanwhile
  frame.title = title
  page.documentElement.toggleAttribute('data-plain-look', isPlain)
  page.documentElement.dataset['scheme'] = scheme
  // What it looks like on white is what is turned round.
  page.documentElement.removeAttribute('data-dark')
  const leadsTo = (host: string) => leadsLabel.replace(HOST, () => host)
  const mail = cleanMail(html, view as unknown as WindowLike, { trackers, quotedLabel, leadsTo })
  page.body.dir = 'auto' // what a mail says of itself goes before
  page.body.replaceChildren(...mail.nodes.childNodes)
  pictures.current = { inline: createPictures(mail.inline, null), remote: createPictures(mail.remote, BLANK) }
  const isTurned = isDark && darken(page)
  page.documentElement.toggleAttribute('data-dark', isTurned)
  frame.toggleAttribute('data-plain', isPlain)
  frame.toggleAttribute('data-dark', isTurned)
  let timer: ReturnType<typeof setTimeout> | null = null
  const measure = () => {
    timer = null
    fit(page)
    const tall = Math.ceil(page.body.getBoundingClientRect().height)
    page.documentElement.toggleAttribute('data-tall', tall > TALLEST)
    frame.style.height = `${Math.min(tall, TALLEST)}px`
  }
  measure()
  const watcher = new ResizeObserver(() => {
    timer ??= setTimeout(measure, MEASURE_EVERY_MS)
  })
  watcher.observe(page.body)
  const hear = (event: KeyboardEvent) => passOn(event)
  page.addEventListener('keydown', hear)
  return () => {
    watcher.disconnect()
    if (timer) clearTimeout(timer)
    page.removeEventListener('keydown', hear)
  }
}

/** Made for a wider page than this: it is drawn smaller, as far as it can still be read, rather than cut off. */
function fit({ body }: Document): void {
  body.style.removeProperty('zoom')
  const share = body.clientWidth / body.scrollWidth
  if (share < 0.99) body.style.setProperty('zoom', String(Math.max(SMALLEST, share)))
}

/** Keys pressed while the mail has the focus do what they do on the page. */
function passOn({ key, ctrlKey, metaKey, altKey, shiftKey, target }: KeyboardEvent): void {
  if (key === 'Tab' || (target as Element | null)?.closest?.('a, summary')) return
  document.dispatchEvent(
    new KeyboardEvent('keydown', { key, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true }),
  )
}
