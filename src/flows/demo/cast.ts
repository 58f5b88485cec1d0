// Who works on the sample desk, and with what: people, teams, inboxes, categories, rules. Made with the verbs of their rooms and
// marked as samples.
import { addCategory } from '../../desk/categories/categories.ts'
import { addInbox } from '../../desk/inboxes/inboxes.ts'
import type { Condition } from '../../desk/rules/rules.api.ts'
import { changeLearning, usual } from '../../desk/readings/settings.ts'
import type { WantedRule } from '../../desk/rules/rules.api.ts'
import { addRule } from '../../desk/rules/rules.ts'
import { addTeam } from '../../desk/teams/teams.ts'
import { addUser } from '../../desk/users/users.ts'
import type { Role } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'
import { addSampleMacros } from './macros.ts'
import type { Case } from './plan.ts'
import type { About } from './words/script.ts'

interface Colleague {
  name: string
  role: Role
  languages: string[]
  teams: ('support' | 'orders' | 'billing')[]
}

export const colleagues: Colleague[] = [
  { name: 'Noor Jansen', role: 'lead', languages: ['nl', 'en'], teams: ['support', 'orders'] },
  { name: 'Samuel Achebe', role: 'agent', languages: ['en', 'fr'], teams: ['support'] },
  { name: 'Imogen Hart', role: 'agent', languages: ['en', 'ja', 'ar'], teams: ['support', 'orders'] },
  { name: 'Lena Hofer', role: 'agent', languages: ['de', 'pl'], teams: ['support'] },
  { name: 'Kamran Rzayev', role: 'agent', languages: ['az', 'tr'], teams: ['support'] },
  { name: 'Chloé Girard', role: 'agent', languages: ['fr', 'en'], teams: ['support', 'billing'] },
  { name: 'Rafael Pinto', role: 'agent', languages: ['es', 'pt'], teams: ['support', 'orders'] },
  { name: 'Anneke Bos', role: 'agent', languages: ['nl', 'de'], teams: ['billing'] },
]

export function agentsFor(language: string): number[] {
  const able = colleagues.flatMap((one, at) => (one.languages.includes(language) ? [at] : []))
  return able.length > 0 ? able : [0]
}

export interface Cast {
  users: Id[]
  inboxes: Record<Case['inbox'], { id: Id; address: string }>
  categories: Record<About, Id>
  /** Canned replies, by what they are about. */
  macros: ReadonlyMap<About, Id>
}

export const FROM_NAME = 'Fernhill Lamps'
const DOMAIN = 'fernhill.example'

const categoryNames: Record<About, [name: string, description: string]> = {
  delivery: ['Delivery', 'Where is it, when does it come, it came broken'],
  return: ['Returns and warranty', 'Sending back, repairs, spare parts'],
  invoice: ['Invoices and payments', 'Bills, refunds, reminders'],
  product: ['Product questions', 'Before and after buying'],
  order: ['Orders and quotes', 'Changing, cancelling, buying many'],
  account: ['Account and privacy', 'Signing in, personal data'],
}

export async function addCast(tx: Tx): Promise<Cast> {
  const users: Id[] = []
  for (const one of colleagues) {
    const email = `${one.name
      .split(' ')[0]
      ?.normalize('NFD')
      .replace(/[^a-z]/gi, '')
      .toLowerCase()}@people.${DOMAIN}`
    users.push(await addUser(tx, { email, name: one.name, role: one.role, passwordHash: null, isSample: true }))
  }
  const inTeam = (team: Colleague['teams'][number]) => users.filter((_, at) => colleagues[at]?.teams.includes(team))
  const teams = {
    support: await addTeam(tx, { name: 'Support (sample)', memberIds: inTeam('support'), isSample: true }),
    orders: await addTeam(tx, { name: 'Orders (sample)', memberIds: inTeam('orders'), isSample: true }),
    billing: await addTeam(tx, { name: 'Billing (sample)', memberIds: inTeam('billing'), isSample: true }),
  }
  const inbox = async (key: Case['inbox'], name: string) => {
    const address = `${key}@${DOMAIN}`
    const signature = `${FROM_NAME}\nSample data: this shop does not exist.`
    const made = await addInbox(tx, { name: `${name} (sample)`, fromName: FROM_NAME, addresses: [address], signature })
    await tx.db.updateTable('inbox').set({ is_sample: true }).where('id', '=', made.id).execute()
    return { id: made.id, address }
  }
  const inboxes = {
    help: await inbox('help', 'Help'),
    orders: await inbox('orders', 'Orders'),
    billing: await inbox('billing', 'Billing'),
  }
  // What it is sure of is chosen beforehand where most mail comes; elsewhere it only advises.
  await changeLearning(tx, inboxes.help.id, { ...usual, category: { level: 'preselect', precision: 0.95 } })
  const categories: Partial<Record<About, Id>> = {}
  for (const [about, [name, description]] of Object.entries(categoryNames)) {
    const made = await addCategory(tx, { name: `${name} (sample)`, description })
    await tx.db.updateTable('category').set({ is_sample: true }).where('id', '=', made.id).execute()
    categories[about as About] = made.id
  }
  const places = { users, inboxes, categories: categories as Cast['categories'] }
  const cast: Cast = { ...places, macros: await addSampleMacros(tx, places) }
  for (const rule of rulesOf(cast, { support: teams.support.id, orders: teams.orders.id, billing: teams.billing.id })) {
    const made = await addRule(tx, rule)
    await tx.db.updateTable('rule').set({ is_sample: true }).where('id', '=', made.id).execute()
  }
  return cast
}

/** Each for one sample inbox, so that no rule of a sample ever touches real mail. */
function rulesOf(cast: Cast, teams: Record<Colleague['teams'][number], Id>): WantedRule[] {
  const words = (...list: string[]): Condition => ({
    any: list.map((value) => ({ field: 'subjectOrBody' as const, operator: 'words' as const, value })),
  })
  const inHelp = { inboxId: cast.inboxes.help.id, occasion: 'message.received' as const, isEnabled: true }
  const isNew: Condition = { field: 'isNew', operator: 'is', value: true }
  const kamran = must(cast.users[4], 'Kamran')
  return [
    {
      ...inHelp,
      name: 'Newsletters out of the way (sample)',
      condition: { field: 'kind', operator: 'is', value: 'list' },
      actions: [{ do: 'addTags', tags: ['newsletter'] }, { do: 'setStatus', status: 'resolved' }, { do: 'stop' }],
    },
    {
      ...inHelp,
      name: 'Complaints first (sample)',
      condition: words('unacceptable', 'third time', 'my bank'),
      actions: [
        { do: 'setPriority', priority: 'urgent' },
        { do: 'addTags', tags: ['complaint'] },
      ],
    },
    {
      ...inHelp,
      name: 'Invoices to billing (sample)',
      condition: {
        all: [isNew, words('invoice', 'factuur', 'Rechnung', 'Mahnung', 'facture', 'hesab-faktura', 'فاتورة')],
      },
      actions: [
        { do: 'moveToInbox', inboxId: cast.inboxes.billing.id },
        { do: 'setTeam', teamId: teams.billing },
        { do: 'setCategory', categoryId: cast.categories.invoice },
      ],
    },
    {
      ...inHelp,
      name: 'Turkish and Azerbaijani to Kamran (sample)',
      condition: {
        all: [
          isNew,
          { any: ['az', 'tr'].map((value) => ({ field: 'language' as const, operator: 'is' as const, value })) },
        ],
      },
      actions: [{ do: 'assign', userId: kamran }],
    },
    {
      ...inHelp,
      name: 'Everything else to support (sample)',
      condition: isNew,
      actions: [{ do: 'setTeam', teamId: teams.support }],
    },
    {
      ...inHelp,
      inboxId: cast.inboxes.orders.id,
      name: 'Orders to their team (sample)',
      condition: isNew,
      actions: [
        { do: 'setTeam', teamId: teams.orders },
        { do: 'setCategory', categoryId: cast.categories.order },
      ],
    },
  ]
}
