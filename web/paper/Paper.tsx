// A conversation as it comes out of a printer: who wrote what to whom and when, what was attached, pictures as far as somebody wanted them.
// It is drawn in a frame of its own, which runs no scripts and which the browser can cut into pages.
import { Button, Switch } from '@mantine/core'
import { IconArrowLeft, IconPrinter } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { conversationQuery, entriesQuery } from '../conversations/queries.ts'
import { useActions } from '../shell/actions.tsx'
import { Failed, Waiting } from '../shell/states.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import css from './paper.module.css'
import { Sheet } from './Sheet.tsx'

export function Paper() {
  const { t } = useWords()
  const { id } = useParams({ from: '/print/$id' })
  const navigate = useNavigate()
  const head = useQuery(conversationQuery(id))
  const entries = useInfiniteQuery(entriesQuery(id))
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = entries
  const frame = useRef<HTMLIFrameElement>(null)
  const [page, setPage] = useState<Document | null>(null)
  const [hasNotes, setNotes] = useState(false)
  const number = head.data?.number ?? ''
  const title = t('paper.title', { number })
  // All of it, however long it is.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
  useEffect(() => {
    document.title = title
    // What a printer or a PDF calls it.
    frame.current?.contentDocument?.querySelector('title')?.replaceChildren(`#${number} ${head.data?.subject ?? ''}`)
  }, [title, page, number, head.data?.subject])
  const isThere = head.data && entries.data && !hasNextPage && page
  const print = () => isThere && frame.current?.contentWindow?.print()
  const back = () => void navigate({ to: '/inbox/$view/$id', params: { view: 'all', id } })
  useActions([
    { id: 'action.print', run: print },
    { id: 'action.back', run: back },
  ])
  const failed = head.error ?? entries.error
  return (
    <main className={css.page}>
      <header className={css.tools}>
        <Tip label={t('paper.back')} does="action.back">
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconArrowLeft size={18} stroke={1.5} aria-hidden />}
            onClick={back}
          >
            {t('paper.back')}
          </Button>
        </Tip>
        <h1 className={css.title}>{title}</h1>
        <Switch
          label={t('paper.withNotes')}
          checked={hasNotes}
          onChange={(event) => setNotes(event.currentTarget.checked)}
        />
        <Tip label={t('paper.print')} does="action.print">
          <Button leftSection={<IconPrinter size={18} stroke={1.5} aria-hidden />} disabled={!isThere} onClick={print}>
            {t('paper.print')}
          </Button>
        </Tip>
      </header>
      {failed ? (
        <Failed
          error={failed}
          again={() => {
            void head.refetch()
            void entries.refetch()
          }}
        />
      ) : (
        <>
          {!isThere && <Waiting rows={3} height={120} />}
          <iframe
            ref={frame}
            title={t('paper.frame')}
            src="/paper-frame.html"
            sandbox="allow-same-origin allow-modals allow-popups allow-popups-to-escape-sandbox"
            referrerPolicy="no-referrer"
            className={css.frame}
            hidden={!isThere}
            onLoad={() => {
              const made = frame.current?.contentDocument ?? null
              setPage(made?.querySelector('link[href="/paper-frame.css"]') ? made : null)
            }}
          />
        </>
      )}
      {isThere &&
        createPortal(
          <Sheet conversation={head.data} entries={entries.data.entries} hasNotes={hasNotes} page={page} />,
          page.body,
        )}
    </main>
  )
}
