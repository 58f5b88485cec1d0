// The words of a canned reply, a language beside the other. The first is for everybody whose language is not among them.
import { Button, Select, Skeleton, Tabs } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react'
import type { Editor as TiptapEditor } from '@tiptap/react'
import type { MacroVariant } from '../../../src/desk/macros/macros.api.ts'
import { freshKey } from '../../call.ts'
import { kept } from '../../macros/body.ts'
import type { Hand } from '../../reply/hand.ts'
import { useWords } from '../../words.ts'
import type { Words } from './MacroEditor.tsx'
import css from './macros.module.css'

const Editor = lazy(() => import('../../reply/Editor.tsx').then((part) => ({ default: part.Editor })))

/** Those that mail is read in most; whoever needs another has it by the API. */
const languages = ['en', 'nl', 'az', 'de', 'fr', 'es', 'it', 'pt', 'pl', 'tr', 'ru', 'uk', 'ar', 'fa', 'ja', 'zh', 'ko', 'sv', 'da', 'fi', 'cs', 'hu', 'ro', 'el', 'he'] // prettier-ignore

interface VariantsProps {
  all: Words[]
  variables: string[]
  isReadOnly: boolean
  at: (field: string) => string | null
  change: (step: (was: Words[]) => Words[]) => void
  /** What stands above the words of each: a subject. */
  above?: (variant: Words, place: number) => ReactNode
}

export function Variants({ all, variables, isReadOnly, at, change, above }: VariantsProps) {
  const { t, language } = useWords()
  const [open, setOpen] = useState(all[0]?.key ?? '')
  const names = useMemo(() => new Intl.DisplayNames(language, { type: 'language' }), [language])
  const left = languages.filter((one) => !all.some((variant) => variant.language === one))
  const shown = all.some(({ key }) => key === open) ? open : (all[0]?.key ?? '')
  return (
    <fieldset className={css.variants}>
      <legend>{t('macros.words')}</legend>
      <Tabs value={shown} onChange={(key) => setOpen(key ?? '')} keepMounted={false}>
        <div className={css.tabs}>
          <Tabs.List>
            {all.map((one, place) => (
              <Tabs.Tab key={one.key} value={one.key} data-wrong={at(`variants.${place}`) !== null || undefined}>
                {names.of(one.language)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {!isReadOnly && left.length > 0 && all.length < 20 && (
            <Select
              size="xs"
              className={css.addLanguage ?? ''}
              aria-label={t('macros.addLanguage')}
              placeholder={t('macros.addLanguage')}
              searchable
              value={null}
              data={left.map((one) => ({ value: one, label: names.of(one) ?? one }))}
              onChange={(chosen) => {
                if (!chosen) return
                const key = freshKey()
                // Begins with what is there: to be put into the other language.
                change((was) => [...was, { key, language: chosen, body: was[0]?.body ?? { type: 'doc', content: [] } }])
                setOpen(key)
              }}
            />
          )}
        </div>
        {all.map((one, place) => (
          <Tabs.Panel key={one.key} value={one.key}>
            {above?.(one, place)}
            <OneVariant
              variant={one}
              variables={variables}
              isReadOnly={isReadOnly}
              mistake={at(`variants.${place}`)}
              change={(body) => change((was) => was.map((each) => (each.key === one.key ? { ...each, body } : each)))}
              drop={all.length > 1 ? () => change((was) => was.filter((each) => each.key !== one.key)) : null}
              name={names.of(one.language) ?? one.language}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
      <p className={css.muted}>{t(all.length > 1 ? 'macros.firstIsForOthers' : 'macros.oneForAll')}</p>
    </fieldset>
  )
}

interface OneProps {
  variant: Words
  variables: string[]
  isReadOnly: boolean
  mistake: string | null
  name: string
  change: (body: MacroVariant['body']) => void
  drop: (() => void) | null
}

function OneVariant({ variant, variables, isReadOnly, mistake, name, change, drop }: OneProps) {
  const { t } = useWords()
  const editor = useRef<TiptapEditor | null>(null)
  const hand = useMemo<Hand>(
    () => ({
      take: (given) => {
        editor.current = given
        given?.setEditable(!isReadOnly, false)
      },
    }),
    [isReadOnly],
  )
  return (
    <>
      <div className={css.sheet} data-wrong={mistake !== null || undefined}>
        <Suspense fallback={<Skeleton height={160} animate={false} />}>
          <Editor
            doc={variant.body}
            text=""
            isFocused={false}
            change={({ doc }) => change(kept(doc))}
            ready={() => undefined}
            hand={hand}
          />
        </Suspense>
      </div>
      {mistake && (
        <p role="alert" className={css.mistake}>
          {mistake}
        </p>
      )}
      {!isReadOnly && (
        <div className={css.bar}>
          <Select
            size="xs"
            aria-label={t('macros.variable')}
            placeholder={t('macros.variable')}
            searchable
            value={null}
            data={variables}
            onChange={(chosen) => {
              if (!chosen) return
              const text = chosen === 'contact.firstName' ? `{{${chosen}|${t('macros.there')}}}` : `{{${chosen}}}`
              editor.current?.chain().focus().insertContent({ type: 'text', text }).run()
            }}
          />
          {drop && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<IconX size={14} stroke={1.5} aria-hidden />}
              onClick={drop}
            >
              {t('form.removeThis', { name })}
            </Button>
          )}
        </div>
      )}
    </>
  )
}
