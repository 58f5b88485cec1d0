// A mail's own HTML in a frame that runs no scripts and has a policy of its own (docs/decisions/0007-the-mail-frame.md). The
// page puts the cleaned nodes in and reads how tall they are; nothing in the frame can reach the page.
import { useMantineColorScheme, useComputedColorScheme } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useWords } from '../words.ts'
import type { WindowLike } from 'dompurify'
import { BLANK, cleanMail, isPlainLook } from './clean.ts'
import css from './mail-frame.module.css'
import { darken } from './night.ts'
import { createPictures, type Pictures } from './pictures.ts'

/** Taller mail scrolls inside. */
const TALLEST = 20_000
/** A mail may make its own height depend on the frame's: it is asked only so often how tall it is now. */
const MEASURE_EVERY_MS = 250
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
  const frame = useRef<HTMLIFrameElement>(null)
  const [height, setHeight] = useState(96)
  const [loads, setLoads] = useState(0)
  const quotedLabel = t('message.showQuoted')
  const leadsLabel = t('message.linkLeads', { host: HOST })
  const [isTurned, setTurned] = useState(false)
  const isPlain = useMemo(() => isPlainLook(html), [html])
  const pictures = useRef<Record<'inline' | 'remote', (pictures: Pictures) => void> | null>(null)
  // What the mail is drawn anew for.
  const drawing = useMemo(
    () => ({ loads, html, isPlain, trackers, quotedLabel, leadsLabel, scheme, isDark }),
    [loads, html, isPlain, trackers, quotedLabel, leadsLabel, scheme, isDark],
  )

  useEffect(() => {
    const { loads, html, isPlain, trackers, quotedLabel, leadsLabel, scheme, isDark } = drawing
    const view = frame.current?.contentWindow
    const page = frame.current?.contentDocument
    // Before its page has come the frame holds an empty one, which lives under the policy of ours.
    if (loads === 0 || !view || !page?.body || !isOurs(page)) return
    page.documentElement.toggleAttribute('data-plain-look', isPlain)
    page.documentElement.dataset['scheme'] = scheme
    // What it looks like on white is what is turned round.
    page.documentElement.removeAttribute('data-dark')
    const leadsTo = (host: string) => leadsLabel.replace(HOST, () => host)
    const mail = cleanMail(html, view as unknown as WindowLike, { trackers, quotedLabel, leadsTo })
    page.body.dir = 'auto' // what a mail says of itself goes before
    page.body.replaceChildren(...mail.nodes.childNodes)
    pictures.current = { inline: createPictures(mail.inline, null), remote: createPictures(mail.remote, BLANK) }
    const turned = isDark && darken(page)
    page.documentElement.toggleAttribute('data-dark', turned)
    setTurned(turned)
    let timer: ReturnType<typeof setTimeout> | null = null
    const measure = () => {
      timer = null
      fit(page)
      const tall = Math.ceil(page.body.getBoundingClientRect().height)
      page.documentElement.toggleAttribute('data-tall', tall > TALLEST)
      setHeight(Math.min(tall, TALLEST))
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
  }, [drawing])

  // After each drawing, and whenever more have come.
  useEffect(() => {
    pictures.current?.inline(inline)
    pictures.current?.remote(remote)
  }, [drawing, inline, remote])

  return (
    <iframe
      ref={frame}
      title={title}
      src="/mail-frame.html"
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      className={css.frame}
      data-plain={isPlain || undefined}
      data-dark={isTurned || undefined}
      style={{ height }}
      onLoad={() => {
        if (isOurs(frame.current?.contentDocument)) setLoads((count) => count + 1)
        else onFailed()
      }}
    />
  )
}

/** Made for a wider page than this: it is drawn smaller, as far as it can still be read, rather than cut off. */
function fit({ body }: Document): void {
  body.style.removeProperty('zoom')
  const share = body.clientWidth / body.scrollWidth
  if (share < 0.99) body.style.setProperty('zoom', String(Math.max(SMALLEST, share)))
}

function isOurs(page: Document | null | undefined): boolean {
  return Boolean(page?.querySelector('link[href="/mail-frame.css"]'))
}

/** Keys pressed while the mail has the focus do what they do on the page. */
function passOn({ key, ctrlKey, metaKey, altKey, shiftKey, target }: KeyboardEvent): void {
  if (key === 'Tab' || (target as Element | null)?.closest?.('a, summary')) return
  document.dispatchEvent(
    new KeyboardEvent('keydown', { key, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true }),
  )
}
