// Leads whoever runs the desk from the empty list to the first answered mail. Nothing is ticked by hand, and it can be sent away.
import { Anchor, Button } from '@mantine/core'
import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { endFirstSteps, sendTestMail, type FirstSteps as Steps } from '../../src/flows/welcome/first-steps.api.ts'
import { call } from '../call.ts'
import { sessionQuery, useHere, useInboxes } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './first-steps.module.css'
import { firstStepsQuery } from './queries.ts'

const isOver = ({ hasMail, hasColleague, hasAnswer }: Steps) => hasMail && hasColleague && hasAnswer

/** `newestId`: a conversation that could be answered. */
export function FirstSteps({ newestId }: { newestId: string | undefined }) {
  const { t } = useWords()
  const client = useQueryClient()
  const { data: steps } = useQuery(firstStepsQuery)
  /** How it was when it was first looked at: whoever comes to a running desk is not told that it runs. */
  const [first, setFirst] = useState<Steps | null>(null)
  if (steps && !first) setFirst(steps)
  const { mutate: end } = useMutation({
    mutationFn: () => call(endFirstSteps, {}),
    onMutate: () => client.setQueryData(sessionQuery.queryKey, (was) => was && { ...was, firstSteps: false }),
    onError: sayFailed,
  })
  const wasOver = first !== null && isOver(first)
  useEffect(() => {
    if (wasOver) end()
  }, [wasOver, end])
  if (!steps || wasOver) return null
  return (
    <section aria-labelledby="first-steps" className={css.card}>
      <h2 id="first-steps" className={css.title}>
        {t(isOver(steps) ? 'welcome.over' : 'welcome.title')}
      </h2>
      <p className={css.hint}>{t(isOver(steps) ? 'welcome.overHint' : 'welcome.hint')}</p>
      <ol className={css.steps}>
        <MailStep steps={steps} />
        <Step isDone={steps.hasColleague} title={t('welcome.people')} hint={t('welcome.peopleHint')}>
          <Button component={Link} to="/settings/people" variant="default" size="compact-md">
            {t('welcome.invite')}
          </Button>
        </Step>
        <Step isDone={steps.hasAnswer} title={t('welcome.answer')} hint={t('welcome.answerHint')}>
          {newestId && (
            <Button
              component={Link}
              {...({ to: '/inbox/$view/$id', params: { view: 'open', id: newestId } } as object)}
              variant="default"
              size="compact-md"
            >
              {t('welcome.open')}
            </Button>
          )}
          {!steps.hasWayOut && <p className={css.caution}>{t('welcome.wayOut')}</p>}
        </Step>
      </ol>
      <Anchor component="button" type="button" onClick={() => end()} className={css.leave}>
        {t('welcome.leave')}
      </Anchor>
    </section>
  )
}

function MailStep({ steps }: { steps: Steps }) {
  const { t } = useWords()
  const { user } = useHere()
  const { inboxes } = useInboxes()
  const inbox = inboxes[0]
  const send = useMutation({
    mutationFn: () =>
      call(sendTestMail, {
        inboxId: inbox?.id ?? '',
        subject: t('welcome.testSubject'),
        text: t('welcome.testText', { name: user.name }),
      }),
    onSuccess: () => sayDone(t('welcome.sent')),
    onError: sayFailed,
  })
  return (
    <Step
      isDone={steps.hasMail}
      title={t('welcome.mail')}
      hint={t('welcome.mailHint', { port: String(steps.smtpPort) })}
    >
      {!steps.hasMailbox && (
        <Button component={Link} to="/settings/mailboxes" variant="default" size="compact-md">
          {t('welcome.connect')}
        </Button>
      )}
      <Button
        variant="default"
        size="compact-md"
        loading={send.isPending}
        disabled={!inbox || send.isSuccess}
        onClick={() => send.mutate()}
      >
        {t('welcome.try')}
      </Button>
    </Step>
  )
}

interface StepProps {
  isDone: boolean
  title: string
  hint: string
  children?: ReactNode
}

/** What is to be done about it goes once it is done. */
function Step({ isDone, title, hint, children }: StepProps) {
  const { t } = useWords()
  const Sign = isDone ? IconCircleCheck : IconCircle
  return (
    <li className={css.step} data-done={isDone || undefined}>
      <Sign size={20} stroke={1.5} aria-hidden className={css.sign} />
      <div className={css.words}>
        <h3 className={css.name}>
          {title}
          {isDone && <span className="visually-hidden"> {t('welcome.done')}</span>}
        </h3>
        {!isDone && (
          <>
            <p className={css.hint}>{hint}</p>
            <div className={css.ways}>{children}</div>
          </>
        )}
      </div>
    </li>
  )
}
