// The colour of a custom status, beside its name.
import type { CustomStatus } from '../../src/desk/statuses/statuses.api.ts'
import css from './fields.module.css'

export function StatusDot({ status }: { status: Pick<CustomStatus, 'colour'> }) {
  return <span className={css.dot} data-colour={status.colour} aria-hidden />
}
