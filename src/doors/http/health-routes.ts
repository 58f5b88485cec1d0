// What those who run Postroom ask it: is it alive, can it work, how is it doing. On the web door, and alone on a door of its own
// for processes that have no web door.
import { Hono } from 'hono'
import { Problem, toProblem } from '../../kit/problem.ts'
import type { Store } from '../../store/store.ts'
import { authenticate, credentialOf } from './authenticate.ts'
import { socketAddress, type Env } from './env.ts'
import type { Readiness } from './health.ts'
import type { Metrics } from './metrics.ts'
import { explained, problemResponse } from './problems.ts'
import { isLocal } from './remote.ts'

export interface HealthParts {
  store: Store
  metrics: Metrics
  ready: () => Promise<Readiness>
  publicUrl: string | null
}

export function addHealth(app: Hono<Env>, { store, metrics, ready, publicUrl }: HealthParts): void {
  app.get('/healthz', (c) => c.text('ok\n'))
  app.get('/readyz', async (c) => {
    const answer = await ready()
    return c.json({ ready: answer.isReady, checks: answer.checks }, answer.isReady ? 200 : 503)
  })
  app.get('/metrics', async (c) => {
    if (publicUrl !== null || !isLocal(socketAddress(c.env), c.req.raw)) {
      const { actor } = await authenticate(
        store,
        credentialOf(c.req.raw.headers, () => null),
      )
      if (!actor.permissions.has('report.read'))
        throw new Problem(
          'denied',
          'not-permitted',
          'Metrics are for this machine, or for a token with the scope report.read.',
        )
    }
    return c.body(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType })
  })
}

export function createHealthApp(parts: HealthParts): Hono<Env> {
  const app = new Hono<Env>()
  addHealth(app, parts)
  app.notFound(() => problemResponse(new Problem('missing', 'not-found', 'There is nothing here.'), ''))
  app.onError((thrown) => problemResponse(toProblem(explained(thrown)), ''))
  return app
}
