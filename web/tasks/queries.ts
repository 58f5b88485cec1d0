// What is asked about tasks, and what is changed: at once on the screen, then on the server, back if it refuses.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query' // prettier-ignore
import {
  changeTask,
  changeTasks,
  countTasks,
  listTasks,
  readTask,
  type Task,
  type TaskChange,
} from '../../src/desk/tasks/tasks.api.ts'
import type { AskedOf, OutputOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'

export type Filters = Omit<AskedOf<typeof listTasks>, 'cursor' | 'limit'>
type Pages = InfiniteData<OutputOf<typeof listTasks>, string | null>
type One = OutputOf<typeof readTask>

export const taskCountsQuery = queryOptions({
  queryKey: ['task', 'counts'],
  queryFn: ({ signal }) => call(countTasks, {}, { signal }),
})
export function tasksQuery(filters: Filters) {
  return infiniteQueryOptions({
    queryKey: ['task', 'list', filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(listTasks, { ...filters, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.next,
  })
}
export function taskQuery(id: string) {
  return queryOptions({
    queryKey: ['task', 'one', id],
    queryFn: ({ signal }) => call(readTask, { id }, { signal }),
  })
}

/** Shows a change everywhere the task is shown. */
export function patchTask(client: QueryClient, id: string, change: Partial<Task>): void {
  client.setQueryData<One>(taskQuery(id).queryKey, (was) => was && { ...was, ...change })
  client.setQueriesData<Pages>({ queryKey: ['task', 'list'] }, (was) => {
    if (!was?.pages.some((page) => page.tasks.some((one) => one.id === id))) return was
    const pages = was.pages.map((page) => ({
      ...page,
      tasks: page.tasks.map((one) => (one.id === id ? { ...one, ...change } : one)),
    }))
    return { ...was, pages }
  })
}

/** The part of a change that a row shows; when it is due then only the server knows. */
function shownOf({ done, ownerId, teamId, priority, deleted }: TaskChange): Partial<Task> {
  return {
    ...((done === true || deleted === true) && { doneAt: new Date().toISOString() }),
    ...((done === false || deleted === false) && { doneAt: null }),
    ...(ownerId !== undefined && { ownerId, ...(ownerId !== null && { teamId: null }) }),
    ...(teamId !== undefined && { teamId, ...(teamId !== null && { ownerId: null }) }),
    ...(priority !== undefined && { priority }),
  }
}

/** Several at once, said, and taken back with `z`. */
export function useTaskChanges(): (changes: TaskChange[], said?: string) => void {
  const client = useQueryClient()
  const { mutateAsync } = useMutation({
    mutationFn: (changes: TaskChange[]) => call(changeTasks, { changes }),
    onMutate: (changes) => {
      for (const change of changes) patchTask(client, change.id, shownOf(change))
    },
    onSuccess: ({ tasks }) => {
      for (const task of tasks) patchTask(client, task.id, task)
    },
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['task'] }),
  })
  return (changes, said) => {
    if (changes.length === 0) return
    const sent = mutateAsync(changes)
    sent.catch(() => undefined) // it has been said
    if (said === undefined) return
    sayDone(said, () => void sent.then(({ before }) => mutateAsync(before)).catch(() => undefined))
  }
}

/** One task's words, day, owner: what its pane edits. */
export function useTaskChange() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (asked: AskedOf<typeof changeTask>) => call(changeTask, asked),
    onSuccess: (task) => patchTask(client, task.id, task),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['task'] }),
  })
}
