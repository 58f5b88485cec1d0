import { readConfig } from '../../src/config.ts'
import { serve } from '../../src/doors/serve.ts'
import { createLog } from '../../src/kit/log.ts'
const config = readConfig(process.env)
const serving = await serve(config, createLog(config.logLevel))
process.once('SIGTERM', () => void serving.stop().then(() => process.exit(0)))
