// Rules that name a field, one of its choices: who would take it out of use is told of them first, as with categories.
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Field } from './fields.api.ts'

export async function refuseFieldInRules(tx: Tx, { noun, key }: Field): Promise<void> {
  await refuse(tx, { noun, key, value: null }, 'field-in-use', 'this field')
}

export async function refuseArchivedChoices(tx: Tx, was: Field, field: Field): Promise<void> {
  for (const one of field.choices) {
    const before = was.choices.find((other) => other.key === one.key)
    if (!one.isArchived || !before || before.isArchived) continue
    await refuse(tx, { ...field, value: one.key }, 'choice-in-use', `the choice “${one.name}”`)
  }
}

/** `value` null: whatever they want of the field. */
async function refuse(
  tx: Tx,
  { noun, key, value }: { noun: string; key: string; value: string | null },
  code: string,
  what: string,
): Promise<void> {
  const rules = await tx.query<{ name: string }>({
    name: 'rules-naming-field',
    text: `select name from rule
      where jsonb_path_exists(condition, '$.** ? (@.field == "custom" && @.of == $of && @.key == $key && ($any == true || @.value == $value))', $1::jsonb)
        or ($2 = 'conversation' and jsonb_path_exists(actions, '$[*] ? (@.do == "setField" && @.key == $key && ($any == true || @.value == $value || @.value[*] == $value))', $1::jsonb))
      order by position, id`,
    values: [JSON.stringify({ of: noun, key, value: value ?? '', any: value === null }), noun],
  })
  if (rules.length === 0) return
  const names = rules.map((rule) => `“${rule.name}”`).join(', ')
  throw new Problem('conflict', code, `Rules name ${what}: ${names}. Change them first.`, { detail: { key, names } })
}
