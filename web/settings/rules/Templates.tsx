// Workflows to start from: what each does, as the sentence that the rule would be, and what has to be filled in. One that is chosen is an
// ordinary rule from then on, switched off, to be tried on mail that came before.
import { useEffect } from 'react'
import { Empty, Waiting } from '../../shell/states.tsx'
import { learnWords, useWords } from '../../words.ts'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Page } from '../frame/Page.tsx'
import { RuleEditor } from './RuleEditor.tsx'
import { Sentence } from './Sentence.tsx'
import { templatesIn, type Template } from './templates.ts'
import css from './templates.module.css'

export function Templates({ id }: { id: string | undefined }) {
  const words = useWords()
  const { t, tOr, language } = words
  const isLearnt = tOr('workflow.title', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('workflows') // the language was changed while this page was open
  }, [isLearnt, language])
  if (!isLearnt) return <Waiting />
  const all = templatesIn(words)
  if (id === undefined) return <List all={all} />
  const one = all.find((each) => each.id === id)
  if (!one) return <Empty title={t('state.notThere')} />
  return <RuleEditor key={id} rule={undefined} begin={one} isReadOnly={false} />
}

function List({ all }: { all: Template[] }) {
  const { t } = useWords()
  return (
    <Page isWide title={t('workflow.title')} hint={t('workflow.hint')} back="rules">
      <ul className={css.templates} aria-label={t('workflow.title')}>
        {all.map(({ id, rule, blanks }) => (
          <li key={id} className={css.template}>
            <div className={css.words}>
              <h2 className={css.name}>{rule.name}</h2>
              <p className={css.why}>{t(`workflow.${id}.why`)}</p>
              <p className={css.told}>
                <Sentence rule={rule} />
              </p>
              <p className={css.why}>
                {blanks.length === 0
                  ? t('workflow.nothingToFill')
                  : t('workflow.toFill', { what: blanks.map((one) => t(`workflow.blank.${one}`)).join(', ') })}
              </p>
            </div>
            <LinkButton variant="default" page={`rules/templates/${id}`}>
              {t('workflow.begin')}
            </LinkButton>
          </li>
        ))}
      </ul>
    </Page>
  )
}
