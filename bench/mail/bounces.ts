// Bounces: how many of the labelled ones are understood.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { BouncedRecipient } from '../../src/mail/bounce/report.ts'
import { readMail } from '../../src/mail/read.ts'
import { absent, atLeast, corpus, type Goal } from './goal.ts'

interface Label {
  /** '' where the bounce has none. */
  dsn: string
  code: string
  reason: string
  hard: 0 | 1
}

interface Score {
  recipients: number
  found: number
  statuses: number
  statusRight: number
  reasonRight: number
  hardRight: number
}

const what = 'recipient, status, reason, hard or soft of labelled bounces'

export async function goals(): Promise<Goal[]> {
  const folder = corpus('bounces')
  if (folder === null) return [absent(what, '≥ 99, 95, 90, 97 %', 'bounces')]
  const labels = JSON.parse(readFileSync(path.join(folder, 'labels.json'), 'utf8')) as Record<string, Label[]>
  const score = await scoreOf(
    Object.entries(labels).map(([file, wanted]) => ({ raw: readFileSync(path.join(folder, file)), labels: wanted })),
  )
  const part = (right: number, all: number): number => Math.round((1000 * right) / all) / 10
  return [
    atLeast('bounces: recipient found', 99, part(score.found, score.recipients), ' %'),
    atLeast('bounces: enhanced status, where one was said', 95, part(score.statusRight, score.statuses), ' %'),
    atLeast('bounces: reason', 90, part(score.reasonRight, score.recipients), ' %'),
    atLeast('bounces: hard or soft', 97, part(score.hardRight, score.recipients), ' %'),
  ]
}

async function scoreOf(mails: { raw: Buffer; labels: Label[] }[]): Promise<Score> {
  const score: Score = { recipients: 0, found: 0, statuses: 0, statusRight: 0, reasonRight: 0, hardRight: 0 }
  for (const { raw, labels } of mails) {
    const left = [...((await readMail(raw, { from: null })).bounce?.recipients ?? [])]
    for (const label of labels) {
      const got = bestFor(label, left)
      if (got) left.splice(left.indexOf(got), 1)
      score.recipients++
      if (got) score.found++
      if (wasSaid(label.dsn)) score.statuses++
      if (wasSaid(label.dsn) && got?.status === label.dsn) score.statusRight++
      if (got?.reason === label.reason) score.reasonRight++
      if (got && got.hard === (label.hard === 1)) score.hardRight++
    }
  }
  return score
}

/** The labels stand in no order and name nobody. */
function bestFor(label: Label, recipients: BouncedRecipient[]): BouncedRecipient | undefined {
  const likeness = (one: BouncedRecipient): number =>
    Number(one.reason === label.reason) + Number((one.status ?? '') === label.dsn)
  return recipients.toSorted((a, b) => likeness(b) - likeness(a))[0]
}

/** A detail from 900 up is no server's: the labels' makers write it where the bounce has no status at all. */
const wasSaid = (status: string): boolean => status !== '' && !/\.9\d\d$/.test(status)
