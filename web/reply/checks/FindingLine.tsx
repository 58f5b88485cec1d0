// What was found in the letter, one line above Send: how many, what the one looked at says, what mends it. Its place is kept also when
// nothing was found, so that nothing moves while somebody writes.
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconBan, IconBulb, IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { Finding, Mend } from '../../../src/flows/reply/checks/judge.api.ts'
import { Tip } from '../../shell/Tip.tsx'
import { useWords, type Words } from '../../words.ts'
import type { Checks } from './checks.ts'
import css from './finding-line.module.css'

const signs = { hint: IconBulb, warn: IconAlertTriangle, block: IconBan }

export function FindingLine({ checks, send }: { checks: Checks; send: () => void }) {
  const words = useWords()
  const { t } = words
  const { findings, says, at, walk, mend, isAsking, root } = checks
  const finding = findings[at]
  const heaviest = findings[0]?.level
  return (
    <div ref={root} className={css.line} data-asking={isAsking || undefined} data-level={finding?.level}>
      {finding && (
        <>
          <Walk findings={findings} at={at} walk={walk} />
          <Said finding={finding} text={says[at] ?? finding.says} />
          {finding.mend && (
            <Tip label={t('check.mendTip')} does="check.mendTip" side="top">
              <Button variant="default" size="compact-sm" className={css.mend ?? ''} onClick={() => mend(at)}>
                {mendWords(finding.mend, words)}
              </Button>
            </Tip>
          )}
          {isAsking && heaviest !== 'block' && (
            <Button variant="light" color="yellow" size="compact-sm" className={css.mend ?? ''} onClick={send}>
              {t('check.sendAnyway')}
            </Button>
          )}
          {isAsking && heaviest === 'block' && <Held checks={checks} send={send} />}
        </>
      )}
      <span role="status" className="visually-hidden">
        {findings.length > 0 ? t('check.found', { count: findings.length }) : ''}
      </span>
    </div>
  )
}

function Walk({ findings, at, walk }: { findings: readonly Finding[]; at: number; walk: (step: 1 | -1) => void }) {
  const { t } = useWords()
  return (
    <span className={css.walk}>
      <Tip label={t('check.previous')} does="check.previous" side="top">
        <ActionIcon size={24} aria-label={t('check.previous')} onClick={() => walk(-1)}>
          <IconChevronLeft size={16} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tip>
      <span className={css.count}>{t('check.ofAll', { at: at + 1, count: findings.length })}</span>
      <Tip label={t('check.next')} does="check.next" side="top">
        <ActionIcon size={24} aria-label={t('check.next')} onClick={() => walk(1)}>
          <IconChevronRight size={16} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tip>
    </span>
  )
}

function Said({ finding, text }: { finding: Finding; text: string }) {
  const { t } = useWords()
  const Sign = signs[finding.level]
  return (
    <span className={css.said} data-level={finding.level} title={text}>
      <Sign size={16} stroke={1.5} aria-label={t(`check.level.${finding.level}`)} role="img" />
      <span className={css.text}>{text}</span>
    </span>
  )
}

/** It leaves only with a reason, and not by everybody. */
function Held({ checks: { mayOverride, reason, setReason }, send }: { checks: Checks; send: () => void }) {
  const { t } = useWords()
  if (!mayOverride)
    return (
      <span role="alert" className={css.held}>
        {t('check.held')}
      </span>
    )
  return (
    <form
      className={css.reason}
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim().length >= 3) send()
      }}
    >
      <TextInput
        size="xs"
        autoFocus
        className={css.why ?? ''}
        aria-label={t('check.reason')}
        placeholder={t('check.reason')}
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button type="submit" variant="light" color="red" size="compact-sm" disabled={reason.trim().length < 3}>
        {t('check.sendAnyway')}
      </Button>
    </form>
  )
}

function mendWords(mend: Mend, { t }: Words): string {
  if (mend.do === 'removeRecipient') return t('check.mend.remove')
  if (mend.do === 'dropQuote') return t('check.mend.dropQuote')
  if (mend.do === 'attach') return t('check.mend.attach')
  return mend.with.includes('•') ? t('check.mend.mask') : t('check.mend.replace', { words: mend.with })
}
