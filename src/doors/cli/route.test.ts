import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { addRule } from '../../desk/rules/rules.ts'
import { route, type RouteOptions } from './route.ts'

const mail =
  'From: Dora <dora@acme.example>\r\nTo: support@desk.example\r\nSubject: Invoice 4711\r\n\r\nIt is too high.\r\n'

async function routeMail(desk: Desk, options: RouteOptions = {}, text = mail) {
  const folder = mkdtempSync(path.join(tmpdir(), 'postroom-route-'))
  const file = path.join(folder, 'one.eml')
  writeFileSync(file, text)
  let printed = ''
  try {
    const routed = await route(desk.tx, file, options, { write: (piece) => (printed += piece) })
    return { printed, routed }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const billingRule = ({ ada, inboxes }: Desk) =>
  addRule(ada, {
    name: 'Invoices',
    inboxId: null,
    occasion: 'message.received',
    isEnabled: true,
    condition: {
      all: [
        { field: 'subject', operator: 'words', value: 'invoice' },
        { not: { field: 'kind', operator: 'is', value: 'list' } },
      ],
    },
    actions: [
      { do: 'moveToInbox', inboxId: inboxes.billing },
      { do: 'assignBy', strategy: 'leastLoaded', teamId: null },
      { do: 'stop' },
    ],
  })

test(
  'it says where a mail would go, and why, rule by rule, and stores nothing',
  onDesk(async (desk) => {
    await billingRule(desk)

    const { printed, routed } = await routeMail(desk)

    expect(printed).toMatch(/^Inbox: +Billing\n/)
    expect(printed).toContain(
      '1. “Invoices” held, and it was the last to be read\n   yes  subject has the words “invoice”: “Invoice 4711”\n   yes  kind is not list: message\n',
    )
    expect(printed).toContain('   then moved to the inbox “Billing”\n   then assigned to ')
    expect(routed.assignee).toMatch(/^(Ada|Cleo)$/)
    expect(await desk.tx.db.selectFrom('conversation').select('id').execute()).toEqual([])
    expect(await desk.tx.db.selectFrom('routing').select('id').execute()).toEqual([])
  }),
)

test(
  'with --json it prints one line for programs',
  onDesk(async (desk) => {
    await billingRule(desk)

    const { printed } = await routeMail(desk, { json: true, inbox: 'support' }, mail.replace('Invoice', 'Order'))

    expect(printed.endsWith('}\n')).toBe(true)
    expect(JSON.parse(printed)).toMatchObject({
      inbox: 'Support',
      assignee: null,
      because: 'The one rule did not hold.',
      trace: [{ held: false }],
    })
  }),
)

test(
  'a mail to none of our addresses goes nowhere, and says so',
  onDesk(async (desk) => {
    expect((await routeMail(desk, {}, mail.replace('support@', 'nobody@'))).printed).toContain(
      'none: it is addressed to no inbox',
    )
  }),
)

test(
  'an unknown inbox and an unreadable file are named',
  onDesk(async (desk) => {
    await expect(routeMail(desk, { inbox: 'Sales' })).rejects.toMatchObject({
      kind: 'invalid',
      message: 'There is no inbox “Sales”. There are: Billing, Support.',
    })
    await expect(route(desk.tx, '/nowhere/x.eml', {}, { write: () => undefined })).rejects.toMatchObject({
      code: 'file-unreadable',
    })
  }),
)
