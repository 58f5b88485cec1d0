// Writes openapi.json at the top of the repository; with --check it only says whether it would differ, and fails if so.
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { allAnswers, type Means } from './answers.ts'
import { describeApi } from './openapi.ts'

const file = new URL('../../../openapi.json', import.meta.url)
const meansOfNoVerb = {} as Means // no verb is called here
const made = `${JSON.stringify(describeApi(allAnswers(meansOfNoVerb)), null, 2)}\n`

if (!process.argv.includes('--check')) {
  writeFileSync(file, made)
  process.stdout.write('openapi.json written\n')
} else if (read() !== made) {
  process.stderr.write('openapi.json differs from the routes: run "npm run openapi" and commit it.\n')
  process.exitCode = 1
} else process.stdout.write('openapi.json agrees with the routes\n')

function read(): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
