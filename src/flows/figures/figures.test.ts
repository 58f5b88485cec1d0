// Who reads which figures, by which groups, in which files; and how the facts keep up.
import { expect, test } from 'vitest'
import { answerNow } from '../../../test/answering.ts'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Person } from '../../../test/desk.ts'
import { followAll } from '../../../test/following.ts'
import * as change from '../../desk/conversations/change.ts'
import { setPrivacy } from '../../desk/conversations/privacy.ts'
import { numberChanges } from '../../store/changes.ts'
import { casesOf } from './cases.ts'
import { exported } from './export.ts'
import type { Grouping } from './figures.api.ts'
import { figures } from './figures.ts'
import { noKey, readQuestion, type Asked as Question } from './question.ts'
import { readTimes } from './times.ts'

test(
  'somebody who may not read the figures of all has their own, and nobody has those of an inbox they do not see',
  onDesk(async (desk) => {
    const { tx, ben, cleo, ada } = desk
    const means = testMeans(desk.store)
    await receive(tx, means, { subject: 'First' }, { subject: 'Second', from: 'dora@other.example' })
    await receive(tx, means, { to: 'billing@desk.example', subject: 'Closed' })
    const rows = await tx.db.selectFrom('conversation').select(['id', 'subject']).execute()
    const idOf = (subject: string) => rows.find((row) => row.subject === subject)?.id ?? ''
    await answerNow(ben, means, idOf('First'))
    await answerNow(cleo, means, idOf('Second'))
    await answerNow(cleo, means, idOf('Closed'))
    await followAll(tx)
    const of = async (who: Person, asked: Question = {}) => {
      const question = await readQuestion(tx, await who.actor(), asked)
      const { now, isOwn } = await figures(tx, question, undefined)
      const { cases } = await casesOf(tx, question, { figure: 'answered', limit: 50 } as never)
      return { isOwn, answered: now.answered, behind: cases.map((one) => one.subject).toSorted() }
    }

    expect(await of(ada)).toEqual({ isOwn: false, answered: 3, behind: ['Closed', 'First', 'Second'] })
    expect(await of(ben, { personId: cleo.id })).toEqual({ isOwn: true, answered: 1, behind: ['First'] })
    expect(await of(cleo)).toEqual({ isOwn: true, answered: 2, behind: ['Closed', 'Second'] })
    await tx.db.updateTable('user').set({ role: 'lead' }).where('id', '=', ben.id).execute()
    expect(await of(ben)).toEqual({ isOwn: false, answered: 2, behind: ['First', 'Second'] })
    expect(await of(ben, { inboxId: desk.inboxes.billing })).toEqual({ isOwn: false, answered: 0, behind: [] })

    // The number of a moment ago may still have it; the list has not.
    await setPrivacy(ada, idOf('Second'), [cleo.id])
    expect((await of(ben)).behind).toEqual(['First'])
    await followAll(tx)
    expect(await of(ben)).toEqual({ isOwn: false, answered: 1, behind: ['First'] })
  }),
)

test(
  'by group and by tag everything is there once under each, and a file of it holds no formula',
  onDesk(async (desk) => {
    const { tx, ada } = desk
    const means = testMeans(desk.store)
    await receive(tx, means, { subject: '=cmd()' }, { subject: 'Plain', from: 'dora@other.example' })
    const rows = await tx.db.selectFrom('conversation').select(['id', 'subject']).orderBy('id').execute()
    await change.setTags(ada, rows[0]?.id ?? '', ['vip', 'late'])
    await followAll(tx)
    const question = await readQuestion(tx, await ada.actor(), {})
    const groups = async (by: Grouping) => (await figures(tx, question, by)).groups.map((one) => [one.key, one.figures.opened, one.figures.backlog]) // prettier-ignore

    expect(await groups('tag')).toEqual([[null, 1, 1], ['late', 1, 1], ['vip', 1, 1]]) // prettier-ignore
    const behind = async (asked: Question) => (await casesOf(tx, await readQuestion(tx, await ada.actor(), asked), { figure: 'opened', limit: 50 } as never)).cases.map((one) => one.subject) // prettier-ignore
    expect([await behind({ tagged: 'none' }), await behind({ tag: 'vip' })]).toEqual([['Plain'], ['=cmd()']])
    const vip = await readQuestion(tx, await ada.actor(), { tag: 'vip' })
    expect((await figures(tx, vip, 'tag')).groups.map((one) => one.key)).toEqual(['vip'])
    expect(await groups('inbox')).toEqual([[desk.inboxes.support, 2, 2]])
    const ahead = { ...tx, now: new Date(tx.now.getTime() + 30 * 86_400_000) }
    const later = await readQuestion(ahead, await ada.actor(), {})
    const compared = (await figures(ahead, later, 'tag', { compare: 'previous' })).groups
    expect(compared.map((one) => [one.key, one.figures.opened, one.before?.opened, one.before?.backlog])).toEqual([[null, 0, 1, 1], ['late', 0, 1, 1], ['vip', 0, 1, 1]]) // prettier-ignore
    const { text } = await exported(tx, question, { what: 'cases', figure: 'opened', by: 'day' } as never)
    expect(text).toContain(`,"'=cmd()",`)
    expect(text.split('\r\n')).toHaveLength(4)
    for (const what of ['figures', 'series'] as const) {
      const table = (await exported(tx, question, { what, by: 'day', groupBy: 'person' } as never)).text.split('\r\n')
      expect(new Set(table.slice(0, -1).map((line) => line.split(',').length)).size, what).toBe(1)
    }
  }),
)

test(
  'where the feed was swept before it was read, everything is measured anew; and a list goes on where it ended',
  onDesk(async (desk) => {
    const { tx, ada, inboxes } = desk
    const means = testMeans(desk.store)
    await followAll(tx)
    const ofOneGone = `insert into fact (conversation_id, kind, source_id, at, inbox_id, priority, tags) values (7, 'opened', 0, $1, $2, 'normal', '{}')`
    await tx.query({ text: ofOneGone, values: [tx.now, inboxes.support] })
    for (let n = 0; n < 5; n++) await receive(tx, means, { subject: `Order ${n}`, from: `dora${n}@acme.example` })
    while ((await numberChanges(tx)) > 0);
    await tx.db.deleteFrom('change').execute()
    await followAll(tx)
    const question = await readQuestion(tx, await ada.actor(), {})

    const first = await casesOf(tx, question, { figure: 'backlog', limit: 3 } as never)
    const second = await casesOf(tx, question, { figure: 'backlog', limit: 3, cursor: first.next ?? '' } as never)

    expect([...first.cases, ...second.cases].map((one) => one.subject).toSorted()).toEqual(['Order 0', 'Order 1', 'Order 2', 'Order 3', 'Order 4']) // prettier-ignore
    expect(second.next).toBeNull()
    expect(await tx.db.selectFrom('fact').select('kind').where('conversation_id', '=', '7').execute()).toEqual([])
  }),
)

test(
  'of very many, median and p90 are right within one per cent, and the mean is exact',
  onDesk(async ({ tx, ada, inboxes }) => {
    await tx.query({
      text: `insert into fact (conversation_id, kind, source_id, at, inbox_id, priority, tags, calendar_ms, business_ms, is_first)
        select n, 'answered', n, $1, $2, 'normal', '{}', (n * 7919 % 100003) * 1000 + n % 7, case when n % 3 = 0 then 0 else n * 13 end, n % 2 = 0
        from generate_series(1, 4001) n`,
      values: [tx.now, inboxes.support],
    })
    const question = await readQuestion(tx, await ada.actor(), {})

    const [exact] = (await readTimes(tx, question, question.period, noKey)).values()
    const [rounded] = (await readTimes(tx, question, question.period, noKey, 100)).values()

    for (const name of ['firstResponse', 'nextResponse', 'response'] as const)
      for (const length of ['business', 'calendar'] as const) {
        const [right, near] = [exact?.[name], rounded?.[name]]
        expect(near?.cases).toBe(right?.cases)
        expect(near?.[length].mean).toBeCloseTo(right?.[length].mean ?? -1, 6)
        for (const what of ['median', 'p90'] as const)
          expect(Math.abs((near?.[length][what] ?? 0) / (right?.[length][what] ?? 1) - 1), `${name} ${length} ${what}`).toBeLessThan(0.0101) // prettier-ignore
      }
    expect([exact?.response.isRounded, rounded?.response.isRounded]).toEqual([false, true])
  }),
)

test(
  'a place in the list behind a figure that this list never gave is refused, whatever dates some program reads in it',
  onDesk(async ({ tx, ada }) => {
    const question = await readQuestion(tx, await ada.actor(), {})
    for (const made of ['1 (x)|1|1', '2026-01-01T00:00:00.000Z|9999999999999999999|1', 'May 2 x\0|1|1']) {
      const cursor = Buffer.from(made).toString('base64url')
      await expect(casesOf(tx, question, { figure: 'answered', limit: 5, cursor } as never)).rejects.toMatchObject({ code: 'bad-cursor' }) // prettier-ignore
    }
  }),
)
