// One canned reply in a list: its title, first words, for whom, and how it does.
import type { MacroRow } from '../../../src/desk/macros/macros.api.ts'
import { useInboxes } from '../../session/session.ts'
import { useWords, type Words } from '../../words.ts'
import { To } from '../frame/go.tsx'
import { State } from '../frame/Rows.tsx'
import css from './macros.module.css'

export function MacroLine({ macro }: { macro: MacroRow }) {
  const words = useWords()
  const { t } = words
  const { byId } = useInboxes()
  const places = macro.inboxIds.map((id) => byId.get(id)?.name ?? '…')
  return (
    <To page={`macros/${macro.id}`} className={css.line} draggable={false}>
      <span className={css.words}>
        <span className={css.name}>{macro.title}</span>
        <span className={css.muted}>{macro.excerpt}</span>
      </span>
      <span className={css.marks}>
        {macro.teamId !== null && <State>{t('field.team')}</State>}
        {places.length > 0 && (
          <State>{places.length > 1 ? t('macros.inboxes', { count: places.length }) : places[0]}</State>
        )}
        {macro.languages.length > 1 && <State>{macro.languages.join(' ')}</State>}
        {macro.actions.length > 0 && <State>{t('macros.actions', { count: macro.actions.length })}</State>}
      </span>
      <Figures usage={macro.usage} words={words} />
    </To>
  )
}

/** Under thirty a share says nothing: then both numbers stand there. */
const FEW = 30

export function shareInWords(part: number, of: number, { t, language }: Words): string {
  if (of < FEW) return t('macros.of', { part, of })
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(part / of)
}

function Figures({ usage, words }: { usage: MacroRow['usage']; words: Words }) {
  const { t } = words
  if (usage.uses === 0) return <span className={css.figures}>{t('macros.unused')}</span>
  return (
    <span className={css.figures}>
      <span>{t('macros.used', { count: usage.uses, month: usage.usesThisMonth })}</span>
      {usage.settled > 0 && (
        <span>{t('macros.resolved', { share: shareInWords(usage.resolved, usage.settled, words) })}</span>
      )}
      {usage.edited > 0 && <span>{t('macros.edited', { share: shareInWords(usage.edited, usage.uses, words) })}</span>}
    </span>
  )
}
