// What Prometheus reads: counters that the flows bump, and how this door and the event loop are doing.
import type { Space } from '../../store/space.ts'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** One set for each process; a test makes its own. */
export function createMetrics(space?: Pick<Space, 'free' | 'hasRoom'>) {
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
  if (space) {
    new Gauge({
      name: 'postroom_disk_free_bytes',
      help: 'Free where the data directory is',
      registers,
      collect() {
        this.set(space.free())
      },
    })
    new Gauge({
      name: 'postroom_disk_full',
      help: '1 while no mail is taken because the disk is nearly full: alarm on this',
      registers,
      collect() {
        this.set(space.hasRoom() ? 0 : 1)
      },
    })
  }
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
    mailboxSilent: new Gauge<'mailbox'>({
      name: 'postroom_mailbox_silent',
      help: '1 while no mail has come to a mail account for longer than is usual for it: alarm on this',
      labelNames: ['mailbox'],
      registers,
    }),
    stalls: new Counter({
      name: 'postroom_stalls_total',
      help: 'Times that the process was held up for more than a second',
      registers,
    }),
    liveStreams: new Gauge({ name: 'postroom_live_streams', help: 'Pages that listen to the change feed', registers }),
  }
}
