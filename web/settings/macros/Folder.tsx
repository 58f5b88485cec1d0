// A folder of canned replies: made, renamed in place, deleted.
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  addMacroFolder,
  changeMacroFolder,
  deleteMacroFolder,
  type MacroFolder,
} from '../../../src/desk/macros/macros.api.ts'
import { call } from '../../call.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import css from './macros.module.css'

/** `Folder`, `Folder 2` …: a name that is not taken at the top. */
function freshName(folders: readonly MacroFolder[], isPersonal: boolean, word: string): string {
  const taken = new Set(
    folders.filter((one) => one.isOwn === isPersonal && one.parentId === null).map((one) => one.name.toLowerCase()),
  )
  for (let at = 1; ; at++) {
    const name = at === 1 ? word : `${word} ${at}`
    if (!taken.has(name.toLowerCase())) return name
  }
}

export function AddFolder({ folders, isPersonal }: { folders: MacroFolder[]; isPersonal: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const add = async () => {
    try {
      await call(addMacroFolder, { name: freshName(folders, isPersonal, t('macros.folder')), isPersonal })
      await client.invalidateQueries({ queryKey: ['macro', 'list'] })
    } catch (error) {
      sayFailed(error)
    }
  }
  return (
    <Button variant="default" onClick={() => void add()}>
      {t('macros.addFolder')}
    </Button>
  )
}

export function FolderName({ folder, mayWrite }: { folder: MacroFolder; mayWrite: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [name, setName] = useState<string | null>(null)
  const settle = () => client.invalidateQueries({ queryKey: ['macro', 'list'] })
  const rename = async () => {
    const wanted = name?.trim() ?? ''
    setName(null)
    if (wanted === '' || wanted === folder.name) return
    try {
      await call(changeMacroFolder, { id: folder.id, name: wanted })
      await settle()
    } catch (error) {
      sayFailed(error)
    }
  }
  const drop = async () => {
    try {
      await call(deleteMacroFolder, { id: folder.id })
      await settle()
      sayDone(t('macros.folderDeleted', { name: folder.name }))
    } catch (error) {
      sayFailed(error)
    }
  }
  if (!mayWrite) return <span className={css.folder}>{folder.name}</span>
  return (
    <>
      <TextInput
        className={css.folder ?? ''}
        variant="unstyled"
        aria-label={t('macros.folderName')}
        maxLength={60}
        value={name ?? folder.name}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={() => void rename()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') setName(null)
        }}
      />
      <ActionIcon size={32} aria-label={t('macros.deleteFolder', { name: folder.name })} onClick={() => void drop()}>
        <IconTrash size={18} stroke={1.5} aria-hidden />
      </ActionIcon>
    </>
  )
}
