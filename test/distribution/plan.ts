// How many nodes a statement would need if the tables were spread as docs/scale.md says, read from PostgreSQL's own plan of it.
// The facts about Citus are in that page: a table that is asked by its distribution column is asked on one node; tables joined by
// it are joined on each node by itself; nothing else is quick, and row locks that skip others' rows are not possible at all.
export interface Placement {
  /** Tables spread over the nodes, with the column that decides. */
  distributed: Map<string, string>
}

export type Reach = 'one node' | 'every node' | 'between nodes' | 'impossible'

interface Node {
  'Node Type': string
  'Relation Name'?: string
  Alias?: string
  Plans?: Node[]
  [detail: string]: unknown
}

interface Scan {
  table: string
  alias: string
  column: string
  conditions: string[]
}

const CONDITIONS = [
  'Index Cond',
  'Recheck Cond',
  'Filter',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'One-Time Filter',
  'Order By',
]

/** `plan` as EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) gives it. */
export function reachOf(plan: unknown, text: string, { distributed }: Placement): Reach {
  const all: Node[] = []
  const walk = (node: Node) => {
    all.push(node)
    node.Plans?.forEach(walk)
  }
  walk(plan as Node)
  const conditionsOf = (node: Node) =>
    CONDITIONS.flatMap((name) => (typeof node[name] === 'string' ? [node[name]] : []))
  const everywhere = all.flatMap(conditionsOf)
  const scans = all.flatMap((node): Scan[] => {
    const table = node['Relation Name']
    const column = table === undefined ? undefined : distributed.get(table)
    if (table === undefined || column === undefined || node['Node Type'] === 'ModifyTable') return []
    // A bitmap's condition is on the index node below.
    const below = (node.Plans ?? []).flatMap(conditionsOf)
    return [{ table, alias: node.Alias ?? table, column, conditions: [...conditionsOf(node), ...below] }]
  })
  if (scans.length === 0) return 'one node'
  if (
    /\bfor\s+(no key\s+)?update\s+skip\s+locked/i.test(text) &&
    all.some((node) => node['Node Type'] === 'LockRows' && holds(node, scans))
  )
    return 'impossible'
  const spread = new Set(scans.map((scan) => scan.alias))
  const reached = new Map(scans.map((scan) => [scan.alias, isNamed(scan, spread)]))
  // What is joined by the distribution columns lies on the same node.
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false
    for (const one of scans) {
      if (reached.get(one.alias)) continue
      if (scans.some((other) => other !== one && reached.get(other.alias) && areJoined(one, other, everywhere))) {
        reached.set(one.alias, true)
        isGrowing = true
      }
    }
  }
  if ([...reached.values()].every(Boolean)) return 'one node'
  const [first, ...rest] = scans
  const together = new Set(first ? [first] : [])
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false
    for (const one of rest)
      if (!together.has(one) && [...together].some((other) => areJoined(one, other, everywhere))) {
        together.add(one)
        isGrowing = true
      }
  }
  const alone = scans.filter((scan) => !together.has(scan) && !reached.get(scan.alias))
  const isJoined = all.some((node) => /Join|Nested Loop/.test(node['Node Type']))
  return alone.length === 0 || !isJoined ? 'every node' : 'between nodes'
}

const holds = (node: Node, scans: Scan[]): boolean =>
  scans.some((scan) => scan.table === node['Relation Name']) || (node.Plans ?? []).some((below) => holds(below, scans))

/** Its distribution column is compared with something that is known beforehand: a parameter, a value, a row of a table that is not spread. */
function isNamed({ alias, column, conditions }: Scan, spread: ReadonlySet<string>): boolean {
  const name = `${alias}\\.${column}`
  const others = conditions.flatMap((condition) => [
    ...[...condition.matchAll(new RegExp(`\\b${name} = (ANY \\()?\\(*([$'\\w]+)`, 'g'))].map(
      ([, , other = '']) => other,
    ),
    ...[...condition.matchAll(new RegExp(`([$'\\w]+)(?:\\.\\w+)?\\)* = ${name}\\b`, 'g'))].map(
      ([, other = '']) => other,
    ),
  ])
  return others.some((other) => !spread.has(other))
}

function areJoined(one: Scan, other: Scan, conditions: string[]): boolean {
  const [a, b] = [`${one.alias}.${one.column}`, `${other.alias}.${other.column}`]
  return conditions.some((condition) => condition.includes(`${a} = ${b}`) || condition.includes(`${b} = ${a}`))
}
