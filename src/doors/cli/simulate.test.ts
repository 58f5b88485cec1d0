import { Command } from 'commander'
import { expect, test } from 'vitest'
import { joinedStore } from '../../../test/desk.ts'
import { onDatabase } from '../../../test/database.ts'
import type { Desk } from '../desk.ts'
import { addSimulate } from './simulate.ts'

test(
  'simulate tries the ways it is told on a made-up team, as a table or as JSON',
  onDatabase(async (tx) => {
    const run = async (...argv: string[]) => {
      let said = ''
      const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
      const desk = { means: { store: joinedStore(tx) } } as Desk
      addSimulate(program, (use) => use(desk), (text) => void (said += text)) // prettier-ignore
      await program.parseAsync(['simulate', '--weeks', '1', ...argv], { from: 'user' })
      return said
    }

    const table = await run('--strategy', 'roundRobin', 'lateBinding', '--one-more-on', 'mon')

    expect(table).toMatch(/^A made-up team, 1 week, seed 1: \d+ mails, 12 people/)
    expect(table.match(/^.* min .*$/gm)).toHaveLength(3)
    expect(JSON.parse(await run('--strategy', 'takeNext', '--json')).outcomes).toMatchObject([{ strategy: 'takeNext' }])
    await expect(run('--one-more-on', 'someday')).rejects.toThrow('It takes a weekday')
    await expect(run('--weeks', '99')).rejects.toThrow('from 1 to 26')
  }),
)
