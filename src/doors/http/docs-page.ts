// /api/docs: the description of the API as one readable page. Plain HTML and one stylesheet, nothing from elsewhere, no script.
import type { OpenApi, Operation } from './openapi.ts'

export function docsPage(document: OpenApi): { html: string; headers: Record<string, string> } {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const groups = [...Map.groupBy(operations, (one) => one.operation.tags[0] ?? '')]
  const contents = groups
    .map(([tag, ones]) => `<li><a href="#${escaped(tag)}">${escaped(tag)}</a> <small>${ones.length}</small></li>`)
    .join('')
  const sections = groups
    .map(
      ([tag, ones]) =>
        `<section><h2 id="${escaped(tag)}">${escaped(tag)}</h2>${ones.map((one) => article(one.method, one.path, one.operation)).join('')}</section>`,
    )
    .join('')
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Postroom API</title><link rel="stylesheet" href="/api/docs.css"></head><body>
<nav aria-label="Contents"><p><strong>Postroom API</strong> ${escaped(document.info.version)}</p><ul>${contents}<li><a href="#schemas">Schemas</a></li></ul></nav>
<main><h1>Postroom API</h1><p>${marked(document.info.description)}</p>
<p>For programs: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI ${escaped(document.openapi)}).</p>${sections}${schemasOf(document)}</main></body></html>`
  const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  return { html, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy } }
}

function article(method: string, path: string, operation: Operation): string {
  const rows = operation.parameters.map((one) => row(one.name, `${one.in}, ${described(one.schema)}`, one.required))
  for (const [type, content] of Object.entries(operation.requestBody?.content ?? {})) {
    const { properties, required = [] } = content.schema as {
      properties?: Record<string, unknown>
      required?: string[]
    }
    if (!properties) rows.push(row('(body)', type, true))
    for (const [name, schema] of Object.entries(properties ?? {}))
      rows.push(row(name, described(schema), required.includes(name)))
  }
  const input = rows.length > 0 ? `<table><caption>Input</caption><tbody>${rows.join('')}</tbody></table>` : ''
  const answers = Object.entries(operation.responses).filter(([status]) => status !== 'default')
  const output = answers
    .map(([status, one]) => {
      const content = (one.content ?? {}) as Record<string, { schema: unknown }>
      const shapes = Object.entries(content).map(
        ([type, { schema }]) => `<p>${escaped(type)}</p><pre>${escaped(JSON.stringify(schema, null, 2))}</pre>`,
      )
      return `<details><summary>Answer ${escaped(status)}</summary>${shapes.join('')}</details>`
    })
    .join('')
  return `<article id="${escaped(operation.operationId)}"><h3><code>${method}</code> <code>${escaped(path)}</code></h3>
<p>${marked(operation.summary)} ${marked(operation.description)} <small>${escaped(operation.operationId)}</small></p>${input}${output}</article>`
}

function schemasOf(document: OpenApi): string {
  const schemas = Object.entries((document.components.schemas ?? {}) as Record<string, unknown>)
  const shown = schemas.map(
    ([name, schema]) =>
      `<details id="schema-${escaped(name)}"><summary>${escaped(name)}</summary><pre>${escaped(JSON.stringify(schema, null, 2))}</pre></details>`,
  )
  return `<section><h2 id="schemas">Schemas</h2>${shown.join('')}</section>`
}

function row(name: string, kind: string, isRequired: boolean): string {
  return `<tr><th scope="row"><code>${escaped(name)}</code></th><td>${escaped(kind)}</td><td>${isRequired ? 'required' : ''}</td></tr>`
}

interface Described {
  type?: string
  enum?: unknown[]
  anyOf?: unknown[]
  oneOf?: unknown[]
  items?: unknown
  $ref?: string
  minLength?: number
  maxLength?: number
  default?: unknown
}

function described(schema: unknown): string {
  const {
    type,
    enum: values,
    anyOf,
    items,
    $ref,
    maxLength,
    minLength,
    default: fallback,
    ...rest
  } = (schema ?? {}) as Described
  if (Array.isArray(values)) return values.map(String).join(' | ')
  if (typeof $ref === 'string') return $ref.split('/').at(-1) ?? ''
  const many = anyOf ?? rest.oneOf
  if (Array.isArray(many)) return [...new Set(many.map(described))].join(' or ')
  const bounds = [minLength === undefined ? '' : `from ${minLength}`, maxLength === undefined ? '' : `to ${maxLength}`]
    .filter(Boolean)
    .join(' ')
  const kind = type === 'array' ? `list of ${described(items)}` : (type ?? 'anything')
  const initial = fallback === undefined ? '' : `default ${JSON.stringify(fallback)}`
  return [kind, bounds && `(${bounds})`, initial].filter(Boolean).join(' ')
}

function escaped(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (one) => names[one] ?? one)
}

function marked(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}

export const docsStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0; display: grid; grid-template-columns: minmax(10rem, 15rem) minmax(0, 60rem); gap: 2rem; padding: 1rem }
nav { position: sticky; top: 1rem; align-self: start; max-height: 95vh; overflow: auto }
nav ul { list-style: none; padding: 0 }
article { border-top: 1px solid #8886; padding: .5rem 0 1rem }
h3 { font-size: 1rem; margin: .5rem 0; overflow-wrap: anywhere }
pre { overflow: auto; padding: .5rem; background: #8882 }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; font-weight: 600 }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; font-weight: normal }
@media (max-width: 45rem) { body { display: block } nav { position: static } }
`
