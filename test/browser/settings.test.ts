// The desk is set up on screen: an inbox is added, somebody is invited and comes, a rule is written as a sentence and routes a
// real mail. On the way: the keyboard alone, what two people do to the same rule, and nothing serious for axe on any page.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Locator } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'

let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage
let ben: WatchedPage

beforeAll(async () => {
  desk = await openBrowserDesk({
    POSTROOM_ADMIN_EMAIL: 'ada@people.example',
    POSTROOM_ADMIN_PASSWORD: 'correct horse battery',
    POSTROOM_INBOX_ADDRESSES: 'support@desk.example',
    POSTROOM_PRIVATE_HOSTS: '127.0.0.1',
  })
  browser = await launch()
  ada = await openPage(browser)
  ben = await openPage(browser)
  for (const { page } of [ada, ben]) page.setDefaultTimeout(30_000)
  await signIn(ada, 'ada@people.example')
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

async function signIn({ page }: WatchedPage, email: string): Promise<void> {
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Views' }).waitFor()
}

async function open({ page }: WatchedPage, path: string): Promise<void> {
  await page.goto(`${desk.url}/settings/${path}`)
  await page.locator('section h1').first().waitFor()
}

/** Chooses in a field that opens a list. */
async function choose(field: Locator, option: string): Promise<void> {
  await field.click()
  await field.page().getByRole('option', { name: option, exact: true }).click()
}

test('an inbox is added; what is wrong with an address is said beside it', async () => {
  const { page } = ada
  await open(ada, 'inboxes')
  await page.getByRole('link', { name: 'Add an inbox' }).click()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect.poll(() => page.getByText('This is needed.').count()).toBeGreaterThan(0)

  await page.getByLabel('Name', { exact: true }).fill('Invoices')
  const address = page.getByLabel('Address that answers come from')
  await address.fill('support@desk.example')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('support@desk.example belongs to another inbox.').waitFor()
  expect(await address.getAttribute('aria-invalid')).toBe('true')
  await expect.poll(() => address.evaluate((field) => field === document.activeElement)).toBe(true)
  expect(await ada.axe()).toEqual([])

  await address.fill('invoices@desk.example')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('list', { name: 'Inboxes' }).getByText('invoices@desk.example').waitFor()
})

test('somebody is invited with a link that is shown once, comes, and may read the settings but not change them', async () => {
  const { page } = ada
  await open(ada, 'people')
  await page.getByRole('link', { name: 'Invite somebody' }).click()
  await page.getByLabel('E-mail address').fill('invoices@desk.example')
  await page.getByRole('button', { name: 'Make the link' }).click()
  await page.getByText('This is the address of an inbox').waitFor()
  await page.getByLabel('E-mail address').fill('ben@people.example')
  await page.getByLabel('Agent').check()
  await page.getByRole('button', { name: 'Make the link' }).click()
  const link = new URL(await page.getByLabel('Invitation link').inputValue())
  expect(await ada.axe()).toEqual([])

  await ben.page.goto(`${desk.url}${link.pathname}${link.hash}`)
  await ben.page.getByLabel('Your name').fill('Ben Okafor')
  await ben.page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await ben.page.getByRole('button', { name: 'Join' }).click()
  await ben.page.getByRole('navigation', { name: 'Views' }).waitFor()
  await open(ben, 'inboxes')
  await ben.page.getByText('Changing it takes another role.').waitFor()
  expect(await ben.page.getByRole('link', { name: 'Add an inbox' }).count()).toBe(0)
  expect(await ben.page.getByRole('link', { name: 'API tokens' }).count()).toBe(0)
  await ben.page.goto(`${desk.url}/settings/tokens`)
  await ben.page.getByText('This page is not for your role.').waitFor()

  await open(ada, 'people')
  await page.getByRole('list', { name: 'People and teams' }).getByText('Ben Okafor').waitFor()
  expect(await page.getByText('ben@people.example').count()).toBe(1) // no longer among the invitations
})

test('a rule written as a sentence routes a real mail, and trying it says the same', async () => {
  const { page } = ada
  await open(ada, 'rules')
  expect(
    await page.locator('nav a[aria-current=page]').evaluateAll((all) => all.map((one) => one.ariaLabel)),
  ).not.toContain('Settings') // routing is
  await page.getByRole('link', { name: 'Add a rule' }).click()
  await page.getByLabel('Name of the rule').fill('Acme’s invoices')
  await page.getByLabel('About').selectOption('the sender’s domain')
  await page.getByLabel('How', { exact: true }).selectOption('is or lies below')
  await page.getByLabel('Value').fill('acme.example')
  await page.getByRole('button', { name: 'Add a group' }).click()
  const group = page.getByRole('group', { name: 'Conditions' }).nth(1)
  await group.getByLabel('About').selectOption('the subject')
  await group.getByLabel('Value').fill('invoice')
  await page.getByLabel('What to do').selectOption('move it to')
  await page.getByLabel('Inbox', { exact: true }).last().selectOption('Invoices')
  await page.getByRole('button', { name: 'Add an action' }).click()
  await page.getByLabel('What to do').last().selectOption('assign it to')
  await page.getByLabel('Assignee').selectOption('Ben Okafor')
  expect(await page.locator('section header').first().textContent()).toContain(
    'When a message arrives and the sender’s domain is or lies below “acme.example” and the subject contains “invoice”: move it to Invoices and assign it to Ben Okafor.',
  )
  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('list', { name: 'Rules' }).getByText('Acme’s invoices').waitFor()

  await desk.mail({ from: 'dora@acme.example', to: 'support@desk.example', subject: 'Invoice 7', text: 'Is it right?' })

  await page.goto(`${desk.url}/inbox/all`)
  await page.getByRole('link', { name: /Invoice 7/ }).click()
  await page.getByText('moved to the inbox “Invoices”').first().waitFor()
  await page
    .getByText(/assigned to Ben Okafor/)
    .first()
    .waitFor()
  await open(ada, 'rules')
  await page.getByRole('textbox', { name: 'Number of the conversation' }).fill('#1001')
  await page.getByRole('button', { name: 'Try the rules' }).click()
  await page.getByRole('link', { name: 'Rule “Acme’s invoices” held.' }).waitFor()
  expect(await ada.axe()).toEqual([])
})

test('rules change places by the arrow keys, the focus stays with the rule, and it can be taken back', async () => {
  const { page } = ada
  await open(ada, 'rules/new')
  await page.getByLabel('Name of the rule').fill('Everything by turns')
  await page.getByRole('button', { name: 'Remove this condition' }).press('Enter')
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Add a condition')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('About')
  await page.getByRole('button', { name: 'Remove this condition' }).press('Enter')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const names = () => page.getByRole('list', { name: 'Rules' }).getByRole('link').allTextContents()
  await expect.poll(async () => (await names()).length).toBe(2)
  expect((await names())[1]).toContain('Everything by turns')

  await page.getByRole('button', { name: /^Move Everything by turns/ }).focus()
  await page.keyboard.press('ArrowUp')

  await expect.poll(async () => (await names())[0]).toContain('Everything by turns')
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toBe('Move Everything by turns, 1 of 2')
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect.poll(async () => (await names())[1]).toContain('Everything by turns')
  await page.reload()
  await expect.poll(async () => (await names())[1]).toContain('Everything by turns')
})

test('a rule is dragged by its handle', async () => {
  const { page } = ada
  await open(ada, 'rules')
  const handle = page.getByRole('button', { name: /^Move Everything by turns/ })
  const from = await handle.boundingBox()
  const to = await page.getByRole('button', { name: /^Move Acme/ }).boundingBox()
  if (!from || !to) throw new Error('expected both handles on the screen')

  await page.mouse.move(from.x + 8, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(to.x + 8, to.y + to.height / 2 - 4, { steps: 8 })
  await page.mouse.up()

  await expect
    .poll(async () => (await page.getByRole('list', { name: 'Rules' }).getByRole('link').allTextContents())[0])
    .toContain('Everything by turns')
})

test('who saves a rule that somebody changed meanwhile sees theirs and chooses', async () => {
  const { page } = ada
  await open(ada, 'rules')
  await page.getByRole('link', { name: /^Acme’s invoices/ }).click()
  await page.getByLabel('Name of the rule').fill('Mine')
  // By another page of hers: only the version tells the two apart.
  await page.evaluate(async () => {
    const rules = (await (await fetch('/api/v1/rules')).json()) as Record<string, unknown>[]
    const { id, position: _, changedAt: __, ...rule } = rules.find((one) => one['name'] === 'Acme’s invoices') ?? {}
    const answer = await fetch(`/api/v1/rules/${String(id)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...rule, name: 'Theirs' }),
    })
    if (!answer.ok) throw new Error(await answer.text())
  })

  await page.getByRole('button', { name: 'Save', exact: true }).click()

  await page.getByText('Somebody saved this rule while you edited it.').waitFor()
  await page.getByRole('button', { name: 'Save mine over it' }).click()
  await page.getByRole('list', { name: 'Rules' }).getByText('Mine', { exact: true }).waitFor()
})

test('a change is tried on mail that came before it is saved; the history tells what and why, and goes back', async () => {
  const { page } = ada
  await open(ada, 'rules')
  await page.getByRole('link', { name: /^Mine/ }).click()
  await page.getByRole('textbox', { name: 'Value' }).first().fill('zebra')
  const panel = page.getByRole('complementary', { name: 'Back-test' })
  await panel.getByRole('button', { name: 'Run the back-test' }).click()
  await panel.getByText(/would have gone another way/).waitFor()
  await panel.getByRole('list').first().waitFor()
  await page.getByLabel('Why, for the history').fill('Zebras write now')
  await page.getByRole('button', { name: 'Save', exact: true }).click()

  await page.getByRole('link', { name: 'History' }).click()
  await page.getByRole('link', { name: /^Zebras write now/ }).click()
  const differences = page.getByRole('list', { name: 'Differences' })
  await expect.poll(() => differences.locator('ins').allTextContents()).toEqual(['zebra'])
  await page.getByRole('link', { name: 'Back', exact: true }).click()
  await page.getByRole('list', { name: 'History' }).getByRole('link').nth(1).click()
  await page.getByRole('button', { name: 'Go back to this version' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Go back to this version' }).click()

  await page.getByRole('link', { name: /^Went back to version/ }).waitFor()
  await open(ada, 'rules/code')
  const code = page.getByRole('textbox', { name: 'Rules as code' })
  expect(await code.inputValue()).not.toContain('zebra')
  await code.fill((await code.inputValue()).replace('name: Mine', 'nam: Mine'))
  await page.getByRole('button', { name: 'Show the difference' }).click()
  await page.getByText('Did you mean “name”?').waitFor()
})

test('what is not saved is not lost without a question', async () => {
  const { page } = ada
  await open(ada, 'categories/new')
  await page.getByLabel('Name', { exact: true }).fill('Returns')
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'System' }).click()
  await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
  await page.getByRole('button', { name: 'Stay here' }).click()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('list', { name: 'Categories and tags' }).getByText('Returns').waitFor()
})

test('business hours are set by the keyboard alone', async () => {
  const { page } = ada
  await open(ada, 'hours/new')
  await page.getByLabel('Name', { exact: true }).waitFor()
  await page.keyboard.type('Office')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Asia/Baku')
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Business hours' }).getByText('Office').waitFor()
  expect(await page.getByText(/Mon–Fri 09:00–17:00 · Asia\/Baku/).count()).toBe(1)
})

test('a token’s secret is shown once, and the token works until it is revoked', async () => {
  const { page } = ada
  await open(ada, 'tokens/new')
  await page.getByLabel('What it is for').fill('Shop')
  await page.getByRole('checkbox', { name: /^See inboxes/ }).check()
  await choose(page.getByRole('combobox', { name: 'Ends' }), 'after 7 days')
  await page.getByRole('button', { name: 'Make the token' }).click()
  const secret = await page.getByLabel('Secret').inputValue()
  const ask = () => fetch(`${desk.url}/api/v1/inboxes`, { headers: { authorization: `Bearer ${secret}` } })
  expect((await ask()).status).toBe(200)

  await page.getByRole('link', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Revoke Shop' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()

  await page.getByText('revoked', { exact: true }).waitFor()
  expect((await ask()).status).toBe(401)
})

test('a mail account that cannot be reached says so where it is tried and where it is listed', async () => {
  const { page } = ada
  await open(ada, 'mailboxes/new')
  await page.getByLabel('Server').fill('127.0.0.1')
  await page.getByLabel('Port', { exact: true }).fill('9')
  await page.getByLabel('User name').fill('shared@desk.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong')
  await page.getByRole('button', { name: 'Try it' }).click()
  await page
    .getByText(/Nothing listens on port 9 of 127.0.0.1/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('list', { name: 'Mail accounts' }).getByText('waiting').waitFor()
})

test('what is promised is changed, refused where it is no time, and stands with the next mail and why', async () => {
  const { page } = ada
  await open(ada, 'sla')
  await page.getByRole('link', { name: /Everything/ }).click()
  const length = page.getByRole('textbox', { name: 'First response, Normal' })
  await length.fill('soon')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Write hours and minutes: 4:00, or 0:30.').waitFor()
  await expect.poll(() => length.evaluate((field) => field === document.activeElement)).toBe(true)
  expect(await ada.axe()).toEqual([])
  await length.fill('0:45')
  await page.getByRole('button', { name: 'Add a step' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('list', { name: 'SLA policies' }).getByText('First response 45 min').waitFor()

  await desk.mail({
    from: 'Dora Vega <dora@acme.example>',
    to: 'support@desk.example',
    subject: 'When?',
    text: 'Today?',
  })
  await page.goto(`${desk.url}/inbox/open`)
  await page.getByRole('link', { name: /When\?/ }).click()
  await page.getByRole('button', { name: /^Due First response due/ }).click()
  await page
    .getByText(/started: the customer wrote/)
    .first()
    .waitFor()
  await page.getByText(/“Everything” promises 45 min/).waitFor()
  expect(await ada.axe()).toEqual([])
})

test('every page of the settings is sound for axe, light and dark, wide and narrow, and changes its language at once', async () => {
  const { page } = ada
  const pages = [
    'profile',
    'people',
    'inboxes',
    'mailboxes',
    'rules',
    'sla',
    'categories',
    'audit',
    'hours',
    'tokens',
    'system',
  ]
  const forms = [
    'people/invite',
    'inboxes/new',
    'mailboxes/new',
    'rules/new',
    'rules/history',
    'rules/history/1',
    'rules/code',
    'audit/new',
    'audit/health',
    'sla/new',
    'hours/new',
    'tokens/new',
  ]
  const paths = [...pages, ...forms]
  const found: string[] = []
  const lookThrough = async (one: WatchedPage): Promise<void> => {
    const path = paths.shift()
    if (!path) return
    await open(one, path)
    for (const [width, colorScheme] of [
      [1440, 'light'],
      [390, 'dark'],
    ] as const) {
      await one.page.setViewportSize({ width, height: 844 })
      await one.page.emulateMedia({ colorScheme })
      await one.page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
      found.push(...(await one.axe()).map((finding) => `${path} ${width}: ${finding}`))
      const over = await one.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      if (over > 0) found.push(`${path} ${width}: ${over} px too wide`)
    }
    await lookThrough(one)
  }
  const second = await openPage(browser, { storageState: await page.context().storageState() })
  await Promise.all([ada, second].map(lookThrough))
  expect([...found, ...second.troubles]).toEqual([])
  await second.page.context().close()
  await page.setViewportSize({ width: 1440, height: 900 })

  await open(ada, 'profile')
  await choose(page.getByRole('combobox', { name: 'Language' }), 'Nederlands')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { name: 'Jij' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('nl')
})

test('nothing went wrong in the console but what was refused on purpose', () => {
  const known = /status of (400|401|403|409)/
  expect([...ada.troubles, ...ben.troubles].filter((trouble) => !known.test(trouble))).toEqual([])
})
