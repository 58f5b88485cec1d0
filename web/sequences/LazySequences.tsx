// What other pages show of sequences, fetched with its words when it is drawn.
import { lazy, Suspense, type ComponentProps } from 'react'
import { withWords } from '../words.ts'

const About = lazy(() => withWords(import('./AboutSequences.tsx'), 'sequences').then((at) => ({ default: at.AboutSequences }))) // prettier-ignore
const Dialog = lazy(() => withWords(import('./EnrolDialog.tsx'), 'sequences').then((at) => ({ default: at.EnrolDialog }))) // prettier-ignore

export function LazyAboutSequences(given: ComponentProps<typeof About>) {
  return (
    <Suspense fallback={null}>
      <About {...given} />
    </Suspense>
  )
}

export function LazyEnrolDialog(given: ComponentProps<typeof Dialog>) {
  return (
    <Suspense fallback={null}>
      <Dialog {...given} />
    </Suspense>
  )
}
