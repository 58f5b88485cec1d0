// The tags of a conversation, edited in place.
import { Popover, TagsInput, UnstyledButton } from '@mantine/core'
import { IconTag } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { tagsQuery } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { Asked } from '../shell/Asked.tsx'
import { holdKeys } from '../shell/held-keys.ts'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { useChange } from './queries.ts'
import css from './pick.module.css'

export function Tags({ conversation, isReadOnly }: { conversation: Conversation; isReadOnly: boolean }) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const { mutate } = useChange()
  const { data: known = [] } = useQuery(tagsQuery)
  const { id, tags } = conversation
  const open = () => {
    if (!isOpen) holdKeys()
    setOpen(true)
  }
  const turn = (tag: string) =>
    mutate({ id, change: { tags: tags.includes(tag) ? tags.filter((one) => one !== tag) : [...tags, tag] } })
  useActions(
    isReadOnly
      ? []
      : [
          {
            id: 'action.tags',
            run: open,
            choices: () =>
              known.map((tag) => ({
                label: tags.includes(tag) ? t('palette.untag', { tag }) : tag,
                run: () => turn(tag),
              })),
          },
        ],
  )
  if (isReadOnly && tags.length === 0) return null
  return (
    <Asked
      opens="dialog"
      isOpen={isOpen}
      ask={open}
      control={(asking) => (
        <Tip isOff={isOpen} label={t('field.tags')} does="action.tags">
          <UnstyledButton
            className={css.pick}
            data-empty={tags.length === 0 || undefined}
            disabled={isReadOnly}
            aria-label={t('field.is', { name: t('field.tags'), value: tags.join(', ') || t('field.noTags') })}
            onClick={() => (isOpen ? setOpen(false) : open())}
            {...asking}
          >
            <IconTag size={16} stroke={1.5} aria-hidden />
            {tags.join(', ')}
          </UnstyledButton>
        </Tip>
      )}
    >
      {(control, isOpenNow) => (
        <Popover opened={isOpenNow} onChange={setOpen} position="bottom-start" width={300} trapFocus returnFocus>
          <Popover.Target>{control}</Popover.Target>
          <Popover.Dropdown>
            <TagsInput
              data-autofocus
              label={t('field.tags')}
              description={t('field.tagsHint')}
              data={known}
              value={tags}
              maxTags={30}
              onChange={(wanted) => mutate({ id, change: { tags: wanted } })}
              comboboxProps={{ withinPortal: false }}
            />
          </Popover.Dropdown>
        </Popover>
      )}
    </Asked>
  )
}
