// What happened to a record, folded away: who set what, from where, when.
import { useInfiniteQuery } from '@tanstack/react-query'
import { readCompanyHistory } from '../../src/desk/contacts/companies.api.ts'
import { readContactHistory } from '../../src/desk/contacts/contacts.api.ts'
import type { RecordEvent } from '../../src/desk/contacts/record.api.ts'
import { call } from '../call.ts'
import { Folding } from '../conversations/Folding.tsx'
import { useUsers } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { ago, exactly } from '../when.ts'
import { useWords, type Words } from '../words.ts'
import { languageName } from './language-names.ts'
import css from './records.module.css'

interface HistoryProps {
  noun: 'contact' | 'company'
  id: string
}

export function History(props: HistoryProps) {
  const { t } = useWords()
  return (
    <section aria-label={t('records.history')}>
      <h4 className={css.heading}>{t('records.history')}</h4>
      <Folding word={t('records.history')} sentence={t('records.historyHint')}>
        {() => <Events {...props} />}
      </Folding>
    </section>
  )
}

function Events({ noun, id }: HistoryProps) {
  const { t, language } = useWords()
  const now = useNow()
  const said = useSaid()
  const history = useInfiniteQuery({
    queryKey: [noun, id, 'history'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(noun === 'contact' ? readContactHistory : readCompanyHistory, { id, ...(pageParam && { before: pageParam }) }, { signal }), // prettier-ignore
    getNextPageParam: (page) => page.next ?? undefined,
  })
  if (history.isPending) return <Waiting rows={3} height={24} />
  if (history.isError) return <Failed error={history.error} again={() => void history.refetch()} />
  return (
    <ol className={css.plain}>
      {history.data.pages
        .flatMap((page) => page.events)
        .map((one) => (
          <li key={one.id}>
            {said(one)} ·{' '}
            <time dateTime={one.at} title={exactly(one.at, language)} className={css.muted}>
              {ago(one.at, now, language)}
            </time>
          </li>
        ))}
      {history.hasNextPage && (
        <li>
          <button type="button" className={css.link} onClick={() => void history.fetchNextPage()}>
            {t('list.more')}
          </button>
        </li>
      )}
    </ol>
  )
}

function useSaid(): (event: RecordEvent) => string {
  const { t, tOr, language } = useWords()
  const { byId } = useUsers()
  const value = (key: string, given: unknown): string => {
    if (key === 'language' && typeof given === 'string') return languageName(given, language)
    if (key === 'ownerId' && typeof given === 'string') return byId.get(given)?.name ?? given
    return plainly(given) || t('records.nothing')
  }
  return ({ name, actorId, data }) => {
    const source = data['source'] as { from?: string } | undefined
    const who = (actorId && byId.get(actorId)?.name) || t('event.postroom')
    const how = source?.from && source.from !== 'person' ? ` (${tOr(`records.from.${source.from}`, source.from)})` : ''
    const changes = (data['changes'] ?? []) as { field: string; from: unknown; to: unknown }[]
    const what = changes
      .map(
        ({ field, from, to }) =>
          `${tOr(`records.${field === 'ownerId' ? 'owner' : field}`, field.replace('fields.', ''))}: ${value(field, from)} → ${value(field, to)}`,
      ) // prettier-ignore
      .join('; ')
    return tOr(`records.event.${name.split('.')[1] ?? ''}`, name, {
      who: who + how,
      what,
      name: typeof data['loserName'] === 'string' ? data['loserName'] : '',
      ...conflictIn(data, tOr),
    })
  }
}

/** With an address book: over which field, and whose word holds. */
function conflictIn({ field, winner }: RecordEvent['data'], tOr: Words['tOr']) {
  const name = typeof field === 'string' ? field : ''
  return { field: name && tOr(`records.${name}`, name), winner: typeof winner === 'string' ? winner : '' } // prettier-ignore
}

/** Lists by what they hold; of an address with its label the address. */
function plainly(given: unknown): string {
  if (given === null || given === undefined) return ''
  if (typeof given === 'string') return given
  if (Array.isArray(given)) return given.map((one) => plainly(one)).join(', ')
  return typeof given === 'object' ? plainly(Object.values(given)[0]) : JSON.stringify(given)
}
