// One canned reply: its words in each language, what it does beside them, for whom it is; beside that how it reads and how it does.
import { Button, MultiSelect, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  addMacro,
  archiveMacro,
  changeMacro,
  duplicateMacro,
  type Macro,
  type MacroFolder,
  type MacroVariant,
} from '../../../src/desk/macros/macros.api.ts'
import { call, freshKey } from '../../call.ts'
import { pathOf } from '../../macros/found.ts'
import { macroQuery, macrosQuery } from '../../macros/queries.ts'
import { useHere } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { differs, Form, Pair } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { useNouns } from '../rules/names.ts'
import { Actions } from './Actions.tsx'
import { Preview } from './Preview.tsx'
import { Usage } from './Usage.tsx'
import { Variants } from './Variants.tsx'
import { Versions } from './Versions.tsx'
import css from './macros.module.css'

/** A variant with a key that stays when another before it goes; `key` changes when its words are replaced from outside. */
export type Words = MacroVariant & { key: string }

export function MacroEditor({ id }: { id: string | null }) {
  const { t } = useWords()
  const here = useHere()
  const all = useQuery(macrosQuery())
  const one = useQuery({ ...macroQuery(id ?? ''), enabled: id !== null })
  if (id === null && !here.may('conversation.reply')) return <Empty title={t('settings.denied')} />
  return (
    <Loaded of={all}>
      {({ folders, variables }) =>
        id === null ? (
          <Editing macro={undefined} folders={folders} variables={variables} />
        ) : (
          <Loaded of={one}>{(macro) => <Editing key={macro.version} macro={macro} folders={folders} variables={variables} />}</Loaded> // prettier-ignore
        )
      }
    </Loaded>
  )
}

const empty: MacroVariant['body'] = { type: 'doc', content: [{ type: 'paragraph' }] }
const keyed = (variant: MacroVariant): Words => ({ ...variant, key: freshKey() })

function draftOf(macro: Macro | undefined, language: string, mayWrite: boolean) {
  return {
    title: macro?.title ?? '',
    folderId: macro?.folderId ?? null,
    isPersonal: macro ? macro.ownerId !== null : !mayWrite,
    teamId: macro?.teamId ?? null,
    inboxIds: macro?.inboxIds ?? [],
    variants: (macro?.variants ?? [{ language, body: empty }]).map(keyed),
    actions: macro?.actions ?? [],
  }
}

export const plainVariants = (variants: readonly Words[]): MacroVariant[] =>
  variants.map(({ language, body }) => ({ language, body }))

const refresh = { refresh: [['macro']] }

function Editing({
  macro,
  folders,
  variables,
}: {
  macro: Macro | undefined
  folders: MacroFolder[]
  variables: string[]
}) {
  const { t, language } = useWords()
  const go = useGo()
  const here = useHere()
  const nouns = useNouns()
  const mayForOthers = here.may('macro.write')
  const adding = useSaving(addMacro, refresh)
  const changing = useSaving(changeMacro, refresh)
  const saving = macro ? changing : adding
  const [first] = useState(() => draftOf(macro, language, mayForOthers))
  const [draft, setDraft] = useState(first)
  const change = (part: Partial<typeof draft>) => setDraft((was) => ({ ...was, ...part }))
  const isReadOnly = macro ? !macro.mayWrite || macro.archivedAt !== null : false
  const variants = plainVariants(draft.variants)
  async function save() {
    const wanted = { ...draft, variants }
    const saved = macro
      ? await changing.send({ ...wanted, id: macro.id, version: macro.version })
      : await adding.send(wanted)
    if (!saved) return
    sayDone(t('form.saved'))
    go('macros')
  }
  const offered = folders.filter((one) => one.isOwn === draft.isPersonal)
  const whose = draft.isPersonal ? 'own' : draft.teamId !== null ? 'team' : 'all'
  return (
    <Page
      isWide
      title={macro?.title ?? t('macros.add')}
      hint={isReadOnly ? t('settings.readOnly') : undefined}
      back="macros"
      actions={macro && <Deeds macro={macro} isReadOnly={isReadOnly} />}
    >
      <div className={css.columns}>
        <Form
          saving={saving}
          submit={save}
          label={t(macro ? 'form.save' : 'form.add')}
          isDirty={differs({ ...draft, variants }, { ...first, variants: plainVariants(first.variants) })}
          back="macros"
          isReadOnly={isReadOnly}
        >
          <Pair>
            <TextInput
              label={t('macros.title')}
              autoFocus={!macro}
              readOnly={isReadOnly}
              maxLength={120}
              value={draft.title}
              error={saving.at('title')}
              onChange={(event) => change({ title: event.currentTarget.value })}
            />
            <Select
              label={t('macros.folder')}
              data={offered.map(({ id }) => ({ value: id, label: pathOf(folders, id) }))}
              value={draft.folderId}
              clearable
              clearButtonProps={{ 'aria-label': t('macros.top') }}
              placeholder={t('macros.top')}
              readOnly={isReadOnly}
              error={saving.at('folderId')}
              onChange={(folderId) => change({ folderId })}
            />
          </Pair>
          {mayForOthers && (
            <SegmentedControl
              aria-label={t('macros.whose')}
              readOnly={isReadOnly}
              value={whose}
              onChange={(chosen) =>
                change({
                  isPersonal: chosen === 'own',
                  teamId: chosen === 'team' ? (nouns.teams[0]?.value ?? null) : null,
                  ...((chosen === 'own') === draft.isPersonal ? {} : { folderId: null }),
                })
              }
              data={[
                { value: 'all', label: t('macros.forAll') },
                ...(nouns.teams.length > 0 ? [{ value: 'team', label: t('macros.forTeam') }] : []),
                { value: 'own', label: t('macros.forMe') },
              ]}
            />
          )}
          <Pair>
            <MultiSelect
              label={t('macros.inboxesLabel')}
              placeholder={draft.inboxIds.length === 0 ? t('macros.allInboxes') : ''}
              data={nouns.inboxes}
              value={draft.inboxIds}
              readOnly={isReadOnly}
              error={saving.at('inboxIds')}
              onChange={(inboxIds) => change({ inboxIds })}
            />
            {whose === 'team' && (
              <Select
                label={t('field.team')}
                data={nouns.teams}
                value={draft.teamId}
                allowDeselect={false}
                readOnly={isReadOnly}
                error={saving.at('teamId')}
                onChange={(teamId) => change({ teamId })}
              />
            )}
          </Pair>
          <Variants
            all={draft.variants}
            variables={variables}
            isReadOnly={isReadOnly}
            at={saving.at}
            change={(step) => setDraft((was) => ({ ...was, variants: step(was.variants) }))}
          />
          <Actions
            all={draft.actions}
            nouns={nouns}
            isReadOnly={isReadOnly}
            at={(place) => saving.at(`actions.${place}`)}
            change={(actions) => change({ actions })}
          />
        </Form>
        <div className={css.side}>
          <Preview variants={variants} />
          {macro && <Usage id={macro.id} />}
          {macro && macro.version > 1 && !isReadOnly && (
            <Versions
              id={macro.id}
              take={({ title, variants: were, actions }) => change({ title, variants: were.map(keyed), actions })}
            />
          )}
        </div>
      </div>
    </Page>
  )
}

function Deeds({ macro, isReadOnly }: { macro: Macro; isReadOnly: boolean }) {
  const { t } = useWords()
  const go = useGo()
  const here = useHere()
  const client = useQueryClient()
  const settle = () => client.invalidateQueries({ queryKey: ['macro'] })
  const duplicate = async () => {
    try {
      const copy = await call(duplicateMacro, { id: macro.id, isPersonal: macro.ownerId !== null || isReadOnly })
      await settle()
      go(`macros/${copy.id}`)
    } catch (error) {
      sayFailed(error)
    }
  }
  return (
    <>
      {here.may('conversation.reply') && (
        <Button variant="default" onClick={() => void duplicate()}>
          {t('macros.duplicate')}
        </Button>
      )}
      {!isReadOnly && (
        <Sure
          label={t('macros.archive')}
          title={t('macros.archiveTitle', { name: macro.title })}
          run={async () => {
            await call(archiveMacro, { id: macro.id })
            await settle()
            sayDone(t('macros.archivedNow'))
            go('macros')
          }}
        >
          <p>{t('macros.archiveHint')}</p>
        </Sure>
      )}
    </>
  )
}
