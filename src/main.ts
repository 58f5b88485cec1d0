// Start here: reads the command line and runs the command. `postroom serve` opens a desk and its doors (doors/serve.ts).
import './kit/prototypes.ts'
import process from 'node:process'
import { runCommand } from './doors/cli/cli.ts'

process.exitCode = await runCommand(process.argv.slice(2), process.env)
