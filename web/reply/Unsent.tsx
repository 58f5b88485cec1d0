// Why a letter did not go out, said where it is written: a line at the foot of the page would lie over Send.
import { sayWhy } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import css from './composer.module.css'

export function Unsent({ error }: { error: unknown }) {
  const words = useWords()
  return (
    <p role="alert" className={css.caution}>
      {sayWhy(error, words)}
    </p>
  )
}
