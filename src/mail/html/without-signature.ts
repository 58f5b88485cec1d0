// A mail's HTML without the parts that its program marked as a signature: for quoting it.
import sanitizeHtml from 'sanitize-html'

const MARKED = /\b(?:gmail_signature|moz-signature|protonmail_signature_block)\b/

/** `html` is clean already (`sanitizeMailHtml`): nothing else of it changes. */
export function withoutSignature(html: string): string {
  if (!MARKED.test(html)) return html
  return sanitizeHtml(html, {
    allowedTags: false,
    allowVulnerableTags: true, // there are none: what is not allowed went when it was cleaned
    allowedAttributes: false,
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'cid', 'data'],
    allowedSchemesAppliedToAttributes: [],
    parseStyleAttributes: false,
    exclusiveFilter: ({ attribs }) => MARKED.test(attribs['class'] ?? ''),
  })
}
