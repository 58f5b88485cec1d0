// Cards that are not in step, each with why.
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Failed, Waiting } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import { Part } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import { apartQuery } from './queries.ts'

export function Apart({ id }: { id: string }) {
  const { t } = useWords()
  const { data, isError, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    apartQuery(id),
  )
  const all = data?.pages.flatMap((page) => page.cards)
  return (
    <Part title={t('book.apart')} hint={t('book.apartHint')}>
      {all === undefined && isError && <Failed error={error} again={() => void refetch()} />}
      {all === undefined && !isError && <Waiting rows={2} height={48} />}
      {all && (
        <Rows label={t('book.apart')} none={t('book.apart.none')}>
          {all.map((one) => (
            <Row
              key={one.href}
              name={one.contactName ?? decodeURIComponent(one.href.split('/').at(-1) ?? one.href)}
              about={one.error ?? t(`book.card.${one.state}`)}
            />
          ))}
        </Rows>
      )}
      {hasNextPage && (
        <Button variant="default" size="compact-sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('book.more')}
        </Button>
      )}
    </Part>
  )
}
