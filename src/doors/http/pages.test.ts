import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { createToken } from '../../desk/users/tokens.ts'

test(
  'every answer carries the headers that keep browsers honest, whatever it is',
  onDesk(async ({ store }) => {
    const { ask } = openWebDoor(store, { publicUrl: 'https://desk.example' })

    for (const where of [
      '/api/v1/session',
      '/api/v1/none',
      '/api/docs',
      '/api/v1/openapi.json',
      'http://x/healthz',
      'http://x/readyz',
      'http://x/',
      'http://x/no.js',
    ]) {
      const { headers } = await ask('GET', where)
      expect(headers.get('content-security-policy'), where).toContain("default-src 'none'")
      expect(headers.get('content-security-policy'), where).toContain("frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('strict-transport-security')).toContain('max-age=')
      expect(headers.get('access-control-allow-origin')).toBeNull()
      if (where.startsWith('/api/v1')) expect(headers.get('cache-control')).toBe('no-store')
    }
  }),
)

test(
  'the web app is served with a nonce of each answer, compressed and cached for ever where its name has a hash',
  onDesk(async ({ store }) => {
    const webDir = mkdtempSync(path.join(os.tmpdir(), 'postroom-web-'))
    try {
      mkdirSync(path.join(webDir, 'assets'))
      writeFileSync(path.join(webDir, 'index.html'), '<html><meta name="csp-nonce" content="__CSP_NONCE__"></html>')
      writeFileSync(path.join(webDir, 'assets/app-1a2b.js'), 'plain')
      writeFileSync(path.join(webDir, 'assets/app-1a2b.js.br'), 'brotli')
      const { ask } = openWebDoor(store, { webDir })

      const page = await ask('GET', 'http://x/conversations/42')
      const nonce = /content="([\w-]{22})"/.exec(page.body)?.[1]
      expect(page.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`)
      expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
      expect((await ask('GET', 'http://x/')).body).not.toContain(nonce)
      const script = await ask('GET', 'http://x/assets/app-1a2b.js', { headers: { 'accept-encoding': 'gzip, br' } })
      expect([script.body, script.headers.get('content-encoding')]).toEqual(['brotli', 'br'])
      expect(script.headers.get('cache-control')).toContain('immutable')
      expect((await ask('GET', 'http://x/assets/app-1a2b.js')).body).toBe('plain')
      writeFileSync(path.join(webDir, 'mail-frame.html'), 'empty')
      const { headers } = await openWebDoor(store, { webDir }).app.request('http://x/mail-frame.html')
      const policy = headers.get('content-security-policy')
      expect(policy).toContain('img-src data: blob:;')
      expect(policy).not.toContain('http')
      expect(policy).toContain("frame-ancestors 'self'")
      expect(policy).toMatch(/sandbox (?!.*allow-scripts)/)
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN')
      expect((await ask('GET', 'http://x/assets/gone.js')).status).toBe(404)
      expect((await ask('GET', 'http://x/assets/..%2f..%2f..%2f..%2fetc%2fpasswd')).body).not.toContain('root:')
    } finally {
      rmSync(webDir, { recursive: true })
    }
  }),
)

test(
  'health says yes while the loop turns, readiness tells which part is not, metrics are for this machine or a token',
  onDesk(async ({ ada, store }) => {
    const checks = { database: false, migrations: true, space: true }
    const { ask } = openWebDoor(store, { ready: async () => ({ isReady: false, checks }) })
    const made = await createToken(ada, await ada.actor(), {
      name: 'p',
      scopes: ['report.read'],
      inboxIds: null,
      days: 1,
      isDesks: false,
    })
    const forwarded = { 'x-forwarded-for': '192.0.2.1' }

    expect(await ask('GET', 'http://x/healthz')).toMatchObject({ status: 200, body: 'ok\n' })
    expect(await ask('GET', 'http://x/readyz')).toMatchObject({ status: 503, body: { ready: false, checks } })
    const { body } = await ask('GET', 'http://localhost/metrics')
    for (const name of [
      'postroom_messages_accepted_total',
      'postroom_messages_filed_total',
      'postroom_search_lag_seconds',
      'postroom_http_request_seconds_bucket',
      'postroom_nodejs_eventloop_lag_seconds',
    ])
      expect(body).toContain(name)
    const here = 'http://localhost/metrics'
    expect((await ask('GET', here, { headers: forwarded })).status).toBe(403)
    expect((await ask('GET', here, { headers: forwarded, as: `Bearer ${made.secret}` })).status).toBe(200)
    expect((await ask('GET', here, { headers: { host: 'rebound.example' } })).status).toBe(403)
    const open = openWebDoor(store, { publicUrl: 'https://desk.example' })
    expect((await open.ask('GET', here)).status).toBe(403)
    expect((await open.ask('GET', here, { as: `Bearer ${made.secret}` })).status).toBe(200)
  }),
)
