// Loaded into the product by `node --import`, so that it can be made to misbehave: SIGUSR2 makes it compute for two seconds, SIGHUP
// makes it forget to catch an error that carries somebody's mail.
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('SIGUSR2', () => {
    for (const end = performance.now() + 2_000; performance.now() < end;);
  })
  process.on('SIGHUP', () => {
    void Promise.reject(Object.assign(new Error('nobody catches this'), { detail: 'Failing row contains (a canary).' }))
  })
}
