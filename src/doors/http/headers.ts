// The headers on every answer: what a browser may do with it. The reasons are in the table of the guide docs/api.md.

const always: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()',
  'x-dns-prefetch-control': 'off',
  'x-frame-options': 'DENY',
}

/** For everything that is not a page of ours: nothing may load, run or frame. */
const nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
/** S5: bytes from strangers, should a browser ever show them. */
export const bytesPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'"

/**
 * For our own pages. The nonce admits the `<style>` elements that Mantine writes; scripts come only from our files.
 * Trusted Types are demanded of a page that says it is ready for them (`<html data-trusted-types>`).
 */
export function pagePolicy(nonce: string, hasTrustedTypes: boolean): string {
  const parts = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  if (hasTrustedTypes) parts.push("require-trusted-types-for 'script'")
  return parts.join('; ')
}

/**
 * For the empty page that a mail's HTML is shown in: no scripts at all, framed by us only, and no images but those the page
 * around it hands over (docs/decisions/0007-the-mail-frame.md).
 */
export function framePolicy(): string {
  return [
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",
    'img-src data: blob:',
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    // also where it is opened by itself
    'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  ].join('; ')
}

/** The same for paper: whoever frames it may open the dialog to print it. There is still no script in it that could. */
export function paperPolicy(): string {
  return framePolicy().replace('sandbox ', 'sandbox allow-modals ')
}

/** For the script that stands between pages and network: it asks our own door only. */
export const workerPolicy = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"

/** For the notice that is shown while we cannot be reached. */
export const noticePolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

/** Fills in what the answer did not say itself. */
export function secure(headers: Headers, isHttps: boolean): void {
  for (const [name, value] of Object.entries(always)) if (!headers.has(name)) headers.set(name, value)
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', nothing)
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  if (isHttps) headers.set('strict-transport-security', 'max-age=63072000; includeSubDomains')
}
