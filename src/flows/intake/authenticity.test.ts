import { expect, test } from 'vitest'
import { receive, testMeans, write, type TestMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { nameServer } from '../../../test/doubles/names.ts'
import { addRule } from '../../desk/rules/rules.ts'
import { Problem } from '../../kit/problem.ts'
import type { LookUp } from '../../mail/authenticate.ts'
import type { Following } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { triageJob, triageJobs } from '../triage/triage.ts'
import { authenticityHandler, authenticityJob } from './authenticity.ts'

const known = { 'acme.example TXT': [['v=spf1 ip4:9.9.9.9 -all']], '_dmarc.acme.example TXT': [['v=DMARC1; p=reject']] }

test(
  'a mail of its sender’s own server is checked beside filing, another server’s is not',
  onDesk(async ({ ada, store }) => {
    const { lookUp, asked } = nameServer(known)
    const means = { ...testMeans(store), lookUp }

    await receive(ada, means, { remote: '9.9.9.9' }, { remote: '192.168.1.5' })

    expect(asked).toEqual([])
    expect(await verdicts(ada)).toEqual([
      { result: 'pending', ip: '9.9.9.9' },
      expect.objectContaining({ result: 'none' }),
    ])
    expect(await jobsOf(ada, authenticityJob)).toHaveLength(1)
  }),
)

test(
  'the verdict is kept and told, and what proves nobody says so',
  onDesk(async ({ ada, store }) => {
    const { lookUp } = nameServer(known)
    const means = { ...testMeans(store), lookUp }
    await receive(ada, means, { remote: '9.9.9.9' }, { remote: '8.8.8.8' })

    await checkSenders(ada, means, lookUp)

    expect(await verdicts(ada)).toMatchObject([
      { result: 'pass', spf: 'pass' },
      { result: 'fail', spf: 'fail' },
    ])
    const told = await ada.db.selectFrom('event').select('data').where('name', '=', 'message.authenticated').execute()
    expect(told).toHaveLength(2)
  }),
)

test(
  'while the mail cannot be had there is no verdict on it; it is checked again',
  onDesk(async ({ ada, store }) => {
    const { lookUp } = nameServer(known)
    const means = { ...testMeans(store), lookUp }
    await receive(ada, means, { remote: '9.9.9.9' })
    const away = async () => Promise.reject(new Problem('busy', 'database-away', 'The database does not answer.'))

    await expect(checkSenders(ada, { ...means, raw: { ...means.raw, open: away } }, lookUp)).rejects.toThrow('answer')

    expect(await verdicts(ada)).toMatchObject([{ result: 'pending' }])
  }),
)

test(
  'a rule about the sender’s proof waits for it, and then holds',
  onDesk(async ({ ada, store }) => {
    const { lookUp } = nameServer(known)
    const means = { ...testMeans(store), lookUp }
    await addRule(ada, {
      name: 'Forged',
      inboxId: null,
      occasion: 'message.received',
      isEnabled: true,
      condition: { field: 'authentication', operator: 'is', value: 'fail' },
      actions: [{ do: 'addTags', tags: ['forged'] }],
    })
    await receive(ada, means, { remote: '8.8.8.8' })

    await route(ada, means)
    const before = await tags(ada)
    await checkSenders(ada, means, lookUp)
    await route(ada, means)

    expect(before).toEqual([[]])
    expect(await tags(ada)).toEqual([['forged']])
    expect(await jobsOf(ada, triageJob)).toEqual([])
  }),
)

test.each([
  ['that could not be checked again and again', nameServer(known).lookUp, 11],
  ['of a desk that asks no name server any more', null, 1],
])('a mail %s is routed without a verdict', (_, lookUp, attempts) =>
  onDesk(async ({ ada, store }) => {
    const means = { ...testMeans(store), lookUp: nameServer(known).lookUp }
    await addRule(ada, {
      name: 'Forged',
      inboxId: null,
      occasion: 'message.received',
      isEnabled: true,
      condition: { field: 'authentication', operator: 'is', value: 'unchecked' },
      actions: [{ do: 'addTags', tags: ['doubtful'] }],
    })
    await receive(ada, means, { remote: '8.8.8.8' })
    await route(ada, means)
    const away = async () => Promise.reject(new Problem('busy', 'database-away', 'The database does not answer.'))

    await checkSenders(ada, { ...means, raw: { ...means.raw, open: away } }, lookUp, attempts)
    await route(ada, means)

    expect(await verdicts(ada)).toMatchObject([{ result: 'unchecked' }])
    expect(await tags(ada)).toEqual([['doubtful']])
    expect(authenticityHandler(means, lookUp).attempts).toBe(Infinity)
  })(),
)

test(
  'where nothing asks for it, routing waits for nobody',
  onDesk(async ({ ada, store }) => {
    const { lookUp } = nameServer(known)
    const means = { ...testMeans(store), lookUp }
    await ada.db.updateTable('inbox').set({ auto_reply: null }).execute()
    await receive(ada, means, { remote: '8.8.8.8' })

    await route(ada, means)

    expect(await ada.db.selectFrom('routing').select('id').execute()).toHaveLength(1)
  }),
)

test(
  'a field that a stranger’s server brought along proves nothing',
  onDesk(async ({ ada, store }) => {
    const { lookUp } = nameServer(known)
    const means = { ...testMeans(store), lookUp }
    const raw = write({ fields: ['Authentication-Results: mx.desk.example; dmarc=pass header.from=acme.example'] })
    await receive(ada, means, { raw, remote: '8.8.8.8' })

    await checkSenders(ada, means, lookUp)

    expect(await verdicts(ada)).toMatchObject([{ result: 'fail', by: 'postroom' }])
  }),
)

async function verdicts(tx: Tx): Promise<unknown[]> {
  const rows = await tx.db.selectFrom('message').select('authenticity').orderBy('id').execute()
  return rows.map((row) => row.authenticity)
}

async function tags(tx: Tx): Promise<string[][]> {
  return (await tx.db.selectFrom('conversation').select('tags').execute()).map((row) => row.tags)
}

async function jobsOf(tx: Tx, kind: string) {
  return await tx.db.selectFrom('job').select(['id', 'payload']).where('kind', '=', kind).orderBy('id').execute()
}

/** The worker's part, inside the test's transaction. */
async function checkSenders(tx: Tx, means: TestMeans, lookUp: LookUp | null, attempts = 1): Promise<void> {
  const handler = authenticityHandler(means, lookUp)
  for (const { id, payload } of await jobsOf(tx, authenticityJob))
    await handler.runOutside(means.store, { id, kind: authenticityJob, payload, attempts, deaths: 0, serialKey: null })
}

async function route(tx: Tx, means: TestMeans): Promise<void> {
  const jobs = await jobsOf(tx, triageJob)
  const events = await tx.db.selectFrom('event').selectAll().where('name', '=', 'message.received').execute()
  const first: Following[] = events.map((one) => ({
    event: one.id,
    name: one.name,
    subjectId: one.noun_id,
    conversationId: one.subject_id,
    actorId: null,
    data: {},
  }))
  const payloads = jobs.length > 0 ? jobs.map((one) => one.payload as Following) : first
  await triageJobs(
    tx,
    payloads.map((payload) => ({ payload })),
    { ...means, queueAutomatic: async () => undefined },
  )
  await tx.db.deleteFrom('job').where('kind', '=', triageJob).execute()
}
