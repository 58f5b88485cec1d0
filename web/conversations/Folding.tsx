// One line that says the main thing, and unfolds to all of it: why a conversation is where it is, when it is due, as what it was read.
import { Collapse, UnstyledButton } from '@mantine/core'
import { useId, useState, type ReactNode } from 'react'
import css from './because.module.css'

/** `children` are asked for once it is open. */
export function Folding({
  word,
  sentence,
  near,
  children,
}: {
  word: string
  sentence: ReactNode
  /** Colours the sentence as what is due. */
  near?: string | undefined
  children: () => ReactNode
}) {
  const [isOpen, setOpen] = useState(false)
  const region = useId()
  return (
    <div className={css.because}>
      <UnstyledButton
        className={css.line}
        aria-expanded={isOpen}
        aria-controls={region}
        onClick={() => setOpen(!isOpen)}
      >
        <span className={css.word}>{word}</span>{' '}
        <span className={css.sentence} data-near={near}>
          {sentence}
        </span>
      </UnstyledButton>
      <Collapse expanded={isOpen} id={region} transitionDuration={100}>
        {isOpen && children()}
      </Collapse>
    </div>
  )
}
