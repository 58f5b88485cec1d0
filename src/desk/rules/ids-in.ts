// What a test names by its id, or a field of the desk's own by its key: as it stands among the names (names.ts).
import type { Test } from './rules.api.ts'

type Namer = { [F in Test['field']]?: (test: Extract<Test, { field: F }>) => string[] }

const namers: Namer = {
  category: ({ value }) => [value],
  previousCategory: ({ value }) => [value],
  assigneeTeam: ({ value }) => [value],
  customStatus: ({ value }) => [value],
  assignee: ({ operator, value }) => (operator === 'isNobody' ? [] : [value]),
  team: ({ operator, value }) => (operator === 'isNobody' ? [] : [value]),
  reading: ({ operator, value }) => (operator.startsWith('suggests') ? [value] : []),
  deal: ({ operator, value }) => (operator === 'inStage' ? [value] : []),
  businessHours: ({ hoursId }) => (hoursId === undefined ? [] : [hoursId]),
  custom: ({ of, key, value, userId }) => [`${of}.${key}`, userId ?? `${of}.${key}=${value}`],
}

export function idsIn(test: Test): readonly string[] {
  const namer = namers[test.field] as ((one: Test) => string[]) | undefined
  return namer?.(test) ?? []
}
