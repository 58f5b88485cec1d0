// The table of commands: everything that a key or the palette does, with the keys it begins with. What a command runs is said by the
// component that offers it (actions.tsx); key handler, palette, tooltips, help and one's own keys read this page and nothing else.
import type { WordKey } from '../words.ts'

/** In the order in which they are told. */
export const PLACES = [
  'list',
  'answer',
  'sort',
  'writing',
  'tasks',
  'deals',
  'triage',
  'records',
  'timeline',
  'reports',
  'audit',
  'books',
  'everywhere',
] as const

/** The parts of the catalogues that their names stand in, beside what the first page has. */
export const COMMAND_WORDS = [
  'books',
  'deals',
  'keys',
  'records',
  'reports',
  'settings',
  'tasks',
  'timeline',
  'together',
]

/** Where it works. `list`, `answer` and `sort` are on one screen; in `writing` keys are heard by what is written in. */
export type Place = (typeof PLACES)[number]

export interface Command {
  at: Place
  /** As pressed: `r`, `Shift+u`, `g i` (one after the other), `mod+k`. */
  keys: readonly string[]
  /** What Gmail has, where that is something else. */
  gmail?: readonly string[]
  /** Its name, where its id is none. */
  word?: WordKey
  /** Heard by an editor, or a number that stands beside what it chooses. */
  isFixed?: true
}

const table = {
  'action.next': { at: 'list', keys: ['j', 'ArrowDown'] },
  'action.previous': { at: 'list', keys: ['k', 'ArrowUp'] },
  'action.open': { at: 'list', keys: ['o', 'Enter'] },
  'action.back': { at: 'list', keys: ['u'] },
  'action.search': { at: 'list', keys: ['/'] },
  'action.saveView': { at: 'list', keys: ['Shift+v'] },
  'action.choose': { at: 'list', keys: ['x'] },
  'action.chooseAll': { at: 'list', keys: ['* a'] },
  'action.clear': { at: 'list', keys: ['Escape', '* n'] },
  'action.card': { at: 'list', keys: [']'], gmail: ['Shift+c'] },
  'action.asText': { at: 'list', keys: ['t'], gmail: [] },
  'action.ownColours': { at: 'list', keys: ['Shift+t'], gmail: [] },
  'action.print': { at: 'list', keys: ['mod+p'] },
  'action.reply': { at: 'answer', keys: ['r'] },
  'action.replyAll': { at: 'answer', keys: ['a'] },
  'action.forward': { at: 'answer', keys: ['f'] },
  'action.note': { at: 'answer', keys: ['n'], gmail: ['Shift+n'] },
  'action.answerNote': { at: 'answer', keys: ['Shift+n'], gmail: [] },
  'action.compose': { at: 'answer', keys: ['c'] },
  'action.macro': { at: 'answer', keys: [';'] },
  'action.send': { at: 'writing', keys: ['mod+Enter'], isFixed: true },
  'action.sendResolve': { at: 'writing', keys: ['mod+Shift+Enter'], isFixed: true },
  'action.sendNext': { at: 'writing', keys: ['mod+Alt+Enter'], isFixed: true },
  'action.sendResolveNext': { at: 'writing', keys: ['mod+Alt+Shift+Enter'], isFixed: true },
  'action.sendLater': { at: 'writing', keys: ['mod+Shift+l'], isFixed: true },
  'action.sendSnooze': { at: 'writing', keys: ['mod+Shift+s'], isFixed: true },
  'action.sendRemind': { at: 'writing', keys: ['mod+Shift+h'], isFixed: true },
  'check.next': { at: 'writing', keys: ['F8'], isFixed: true },
  'check.previous': { at: 'writing', keys: ['Shift+F8'], isFixed: true },
  'check.mendTip': { at: 'writing', keys: ['Alt+Enter'], isFixed: true },
  'action.resolve': { at: 'sort', keys: ['e'] },
  'action.assignMe': { at: 'sort', keys: ['m'], gmail: ['Shift+m'] },
  'action.assign': { at: 'sort', keys: ['i'] },
  'action.team': { at: 'sort', keys: ['Shift+a'] },
  'action.takeNext': { at: 'sort', keys: ['w'] },
  'action.giveBack': { at: 'sort', keys: ['b'], gmail: ['Shift+b'] },
  'action.status': { at: 'sort', keys: ['s'], gmail: ['Shift+s'] },
  'action.priority': { at: 'sort', keys: ['p'], gmail: ['+'] },
  'action.category': { at: 'sort', keys: [] },
  'action.takeCategory': { at: 'sort', keys: ['y'] },
  'action.tags': { at: 'sort', keys: ['l'] },
  'action.fields': { at: 'sort', keys: ['d'] },
  'action.snooze': { at: 'sort', keys: ['h'], gmail: ['b'] },
  'action.waitUntil': { at: 'sort', keys: ['Shift+h'] },
  'action.follow': { at: 'sort', keys: ['Shift+f'] },
  'task.add': { at: 'sort', keys: ['Shift+k'], gmail: ['Shift+t'] },
  'deals.openHere': { at: 'sort', keys: ['Shift+d'] },
  'action.move': { at: 'sort', keys: ['v'] },
  'action.merge': { at: 'sort', keys: ['Shift+m'], gmail: [] },
  'action.link': { at: 'sort', keys: ['Shift+l'] },
  'action.related': { at: 'sort', keys: ['='] },
  'action.unmerge': { at: 'sort', keys: [] },
  'action.split': { at: 'sort', keys: ['Shift+x'] },
  'action.unsplit': { at: 'sort', keys: [] },
  'action.privacy': { at: 'sort', keys: [] },
  'action.seen': { at: 'sort', keys: ['Shift+i'] },
  'action.unread': { at: 'sort', keys: ['Shift+u'] },
  'action.spam': { at: 'sort', keys: ['!'] },
  'action.delete': { at: 'sort', keys: ['#'] },
  'triage.first': { at: 'triage', keys: ['1'], isFixed: true },
  'triage.second': { at: 'triage', keys: ['2'], isFixed: true },
  'triage.third': { at: 'triage', keys: ['3'], isFixed: true },
  'triage.none': { at: 'triage', keys: ['0'], isFixed: true },
  'triage.other': { at: 'triage', keys: ['o'] },
  'book.takeHere': { at: 'books', keys: ['1'], isFixed: true },
  'book.takeThere': { at: 'books', keys: ['2'], isFixed: true },
  'book.undo': { at: 'books', keys: ['u'], word: 'action.undo' },
  'triage.undo': { at: 'triage', keys: ['u'], word: 'action.undo' },
  'tasks.new': { at: 'tasks', keys: ['c'], word: 'task.add' },
  'tasks.next': { at: 'tasks', keys: ['j', 'ArrowDown'] },
  'tasks.previous': { at: 'tasks', keys: ['k', 'ArrowUp'] },
  'tasks.close': { at: 'tasks', keys: ['u'] },
  'tasks.done': { at: 'tasks', keys: ['e'] },
  'tasks.postpone': { at: 'tasks', keys: ['h'] },
  'tasks.postponeWeek': { at: 'tasks', keys: ['Shift+h'] },
  'tasks.takeIt': { at: 'tasks', keys: ['m'] },
  'tasks.setDue': { at: 'tasks', keys: ['d'] },
  'tasks.setRepeat': { at: 'tasks', keys: [] },
  'deals.new': { at: 'deals', keys: ['c'], word: 'deals.open' },
  'deals.showBoard': { at: 'deals', keys: ['1'] },
  'deals.showList': { at: 'deals', keys: ['2'] },
  'deals.showFigures': { at: 'deals', keys: ['3'] },
  'deals.showGoals': { at: 'deals', keys: ['4'] },
  'deals.moveTo': { at: 'deals', keys: ['s'] },
  'records.next': { at: 'records', keys: ['j', 'ArrowDown'] },
  'records.previous': { at: 'records', keys: ['k', 'ArrowUp'] },
  'records.open': { at: 'records', keys: ['o', 'Enter'], word: 'action.open' },
  'records.close': { at: 'records', keys: ['u'], word: 'action.back' },
  'records.search': { at: 'records', keys: ['/'], word: 'action.search' },
  'records.add': { at: 'records', keys: ['c'] },
  'records.choose': { at: 'records', keys: ['x'], word: 'action.choose' },
  'records.takeIt': { at: 'records', keys: ['m'] },
  'records.merge': { at: 'records', keys: ['Shift+m'] },
  'records.distinct': { at: 'records', keys: ['e'] },
  'timeline.next': { at: 'timeline', keys: ['j'] },
  'timeline.previous': { at: 'timeline', keys: ['k'] },
  'timeline.search': { at: 'timeline', keys: ['/'] },
  'timeline.add': { at: 'timeline', keys: ['n'] },
  'timeline.enter': { at: 'timeline', keys: ['t'] },
  'reports.earlier': { at: 'reports', keys: [','] },
  'reports.later': { at: 'reports', keys: ['.'] },
  'timeline.filters': { at: 'timeline', keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], isFixed: true },
  'audit.category': { at: 'audit', keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], isFixed: true },
  'audit.noCategory': { at: 'audit', keys: ['0'], isFixed: true },
  'audit.unsure': { at: 'audit', keys: ['u'] },
  'audit.later': { at: 'audit', keys: ['j'] },
  'action.palette': { at: 'everywhere', keys: ['mod+k'] },
  'action.help': { at: 'everywhere', keys: ['?'] },
  'action.undo': { at: 'everywhere', keys: ['z', 'mod+z'] },
  'action.goOpen': { at: 'everywhere', keys: ['g i'] },
  'action.goQueue': { at: 'everywhere', keys: ['g q'] },
  'action.goMine': { at: 'everywhere', keys: ['g m'] },
  'action.goUnassigned': { at: 'everywhere', keys: ['g u'] },
  'action.goUnread': { at: 'everywhere', keys: ['g n'] },
  'action.goWaiting': { at: 'everywhere', keys: ['g w'] },
  'action.goSnoozed': { at: 'everywhere', keys: ['g h'], gmail: ['g b'] },
  'action.goResolved': { at: 'everywhere', keys: ['g e'] },
  'action.goAll': { at: 'everywhere', keys: ['g a'] },
  'action.goHeld': { at: 'everywhere', keys: ['g x'] },
  'action.goBoards': { at: 'everywhere', keys: ['g k'], gmail: ['g o'] },
  'action.goDrafts': { at: 'everywhere', keys: ['g f'], gmail: ['g d'] },
  'action.goTriage': { at: 'everywhere', keys: ['g t'], gmail: ['g y'] },
  'action.goTasks': { at: 'everywhere', keys: ['g d'], gmail: ['g k'] },
  'action.goReports': { at: 'everywhere', keys: ['g v'] },
  'action.goTeam': { at: 'everywhere', keys: ['g l'] },
  'action.goDeals': { at: 'everywhere', keys: ['g p'] },
  'action.goCustomers': { at: 'everywhere', keys: ['g c'] },
  'action.goRouting': { at: 'everywhere', keys: ['g r'] },
  'action.goSettings': { at: 'everywhere', keys: ['g s'] },
  'action.notifications': { at: 'everywhere', keys: ['g b'], gmail: ['g j'] },
} as const satisfies Record<string, Command>

export type CommandId = keyof typeof table
export const commands: Readonly<Record<CommandId, Command>> = table
export const commandIds = Object.keys(table) as CommandId[]

export function wordOf(id: CommandId): WordKey {
  return commands[id].word ?? (id as WordKey)
}
