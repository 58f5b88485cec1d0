// The views where there is no room for them beside the list.
import { Drawer } from '@mantine/core'
import { useWords } from '../words.ts'
import { Views } from './Views.tsx'

export function ViewsDrawer({ isOpen, close, compose }: { isOpen: boolean; close: () => void; compose: () => void }) {
  const { t } = useWords()
  return (
    <Drawer opened={isOpen} onClose={close} size={280} padding={0} withCloseButton={false} title={t('views.label')}>
      <Views compose={compose} chosen={close} />
    </Drawer>
  )
}
