import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { listRules } from '../../desk/rules/rules.ts'
import type { Desk } from '../desk.ts'
import { exportRules, runApply } from './rules-commands.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-rules-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

const rules = `rules:
  - name: Hello
    inbox: Support
    condition: { field: subject, operator: is, value: hello }
    actions: [ { do: setPriority, priority: low } ]
`

test(
  'a file is tried, put to work and printed again; what is wrong names the file, the line and the column',
  onDesk(async ({ store, ada }) => {
    const means = { means: { store } } as unknown as Pick<Desk, 'means'>
    const file = path.join(folder, 'rules.yaml')
    const said: string[] = []
    const run = async (text: string, given = {}) => {
      await writeFile(file, text)
      await runApply(means, file, given, (line) => said.push(line))
    }

    await run(rules, { dryRun: true })
    expect(await listRules(ada)).toEqual([])
    await run(rules, { note: 'First' })
    await run(await exportRules(means, 'support'))

    const told =
      'new “Hello”, in place 1: when message received in “Support”, if subject is “hello”: set priority low\n'
    expect(said).toEqual([
      told,
      '1 rule differs. Nothing was changed.\n',
      told,
      '1 rule differs. This is version 1 of the rules.\n',
      'The rules are so already. Nothing was changed.\n',
    ])
    await expect(run(rules.replace('Support', 'Suport'))).rejects.toMatchObject({
      message: `${file}:3:12 There is no inbox “Suport”. Did you mean “Support”?\nNothing was changed.`,
    })
  }),
)
