// Canned replies by folder, with how they do. What is moved is dragged onto a folder, or sent there from its menu.
import { Button, SegmentedControl } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changeMacroFolder, type listMacros, moveMacro, restoreMacro } from '../../../src/desk/macros/macros.api.ts'
import type { OutputOf } from '../../../src/kit/route.ts'
import { call } from '../../call.ts'
import { macrosQuery } from '../../macros/queries.ts'
import { useHere } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import type { SectionProps } from '../sections.ts'
import { AddFolder } from './Folder.tsx'
import { MacroEditor } from './MacroEditor.tsx'
import { MacroLine } from './MacroLine.tsx'
import { Tree, type Moved } from './Tree.tsx'
import css from './macros.module.css'

export function Macros({ path: [id] }: SectionProps) {
  if (id === 'archived') return <Archived />
  if (id !== undefined) return <MacroEditor key={id} id={id === 'new' ? null : id} />
  return <All />
}

type Listed = OutputOf<typeof listMacros>

function All() {
  const { t } = useWords()
  const here = useHere()
  const all = useQuery(macrosQuery())
  const [whose, setWhose] = useState<'desk' | 'own'>('desk')
  const isOwn = whose === 'own'
  const mayWrite = here.may('conversation.reply') && (isOwn || here.may('macro.write'))
  return (
    <Page
      isWide
      title={t('settings.macros')}
      hint={t(here.may('macro.write') ? 'macros.hint' : 'macros.hintOwn')}
      actions={
        <>
          <LinkButton page="macros/archived" variant="default">
            {t('macros.archived')}
          </LinkButton>
          {here.may('conversation.reply') && <LinkButton page="macros/new">{t('macros.add')}</LinkButton>}
        </>
      }
    >
      <Loaded of={all}>
        {(listed) => (
          <>
            <div className={css.bar}>
              <SegmentedControl
                aria-label={t('macros.whose')}
                value={whose}
                onChange={(chosen) => setWhose(chosen as typeof whose)}
                data={[
                  { value: 'desk', label: t('macros.ofDesk') },
                  { value: 'own', label: t('macros.own') },
                ]}
              />
              {mayWrite && <AddFolder folders={listed.folders} isPersonal={isOwn} />}
            </div>
            <Shelf listed={listed} isOwn={isOwn} mayWrite={mayWrite} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Shelf({ listed, isOwn, mayWrite }: { listed: Listed; isOwn: boolean; mayWrite: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [said, setSaid] = useState('')
  const macros = listed.macros.filter(({ ownerId }) => (ownerId !== null) === isOwn)
  const folders = listed.folders.filter((folder) => folder.isOwn === isOwn)
  const place = (moved: Moved, into: string | null) =>
    moved.what === 'macro'
      ? call(moveMacro, { id: moved.id, folderId: into })
      : call(changeMacroFolder, { id: moved.id, parentId: into })
  const move = async (moved: Moved, into: string | null, isUndo = false) => {
    try {
      await place(moved, into)
      await client.invalidateQueries({ queryKey: macrosQuery().queryKey })
      const name = folders.find(({ id }) => id === into)?.name ?? t('macros.top')
      setSaid(t('macros.moved', { name: moved.name, folder: name }))
      if (!isUndo)
        sayDone(t('macros.moved', { name: moved.name, folder: name }), () => void move(moved, moved.from, true))
    } catch (error) {
      sayFailed(error)
    }
  }
  if (macros.length + folders.length === 0)
    return (
      <Empty title={t(isOwn ? 'macros.noneOwn' : 'macros.none')}>
        {mayWrite && <LinkButton page="macros/new">{t('macros.addFirst')}</LinkButton>}
      </Empty>
    )
  return (
    <>
      <Tree folders={folders} macros={macros} mayWrite={mayWrite} move={(moved, into) => void move(moved, into)} />
      <p role="status" className="visually-hidden">
        {said}
      </p>
    </>
  )
}

function Archived() {
  const { t } = useWords()
  const client = useQueryClient()
  const all = useQuery(macrosQuery('archived'))
  const restore = async (id: string) => {
    try {
      await call(restoreMacro, { id })
      await client.invalidateQueries({ queryKey: ['macro'] })
      sayDone(t('macros.restored'))
    } catch (error) {
      sayFailed(error)
    }
  }
  return (
    <Page isWide title={t('macros.archived')} hint={t('macros.archivedHint')} back="macros">
      <Loaded of={all}>
        {({ macros }) =>
          macros.length === 0 ? (
            <Empty title={t('macros.archivedNone')} />
          ) : (
            <ul className={css.rows} aria-label={t('macros.archived')}>
              {macros.map((macro) => (
                <li key={macro.id} className={css.row}>
                  <MacroLine macro={macro} />
                  {macro.mayWrite && (
                    <Button variant="default" size="compact-sm" onClick={() => void restore(macro.id)}>
                      {t('macros.restore')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  )
}
