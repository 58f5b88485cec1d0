// What Prometheus reads: counters that the flows bump, and how this door and the event loop are doing.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** One set for each process; a test makes its own. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'postroom_' })
  const accepted = new Counter<'source'>({
    name: 'postroom_messages_accepted_total',
    help: 'Messages made durable, by way in',
    labelNames: ['source'],
    registers,
  })
  for (const source of ['smtp', 'lmtp', 'http', 'pipe', 'import', 'imap']) accepted.inc({ source }, 0) // a rate needs a first value
  const filed = new Counter<'result'>({
    name: 'postroom_messages_filed_total',
    help: 'Messages filed, by result',
    labelNames: ['result'],
    registers,
  })
  for (const result of ['filed', 'duplicate', 'quarantined']) filed.inc({ result }, 0)
  return {
    registry,
    /** Mail we promised to keep: raw bytes and work item are committed. */
    messagesAccepted: accepted,
    messagesFiled: filed,
    messagesSent: new Counter<'result'>({
      name: 'postroom_messages_sent_total',
      help: 'Attempts to hand a message on, by result',
      labelNames: ['result'],
      registers,
    }),
    searchLag: new Gauge({
      name: 'postroom_search_lag_seconds',
      help: 'Age of the oldest message not yet found by search',
      registers,
    }),
    intakeOldest: new Gauge({
      name: 'postroom_intake_oldest_seconds',
      help: 'Age of the oldest message accepted and not yet filed',
      registers,
    }),
    httpDuration: new Histogram<'method' | 'route' | 'status'>({
      name: 'postroom_http_request_seconds',
      help: 'Time to answer a request, by the pattern of its path',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    liveStreams: new Gauge({ name: 'postroom_live_streams', help: 'Pages that listen to the change feed', registers }),
  }
}
