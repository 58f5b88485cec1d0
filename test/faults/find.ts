// Every scenario there is, by row: whatever a `*.fault.ts` beside this file exports.
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Scenario } from './scenario.ts'

export async function findScenarios(): Promise<Scenario[]> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.fault.ts'))
  const modules = await Promise.all(
    files.map(async (file) => (await import(path.join(import.meta.dirname, file))) as { scenarios: Scenario[] }),
  )
  const rowOf = ({ row }: Scenario) => Number(row.slice(1))
  return modules
    .flatMap((module) => module.scenarios)
    .toSorted((a, b) => rowOf(a) - rowOf(b) || a.name.localeCompare(b.name))
}
