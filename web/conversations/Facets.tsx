// Opens what the list is made of (FacetsPanel.tsx).
import { ActionIcon } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { Asked } from '../shell/Asked.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import type { Filters } from './queries.ts'
import css from './facets.module.css'

const Pop = lazy(() => import('../shell/Pop.tsx').then((part) => ({ default: part.Pop })))
const FacetsPanel = lazy(() => import('./FacetsPanel.tsx').then((part) => ({ default: part.FacetsPanel })))

export function Facets({ filters }: { filters: Filters }) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <Asked
      opens="dialog"
      isOpen={isOpen}
      ask={() => setOpen(true)}
      control={(asking) => (
        <Tip label={t('facets.label')} isOff={isOpen}>
          <ActionIcon size={36} aria-label={t('facets.label')} onClick={() => setOpen(!isOpen)} {...asking}>
            <IconChartBar size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
    >
      {(control, isOpenNow, id) => (
        <Suspense fallback={control}>
          <Pop
            id={id}
            control={control}
            isOpen={isOpenNow}
            change={setOpen}
            position="bottom-end"
            width={320}
            className={css.panel}
          >
            <Suspense>{isOpen && <FacetsPanel filters={filters} close={() => setOpen(false)} />}</Suspense>
          </Pop>
        </Suspense>
      )}
    </Asked>
  )
}
