// Where a contact and its card were both changed: the two side by side, 1 and 2 choose, u takes it back, and the next one is there at once.
import { Button, SegmentedControl } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { decideBookConflict, undoBookConflict, type BookConflict } from '../../../src/flows/books/conflicts.api.ts'
import { call } from '../../call.ts'
import { useHere, useUsers } from '../../session/session.ts'
import { useActions, type Action } from '../../shell/actions.tsx'
import { useNow } from '../../shell/now.ts'
import { Empty, Failed, Waiting } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { ago, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Page } from '../frame/Page.tsx'
import css from './books.module.css'
import { conflictsQuery } from './queries.ts'

type Side = 'here' | 'there'

export function Conflicts() {
  const { t } = useWords()
  const { may } = useHere()
  const [state, setState] = useState<'open' | 'decided'>('open')
  return (
    <Page
      title={t('book.conflicts')}
      hint={t('book.conflictsHint')}
      back={may('addressBook.configure') ? 'books' : ''}
      isWide
      actions={
        <SegmentedControl
          aria-label={t('book.conflicts')}
          data={(['open', 'decided'] as const).map((value) => ({ value, label: t(`book.conflicts.${value}`) }))}
          value={state}
          onChange={(value) => setState(value as typeof state)}
        />
      }
    >
      <List key={state} state={state} />
    </Page>
  )
}

function List({ state }: { state: 'open' | 'decided' }) {
  const { t } = useWords()
  const client = useQueryClient()
  const listed = useInfiniteQuery(conflictsQuery(state))
  const [place, setPlace] = useState(0)
  const refresh = () => void client.invalidateQueries({ queryKey: ['addressBook'] })
  const undoing = useMutation({
    mutationFn: (id: string) => call(undoBookConflict, { id }),
    onSuccess: () => sayDone(t('book.takenBack')),
    onError: sayFailed,
    onSettled: refresh,
  })
  const deciding = useMutation({
    mutationFn: ({ id, side }: { id: string; side: Side }) => call(decideBookConflict, { id, side }),
    onSuccess: (_answer, { id, side }) => sayDone(t(`book.decided.${side}`), () => undoing.mutate(id)),
    onError: sayFailed,
    onSettled: refresh,
  })
  const all = listed.data?.pages.flatMap((page) => page.conflicts) ?? []
  const at = Math.min(place, Math.max(0, all.length - 1))
  const chosen = all[at]
  const actions: Action[] = [
    { id: 'action.next', run: () => setPlace(Math.min(at + 1, all.length - 1)) },
    { id: 'action.previous', run: () => setPlace(Math.max(0, at - 1)) },
  ]
  if (chosen && state === 'open') {
    actions.push({ id: 'book.takeHere', run: () => deciding.mutate({ id: chosen.id, side: 'here' }) })
    actions.push({ id: 'book.takeThere', run: () => deciding.mutate({ id: chosen.id, side: 'there' }) })
  }
  if (chosen && state === 'decided') actions.push({ id: 'book.undo', run: () => undoing.mutate(chosen.id) })
  useActions(actions)

  if (listed.isPending) return <Waiting rows={3} height={96} />
  if (listed.isError) return <Failed error={listed.error} again={() => void listed.refetch()} />
  if (all.length === 0)
    return (
      <Empty title={t(`book.conflicts.${state}None`)}>
        <p className={css.muted}>{t('book.conflictsNoneHint')}</p>
      </Empty>
    )
  return (
    <>
      <ol className={css.conflicts} aria-label={t('book.conflicts')}>
        {all.map((one, index) => (
          <Conflict
            key={one.id}
            conflict={one}
            isChosen={index === at}
            choose={() => setPlace(index)}
            decide={(side) => deciding.mutate({ id: one.id, side })}
            undo={() => undoing.mutate(one.id)}
          />
        ))}
      </ol>
      {listed.hasNextPage && (
        <Button variant="default" loading={listed.isFetchingNextPage} onClick={() => void listed.fetchNextPage()}>
          {t('book.more')}
        </Button>
      )}
    </>
  )
}

function Conflict({
  conflict,
  isChosen,
  choose,
  decide,
  undo,
}: {
  conflict: BookConflict
  isChosen: boolean
  choose: () => void
  decide: (side: Side) => void
  undo: () => void
}) {
  const { t } = useWords()
  const { field, contactId, contactName, base } = conflict
  return (
    <li className={css.conflict} data-chosen={isChosen || undefined} onFocus={choose} onPointerDown={choose}>
      <h2 className={css.about}>
        <Link to="/customers" search={{ id: contactId }}>
          {contactName}
        </Link>
        <span className={css.muted}>{t(`book.field.${field}`)}</span>
        {conflict.decidedAt && (
          <Button size="compact-sm" variant="default" className={css.undo} onClick={undo}>
            {t('action.undo')}
          </Button>
        )}
      </h2>
      <div className={css.sides}>
        {(['here', 'there'] as const).map((side) => (
          <SideOf key={side} side={side} conflict={conflict} decide={decide} />
        ))}
      </div>
      {base !== null && <p className={css.muted}>{t('book.before', { value: inWords(base) || t('book.nothing') })}</p>}
    </li>
  )
}

function SideOf({ side, conflict, decide }: { side: Side; conflict: BookConflict; decide: (side: Side) => void }) {
  const { t, tOr, language } = useWords()
  const now = useNow()
  const { byId } = useUsers()
  /** `title: CEO`, each field by its name on the screen. */
  const wordsOfCard = (said: BookConflict['here']) =>
    said === null
      ? t('book.cardDeleted')
      : [said].flat().map((one) => one.replace(/^\w+/, (name) => tOr(`book.field.${name}`, name))).join('\n') // prettier-ignore
  const { field, bookName, winner, decision, hereAt, hereBy, thereAt, decidedAt } = conflict
  const name = side === 'here' ? t('event.postroom') : bookName
  const when = side === 'here' ? hereAt : thereAt
  const value = field === 'card' ? wordsOfCard(conflict[side]) : inWords(conflict[side])
  const holds = (decision ?? winner) === side
  const who = side === 'here' ? byId.get(hereBy ?? '')?.name : undefined
  return (
    <section className={css.side} data-holds={holds || undefined} aria-label={name}>
      <h3>
        {name}
        {holds && <span className={css.holds}>{t(decidedAt ? 'book.chosen' : 'book.holds')}</span>}
      </h3>
      <p className={css.value}>{value || <em>{t('book.nothing')}</em>}</p>
      <p className={css.muted}>
        {who}{' '}
        {when && (
          <time dateTime={when} title={exactly(when, language)}>
            {ago(when, now, language)}
          </time>
        )}
      </p>
      {!decidedAt && (
        <Button size="compact-sm" variant={holds ? 'filled' : 'default'} onClick={() => decide(side)}>
          <kbd className={css.key}>{side === 'here' ? '1' : '2'}</kbd>
          {field === 'card' ? t(`book.card.${side}`) : t('book.takeThis')}
        </Button>
      )}
    </section>
  )
}

const inWords = (value: BookConflict['here']): string => [value ?? ''].flat().join('\n')
