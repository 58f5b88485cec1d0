// The folders as a tree, with what lies in them. Dragged onto a folder, or sent there from the menu, a reply or a folder lies in it.
import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconFolder } from '@tabler/icons-react'
import { useState, type DragEvent, type ReactNode } from 'react'
import type { MacroFolder, MacroRow } from '../../../src/desk/macros/macros.api.ts'
import { pathOf } from '../../macros/found.ts'
import { useWords } from '../../words.ts'
import { FolderName } from './Folder.tsx'
import { MacroLine } from './MacroLine.tsx'
import css from './macros.module.css'

export interface Moved {
  what: 'macro' | 'folder'
  id: string
  name: string
  from: string | null
}

interface TreeProps {
  folders: MacroFolder[]
  macros: MacroRow[]
  mayWrite: boolean
  move: (moved: Moved, into: string | null) => void
}

export function Tree(props: TreeProps) {
  const { t } = useWords()
  const [dragged, setDragged] = useState<Moved | null>(null)
  return (
    <div className={css.tree} role="group" aria-label={t('settings.macros')}>
      <Level {...props} parentId={null} dragged={dragged} setDragged={setDragged} />
    </div>
  )
}

interface LevelProps extends TreeProps {
  parentId: string | null
  dragged: Moved | null
  setDragged: (moved: Moved | null) => void
}

function Level({ parentId, ...props }: LevelProps) {
  const { t } = useWords()
  const { folders, macros, mayWrite, move, dragged, setDragged } = props
  const [isOver, setOver] = useState(false)
  const here = folders.filter((one) => one.parentId === parentId)
  const inside = macros.filter(
    (one) => (folders.some(({ id }) => id === one.folderId) ? one.folderId : null) === parentId,
  )
  const mayDrop = dragged !== null && dragged.from !== parentId && !isBelow(folders, parentId, dragged)
  return (
    <ul
      className={css.rows}
      data-over={isOver || undefined}
      onDragOver={(event: DragEvent) => {
        if (!mayDrop) return
        event.preventDefault()
        event.stopPropagation()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event: DragEvent) => {
        setOver(false)
        if (!mayDrop) return
        event.preventDefault()
        event.stopPropagation()
        setDragged(null)
        move(dragged, parentId)
      }}
    >
      {here.map((folder) => {
        const moved: Moved = { what: 'folder', id: folder.id, name: folder.name, from: folder.parentId }
        return (
          <li key={folder.id}>
            <Movable moved={moved} {...props}>
              <IconFolder size={18} stroke={1.5} aria-hidden className={css.sign} />
              <FolderName folder={folder} mayWrite={mayWrite} />
            </Movable>
            <Level {...props} parentId={folder.id} />
          </li>
        )
      })}
      {inside.map((macro) => {
        const moved: Moved = { what: 'macro', id: macro.id, name: macro.title, from: macro.folderId }
        return (
          <li key={macro.id}>
            <Movable moved={moved} {...props} mayWrite={macro.mayWrite}>
              <MacroLine macro={macro} />
            </Movable>
          </li>
        )
      })}
      {here.length + inside.length === 0 && <li className={css.empty}>{t('macros.emptyFolder')}</li>}
    </ul>
  )
}

function Movable({ moved, children, ...props }: Omit<LevelProps, 'parentId'> & { moved: Moved; children: ReactNode }) {
  const { t } = useWords()
  const { folders, mayWrite, move, setDragged } = props
  const places = folders.filter((one) => one.id !== moved.from && !isBelow(folders, one.id, moved))
  return (
    <div
      className={css.row}
      draggable={mayWrite}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', moved.name)
        setDragged(moved)
      }}
      onDragEnd={() => setDragged(null)}
    >
      {children}
      {mayWrite && places.length + (moved.from === null ? 0 : 1) > 0 && (
        <Menu position="bottom-end" width={260}>
          <Menu.Target>
            <ActionIcon size={32} aria-label={t('macros.move', { name: moved.name })}>
              <IconDots size={18} stroke={1.5} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown className={css.menu}>
            <Menu.Label>{t('macros.moveTo')}</Menu.Label>
            {moved.from !== null && <Menu.Item onClick={() => move(moved, null)}>{t('macros.top')}</Menu.Item>}
            {places.map((folder) => (
              <Menu.Item key={folder.id} onClick={() => move(moved, folder.id)}>
                {pathOf(folders, folder.id)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  )
}

/** A folder lies neither in itself nor in what lies in it. */
function isBelow(folders: readonly MacroFolder[], place: string | null, { what, id }: Moved): boolean {
  if (what === 'macro') return false
  for (let at = place; at !== null;) {
    if (at === id) return true
    at = folders.find((one) => one.id === at)?.parentId ?? null
  }
  return false
}
