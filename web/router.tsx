// Which address shows which page. Everything behind the sign-in hangs below `desk`, which asks for the session first. No schema is read here: the library for
// them is not on the first page (search.ts, names.api.ts).
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { priorities, sorts, viewNames } from '../src/desk/conversations/names.api.ts'
import { dealOrders, dealStates } from '../src/desk/deals/names.api.ts'
import type { DraftList } from '../src/desk/drafts/drafts.api.ts'
import { draftLists } from '../src/desk/drafts/names.api.ts'
import { whoseNames } from '../src/desk/tasks/names.api.ts'
import { nouns } from '../src/desk/timeline/names.api.ts'
import { groupings } from '../src/flows/figures/names.api.ts'
import { customersSearch } from './contacts/search.ts'
import { InboxPage } from './conversations/InboxPage.tsx'
import { loadConversationPane } from './conversations/load.ts'
import { dateIn, oneIn, textIn } from './search.ts'
import { sessionQuery } from './session/session.ts'
import { Shell } from './shell/Shell.tsx'
import { NotThere, PageFailed, PageWaiting } from './shell/pages.tsx'
import { learnWords, withWords } from './words.ts'

interface InboxSearch {
  inboxId?: string | undefined
  assigneeId?: string | undefined
  categoryId?: string | undefined
  priority?: (typeof priorities)[number] | undefined
  tag?: string | undefined
  sort?: (typeof sorts)[number] | undefined
  viewId?: string | undefined
  q?: string | undefined
}
interface TasksSearch {
  whose?: (typeof whoseNames)[number] | undefined
  state?: 'open' | 'done' | undefined
  id?: string | undefined
}

interface ReportsSearch {
  from?: string | undefined
  until?: string | undefined
  by?: (typeof groupings)[number] | undefined
  compare?: 'previous' | undefined
  inboxId?: string | undefined
  teamId?: string | undefined
  personId?: string | undefined
  categoryId?: string | undefined
  priority?: (typeof priorities)[number] | undefined
  tag?: string | undefined
}
interface DealsSearch {
  pipeline?: string | undefined
  show?: (typeof dealPages)[number] | undefined
  kind?: (typeof dealStates)[number] | undefined
  order?: (typeof dealOrders)[number] | undefined
  stage?: string | undefined
  owner?: string | undefined
  tag?: string | undefined
  q?: string | undefined
  expectedBy?: string | undefined
  stalled?: 'yes' | undefined
}
const dealPages = ['board', 'list', 'figures', 'goals'] as const

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet, notFoundComponent: NotThere })

const entrance = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { back?: string } => {
    const back = textIn(search, 'back')
    return back?.startsWith('/') ? { back } : {}
  },
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

async function mustBeSignedIn({ context, location }: { context: { client: QueryClient }; location: { href: string } }) {
  const session = await context.client.ensureQueryData(sessionQuery)
  if (session.needsSetup) throw redirect({ to: '/set-up' })
  if (!session.user) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { back: location.href } })
}
const desk = createRoute({ getParentRoute: () => root, id: 'desk', beforeLoad: mustBeSignedIn, component: Shell })
/** By itself: nothing of the desk around it is printed. */
const paper = createRoute({
  getParentRoute: () => root,
  path: '/print/$id',
  beforeLoad: mustBeSignedIn,
  component: lazyRouteComponent(() => withWords(import('./paper/Paper.tsx'), 'paper'), 'Paper'),
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
  params: { parse: ({ view }) => ({ view: viewNames.find((one) => one === view) ?? 'open' }) },
  validateSearch: (search: Record<string, unknown>): InboxSearch => ({
    inboxId: textIn(search, 'inboxId'),
    assigneeId: textIn(search, 'assigneeId'),
    categoryId: textIn(search, 'categoryId'),
    priority: oneIn(search, 'priority', priorities),
    tag: textIn(search, 'tag'),
    sort: oneIn(search, 'sort', sorts),
    viewId: textIn(search, 'viewId'),
    q: textIn(search, 'q'),
  }),
  component: InboxPage,
})
/** These two only name what is beside the list; it is drawn by what is selected there (conversations/Selected.tsx). */
const inboxStart = createRoute({ getParentRoute: () => inbox, path: '/' })
const conversation = createRoute({
  getParentRoute: () => inbox,
  path: '$id',
  beforeLoad: () => void loadConversationPane(),
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
  validateSearch: customersSearch,
  loader: () => learnWords('records'),
  component: lazyRouteComponent(() => import('./contacts/Customers.tsx'), 'Customers'),
})
const customersImport = createRoute({
  getParentRoute: () => desk,
  path: '/customers/import',
  validateSearch: (search: Record<string, unknown>): { noun?: 'company' | 'deal' | undefined } => ({
    noun: oneIn(search, 'noun', ['company', 'deal'] as const),
  }),
  loader: () => learnWords('records'),
  component: lazyRouteComponent(() => import('./contacts/Import.tsx'), 'Import'),
})
const twins = createRoute({
  getParentRoute: () => desk,
  path: '/customers/twins',
  loader: () => learnWords('records'),
  component: lazyRouteComponent(() => import('./contacts/Twins.tsx'), 'Twins'),
})
const drafts = createRoute({
  getParentRoute: () => desk,
  path: '/drafts',
  validateSearch: (search: Record<string, unknown>): { list?: DraftList | undefined } => ({
    list: oneIn(search, 'list', draftLists),
  }),
  component: lazyRouteComponent(() => import('./reply/DraftsPage.tsx'), 'DraftsPage'),
})
const timeline = createRoute({
  getParentRoute: () => desk,
  path: '/timeline/$noun/$id',
  params: { parse: ({ noun, id }) => ({ noun: nouns.find((one) => one === noun) ?? 'contact', id }) },
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
  validateSearch: (search: Record<string, unknown>): TasksSearch => ({
    whose: oneIn(search, 'whose', whoseNames),
    state: oneIn(search, 'state', ['open', 'done']),
    id: textIn(search, 'id'),
  }),
  loader: () => learnWords('tasks'),
  component: lazyRouteComponent(() => import('./tasks/Tasks.tsx'), 'Tasks'),
})
const reports = createRoute({
  getParentRoute: () => desk,
  path: '/reports',
  validateSearch: (search: Record<string, unknown>): ReportsSearch => ({
    from: dateIn(search, 'from'),
    until: dateIn(search, 'until'),
    by: oneIn(search, 'by', groupings),
    compare: oneIn(search, 'compare', ['previous']),
    inboxId: textIn(search, 'inboxId'),
    teamId: textIn(search, 'teamId'),
    personId: textIn(search, 'personId'),
    categoryId: textIn(search, 'categoryId'),
    priority: oneIn(search, 'priority', priorities),
    tag: textIn(search, 'tag'),
  }),
  component: lazyRouteComponent(async () => {
    await import('@mantine/core/styles.layer.css')
    return withWords(import('./reports/Reports.tsx'), 'reports')
  }, 'Reports'),
})
const team = createRoute({
  getParentRoute: () => desk,
  path: '/team',
  component: lazyRouteComponent(async () => {
    await import('@mantine/core/styles.layer.css')
    return withWords(import('./team/Team.tsx'), 'reports')
  }, 'Team'),
})
const deals = createRoute({
  getParentRoute: () => desk,
  path: '/deals',
  validateSearch: (search: Record<string, unknown>): DealsSearch => ({
    pipeline: textIn(search, 'pipeline'),
    show: oneIn(search, 'show', dealPages),
    kind: oneIn(search, 'kind', dealStates),
    order: oneIn(search, 'order', dealOrders),
    stage: textIn(search, 'stage'),
    owner: textIn(search, 'owner'),
    tag: textIn(search, 'tag'),
    q: textIn(search, 'q'),
    expectedBy: textIn(search, 'expectedBy'),
    stalled: oneIn(search, 'stalled', ['yes']),
  }),
  loader: () => learnWords('deals'),
  component: lazyRouteComponent(() => import('./deals/Deals.tsx'), 'Deals'),
})
const deal = createRoute({
  getParentRoute: () => desk,
  path: '/deals/$id',
  loader: () => learnWords('deals'),
  component: lazyRouteComponent(() => import('./deals/DealPage.tsx'), 'DealPage'),
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
  paper,
  desk.addChildren([
    home,
    inbox.addChildren([inboxStart, conversation]),
    triage,
    drafts,
    tasks,
    deals,
    deal,
    boards,
    board,
    customers,
    customersImport,
    twins,
    timeline,
    reports,
    team,
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
