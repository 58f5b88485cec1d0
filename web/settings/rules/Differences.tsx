// How two sets of rules differ: each rule that is new, gone, moved or changed, with the words that changed marked in its sentence.
import { useWords } from '../../words.ts'
import type { RuleDifference } from '../../../src/desk/rules/versions.api.ts'
import { State } from '../frame/Rows.tsx'
import { compareWords, type Compared } from './compare-words.ts'
import css from './differences.module.css'
import { useTelling } from './names.ts'
import { ruleInWords, type Telling } from './sentence.ts'

const tones = { added: 'green', deleted: 'red', changed: 'amber', moved: undefined } as const

export function Differences({ of, none }: { of: readonly RuleDifference[]; none: string }) {
  const { t } = useWords()
  const telling = useTelling()
  if (of.length === 0) return <p className={css.none}>{none}</p>
  return (
    <ul className={css.list} aria-label={t('version.differences')}>
      {of.map((one) => {
        const tone = tones[one.what]
        const { placeBefore, placeAfter } = one
        return (
          <li key={one.ruleId} className={css.one}>
            <div className={css.head}>
              <State {...(tone && { tone })}>{t(`version.${one.what}`)}</State>
              <span className={css.name}>
                {one.before && one.after && one.before.name !== one.after.name ? (
                  <>
                    <del>{one.before.name}</del> <ins>{one.after.name}</ins>
                  </>
                ) : (
                  one.name
                )}
              </span>
            </div>
            {placeBefore !== null && placeAfter !== null && (
              <p className={css.place}>{t('version.place', { from: placeBefore, to: placeAfter })}</p>
            )}
            {one.before && one.after && one.before.isEnabled !== one.after.isEnabled && (
              <p className={css.place}>{t(one.after.isEnabled ? 'version.on' : 'version.off')}</p>
            )}
            {one.what !== 'moved' && (
              <p className={css.told}>
                {sentenceOf(one, telling).map((piece, at) => (
                  <Word key={at} piece={piece} />
                ))}
              </p>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function sentenceOf({ before, after }: RuleDifference, telling: Telling): Compared[] {
  const was = before ? ruleInWords(before, telling) : []
  const is = after ? ruleInWords(after, telling) : []
  // What is new or gone as a whole is said once, without marking every word of it.
  if (!before || !after) return [...was, ...is].map((piece) => ({ ...piece, in: 'both' }))
  return compareWords(was, is)
}

function Word({ piece: { text, isValue, in: where } }: { piece: Compared }) {
  if (where === 'before') return <del>{text}</del>
  if (where === 'after') return <ins>{text}</ins>
  return isValue ? <b>{text}</b> : <span>{text}</span>
}
