// Trusted Types: no string becomes markup in this page. Style sheets that libraries write as text pass, because text
// without `<` cannot make an element; mail is shown in its own frame (conversations/MailFrame.tsx).

interface Policies {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown
}

export function forbidMarkup(): void {
  // Where the lock that keeps the page still behind a dialog looks for the nonce of its style element.
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() })
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
  policies?.createPolicy('default', {
    createHTML(text) {
      if (text.includes('<')) throw new TypeError('This page makes no markup from text.')
      return text
    },
  })
}

/** The nonce under which our own style elements are allowed; the server writes a new one into every page. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}
