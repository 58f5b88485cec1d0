// One's own drafts wherever they lie: being written, going by themselves, and those that wait for one's approval.
import { SegmentedControl } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { readDraft, type DraftList, type ListedDraft } from '../../src/desk/drafts/drafts.api.ts'
import { call } from '../call.ts'
import { useInboxes } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { sayFailed } from '../shell/undo.tsx'
import { ago, dayAndTime, exactly } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import { contentOf, emptyNewLetter, setNewLetter, writtenIn } from './drafts.tsx'
import { ownDraftsQuery } from './kept.ts'
import { called } from './people.ts'
import css from './drafts-page.module.css'

const lists: DraftList[] = ['mine', 'scheduled', 'approval']

export function DraftsPage() {
  const { t } = useWords()
  const navigate = useNavigate()
  const { list = 'mine' } = useSearch({ from: '/desk/drafts' })
  const asked = useQuery(ownDraftsQuery(list))
  return (
    <div className={css.page}>
      <h1>{t('drafts.title')}</h1>
      <SegmentedControl
        value={list}
        onChange={(chosen) => void navigate({ to: '/drafts', search: { list: chosen as DraftList } })}
        data={lists.map((one) => ({ value: one, label: t(`drafts.${one}` as WordKey) }))}
        aria-label={t('drafts.title')}
      />
      {asked.isPending ? (
        <Waiting rows={4} />
      ) : asked.isError ? (
        <Failed error={asked.error} again={() => void asked.refetch()} />
      ) : asked.data.drafts.length === 0 ? (
        <Empty title={t(`drafts.${list}.none` as WordKey)} />
      ) : (
        <ul className={css.list}>
          {asked.data.drafts.map((draft) => (
            <li key={draft.id}>
              <Listed draft={draft} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Listed({ draft }: { draft: ListedDraft }) {
  const { t, language } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const now = useNow()
  const { byId } = useInboxes()
  const { conversation, schedule, to } = draft
  const whom = to.length > 0 ? to.map(called).join(', ') : t('composer.toNobody')
  const what = (
    <>
      <span className={css.first}>
        <strong>{draft.kind === 'note' ? t('drafts.note') : whom}</strong>
        <time dateTime={schedule?.at ?? draft.changedAt} title={exactly(schedule?.at ?? draft.changedAt, language)}>
          {schedule ? dayAndTime(new Date(schedule.at), language) : ago(draft.changedAt, now, language)}
        </time>
      </span>
      <span className={css.second}>
        {conversation
          ? `#${conversation.number} ${conversation.subject}`
          : draft.subject || byId.get(draft.inboxId)?.name}
        {draft.snippet && <span className={css.snippet}> {draft.snippet}</span>}
      </span>
    </>
  )
  if (conversation)
    return (
      <Link to="/inbox/$view/$id" params={{ view: 'all', id: conversation.id }} className={css.draft}>
        {what}
      </Link>
    )
  const open = async () => {
    try {
      const stored = await call(readDraft, { id: draft.conversationId, draftId: draft.id })
      const letter = { ...emptyNewLetter, ...writtenIn(stored), inboxId: stored.inboxId, isOpen: true }
      setNewLetter(client, () => ({ ...letter, base: contentOf(letter) }))
      await navigate({ to: '/inbox/$view', params: { view: 'open' } })
    } catch (error) {
      sayFailed(error)
    }
  }
  return (
    <button type="button" className={css.draft} onClick={() => void open()}>
      {what}
    </button>
  )
}
