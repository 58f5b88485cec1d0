// Trusted Types: no string becomes markup in this page. Style sheets that libraries write as text pass, because text
// without `<` cannot make an element; mail is shown in its own frame (conversations/MailFrame.tsx).

type Rule = (text: string) => string
interface Policies {
  createPolicy(name: string, rules: { createHTML: Rule; createScriptURL: Rule }): unknown
}
/** The one script that this page starts by its address. */
export const WORKER = '/worker.js'

export function forbidMarkup(): void {
  // Where the lock that keeps the page still behind a dialog looks for the nonce of its style element.
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() })
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
  policies?.createPolicy('default', {
    createHTML(text) {
      if (text.includes('<')) throw new TypeError('This page makes no markup from text.')
      return text
    },
    createScriptURL(address) {
      if (address !== WORKER) throw new TypeError('This page starts no script by its address.')
      return address
    },
  })
}

/** The nonce under which our own style elements are allowed; the server writes a new one into every page. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}
