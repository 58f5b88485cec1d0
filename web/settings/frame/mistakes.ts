// What a schema finds wrong, in the reader's words and by the place of the field.
import type { z } from 'zod'
import type { Words } from '../../words.ts'

/** By the path of the field: `name`, `addresses.1`. */
export type Mistakes = Record<string, string>

export function mistakesIn(schema: z.ZodType, asked: unknown, words: Words): Mistakes {
  const read = schema.safeParse(asked)
  if (read.success) return {}
  const mistakes: Mistakes = {}
  for (const issue of read.error.issues) mistakes[issue.path.map(String).join('.')] ??= say(issue, words)
  return mistakes
}

function say(issue: z.core.$ZodIssue, { t }: Words): string {
  if (issue.code === 'too_small' && issue.origin === 'string')
    return Number(issue.minimum) <= 1 ? t('form.needed') : t('form.short', { least: Number(issue.minimum) })
  if (issue.code === 'too_small' && issue.origin === 'array') return t('form.needed')
  if (issue.code === 'too_small') return t('form.least', { least: Number(issue.minimum) })
  if (issue.code === 'too_big' && issue.origin === 'string') return t('form.long', { most: Number(issue.maximum) })
  if (issue.code === 'too_big') return t('form.most', { most: Number(issue.maximum) })
  if (issue.code === 'invalid_type' && issue.expected === 'int') return t('form.whole')
  return t('form.wrong')
}
