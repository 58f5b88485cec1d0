// Which address shows which page. Everything behind the sign-in hangs below `desk`, which asks for the session first.
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { z } from 'zod'
import { Priority, ViewName } from '../src/desk/conversations/conversations.api.ts'
import { Sort } from '../src/desk/conversations/lists.api.ts'
import { DraftList } from '../src/desk/drafts/drafts.api.ts'
import { Noun } from '../src/desk/timeline/timeline.api.ts'
import { Whose } from '../src/desk/tasks/tasks.api.ts'
import { InboxPage } from './conversations/InboxPage.tsx'
import { loadConversationPane } from './conversations/load.ts'
import { NothingChosen } from './conversations/NothingChosen.tsx'
import { sessionQuery } from './session/session.ts'
import { Shell } from './shell/Shell.tsx'
import { NotThere, PageFailed, PageWaiting } from './shell/pages.tsx'
import { learnWords } from './words.ts'

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet, notFoundComponent: NotThere })

const entrance = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: z.object({ back: z.string().startsWith('/').optional().catch(undefined) }),
  beforeLoad: async ({ context }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    if (session.needsSetup) throw redirect({ to: '/set-up' })
    if (session.user) throw redirect({ to: '/' })
  },
  component: lazyRouteComponent(() => import('./session/SignIn.tsx'), 'SignIn'),
})
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  beforeLoad: async ({ context }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    if (!session.needsSetup && !session.user) throw redirect({ to: '/sign-in', search: {} })
  },
  component: lazyRouteComponent(() => import('./session/SetUp.tsx'), 'SetUp'),
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./session/Invitation.tsx'), 'Invitation'),
})

const desk = createRoute({
  getParentRoute: () => root,
  id: 'desk',
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    if (session.needsSetup) throw redirect({ to: '/set-up' })
    if (!session.user) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { back: location.href } })
  },
  component: Shell,
})
const home = createRoute({
  getParentRoute: () => desk,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox/$view', params: { view: 'open' } })
  },
})
const inbox = createRoute({
  getParentRoute: () => desk,
  path: '/inbox/$view',
  params: { parse: ({ view }) => ({ view: ViewName.catch('open').parse(view) }) },
  validateSearch: z.object({
    inboxId: z.string().optional().catch(undefined),
    assigneeId: z.string().optional().catch(undefined),
    categoryId: z.string().optional().catch(undefined),
    priority: Priority.optional().catch(undefined),
    tag: z.string().optional().catch(undefined),
    sort: Sort.optional().catch(undefined),
    viewId: z.string().optional().catch(undefined),
    q: z.string().optional().catch(undefined),
  }),
  component: InboxPage,
})
const inboxStart = createRoute({ getParentRoute: () => inbox, path: '/', component: NothingChosen })
const conversation = createRoute({
  getParentRoute: () => inbox,
  path: '$id',
  component: lazyRouteComponent(loadConversationPane, 'ConversationPane'),
})
const boards = createRoute({
  getParentRoute: () => desk,
  path: '/boards',
  component: lazyRouteComponent(() => import('./boards/Boards.tsx'), 'Boards'),
})
const board = createRoute({
  getParentRoute: () => desk,
  path: '/boards/$id',
  component: lazyRouteComponent(() => import('./boards/BoardPage.tsx'), 'BoardPage'),
})
const customers = createRoute({
  getParentRoute: () => desk,
  path: '/customers',
  validateSearch: z.object({ q: z.string().optional().catch(undefined), id: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./contacts/Customers.tsx'), 'Customers'),
})
const drafts = createRoute({
  getParentRoute: () => desk,
  path: '/drafts',
  validateSearch: z.object({ list: DraftList.optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./reply/DraftsPage.tsx'), 'DraftsPage'),
})
const timeline = createRoute({
  getParentRoute: () => desk,
  path: '/timeline/$noun/$id',
  params: { parse: ({ noun, id }) => ({ noun: Noun.catch('contact').parse(noun), id }) },
  loader: () => learnWords('timeline'),
  component: lazyRouteComponent(() => import('./timeline/TimelinePage.tsx'), 'TimelinePage'),
})
const triage = createRoute({
  getParentRoute: () => desk,
  path: '/triage',
  component: lazyRouteComponent(() => import('./triage/Triage.tsx'), 'Triage'),
})
const tasks = createRoute({
  getParentRoute: () => desk,
  path: '/tasks',
  validateSearch: z.object({
    whose: Whose.optional().catch(undefined),
    state: z.enum(['open', 'done']).optional().catch(undefined),
    id: z.string().optional().catch(undefined),
  }),
  loader: () => learnWords('tasks'),
  component: lazyRouteComponent(() => import('./tasks/Tasks.tsx'), 'Tasks'),
})
/** Its pages look at the rest of the address themselves (`_splat`). */
const settings = createRoute({
  getParentRoute: () => desk,
  path: '/settings/$',
  loader: () => learnWords('settings'),
  component: lazyRouteComponent(async () => {
    await import('@mantine/core/styles.layer.css') // all of it: forms use what the first pages do not
    return import('./settings/Settings.tsx')
  }, 'Settings'),
})

const tree = root.addChildren([
  entrance,
  setUp,
  invitation,
  desk.addChildren([
    home,
    inbox.addChildren([inboxStart, conversation]),
    triage,
    drafts,
    tasks,
    boards,
    board,
    customers,
    timeline,
    settings,
  ]),
])

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
      return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`
    },
    defaultPendingMs: 150,
    defaultPendingComponent: PageWaiting,
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: NotThere,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
