// What corrections have taught about where mail is logged; any of it can be forgotten.
import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { forgetLesson, type Lesson, listLessons } from '../../../src/desk/capture/capture.api.ts'
import { call } from '../../call.ts'
import { useHere } from '../../session/session.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Part } from '../frame/Page.tsx'
import css from './logging.module.css'

export function Lessons() {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const list = useInfiniteQuery({
    queryKey: ['log-lesson'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => call(listLessons, pageParam ? { cursor: pageParam } : {}, { signal }),
    getNextPageParam: (page) => page.next,
  })
  const { mutate, isPending } = useMutation({
    mutationFn: ({ kind, value, instead }: Lesson) =>
      call(forgetLesson, { kind, value, subjectId: instead?.id ?? '0' }),
    onSuccess: () => sayDone(t('logging.saidForgotten')),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['log-lesson'] }),
  })
  const inWords = ({ kind, value, instead, to }: Lesson) =>
    t(`logging.lesson.${instead ? (to ? 'moved' : 'never') : 'besides'}`, { what: t(`logging.of.${kind}`, { value }), from: instead?.name ?? '', to: to?.name ?? '' }) // prettier-ignore
  return (
    <Part title={t('logging.lessons')} hint={t('logging.lessonsHint')}>
      <Loaded of={list} rows={2}>
        {({ pages }) => {
          const lessons = pages.flatMap((page) => page.lessons)
          if (lessons.length === 0) return <p className={css.none}>{t('logging.noLessons')}</p>
          return (
            <ul className={css.inboxes}>
              {lessons.map((one) => (
                <li key={`${one.kind} ${one.value} ${one.instead?.id ?? ''}`} className={css.lesson}>
                  <span>{inWords(one)}</span>
                  {may('contact.write') && (
                    <Button variant="subtle" size="compact-sm" disabled={isPending} onClick={() => mutate(one)}>
                      {t('logging.forget')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }}
      </Loaded>
      {list.hasNextPage && (
        <Button variant="subtle" onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </Part>
  )
}
