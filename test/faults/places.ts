// Where a process can be made to die. A crash can only be told from another by what had left the process before: statements,
// commits, files, bytes on a socket. So the places are named by these, and the product has not a line for them.

export interface Place {
  /** What a crash there leaves behind. */
  what: string
  /** Of the statement itself, or of the commit of its transaction; a statement counts only where it met a row. */
  statement?: RegExp
  /** A small write to a socket. */
  said?: RegExp
  /** A step of writing a file in the blob store. */
  file?: 'open' | 'sync' | 'rename'
  when: 'before' | 'after' | 'before commit' | 'after commit'
}

const accepting = /^insert into intake/
/** Small mails are written with their work items in one statement, which is its own transaction. */
const atOnce = /^with .*insert into intake/s
const claiming = /^update intake set leased_until = \$1, leased_by/
const filing = /^delete from intake/
const routing = /^insert into routing/
const takingJobs = /^with due as .*update job set/s
const sending = /^with due as .*update outbox o set state = 'sending'/s
const settling = /^update "outbox" set "state" = \$1, "response"/
const cursor = /^update "mailbox" set "uid_validity"/

export const places: Record<string, Place> = {
  'blob.before-write': { file: 'open', when: 'before', what: 'nothing of a large mail is written' },
  'blob.before-sync': { file: 'sync', when: 'before', what: 'a large mail is written and not synced' },
  'blob.after-rename': { file: 'rename', when: 'after', what: 'a large mail is written, and no row knows of it' },
  'accept.raw-kept': { statement: /^insert into raw/, when: 'after', what: 'raw mail without a work item' },
  'accept.before-commit': { statement: accepting, when: 'before commit', what: 'both written, not committed' },
  'accept.after-commit': { statement: accepting, when: 'after commit', what: 'committed, and nobody told' },
  'accept.at-once': { statement: atOnce, when: 'after', what: 'written in one statement, and nobody told' },
  'accept.before-250': { said: /^250 .*accepted\r\n$/, when: 'before', what: 'committed, 250 not said' },
  'accept.after-250': { said: /^250 .*accepted\r\n$/, when: 'after', what: '250 said' },
  'filing.claimed': { statement: claiming, when: 'after commit', what: 'mails leased to the dead' },
  'filing.work-item-gone': { statement: filing, when: 'after', what: 'the work item deleted, nothing written' },
  'filing.mid-thread': { statement: /^insert into "message" /, when: 'before', what: 'decided, not written' },
  'filing.before-commit': { statement: filing, when: 'before commit', what: 'everything written, not committed' },
  'filing.after-commit': { statement: filing, when: 'after commit', what: 'filed, nobody told' },
  'triage.claimed': { statement: takingJobs, when: 'after commit', what: 'jobs leased to the dead' },
  'triage.mid-rule': { statement: routing, when: 'before', what: 'a rule half done' },
  'triage.before-commit': { statement: routing, when: 'before commit', what: 'routed, not committed' },
  'triage.after-commit': { statement: routing, when: 'after commit', what: 'routed, nobody told' },
  'outbox.before-claim': { statement: sending, when: 'before commit', what: 'the intent not committed, nothing sent' },
  'outbox.claimed': { statement: sending, when: 'after commit', what: 'the intent committed, nothing sent' },
  'send.before-data': { said: /^DATA\r\n$/, when: 'before', what: 'the envelope told' },
  'send.after-dot': { said: /^(\r\n)?\.\r\n$/, when: 'after', what: 'all sent, no answer heard' },
  'send.after-250': { statement: settling, when: 'before', what: 'accepted by the relay, not written down' },
  'settle.before-commit': { statement: settling, when: 'before commit', what: 'written down, not committed' },
  'settle.after-commit': { statement: settling, when: 'after commit', what: 'settled, nobody told' },
  'imap.cursor-moved': { statement: cursor, when: 'after', what: 'the cursor moved, the mails not kept' },
  'imap.before-commit': { statement: cursor, when: 'before commit', what: 'cursor and mails, not committed' },
  'imap.after-commit': { statement: cursor, when: 'after commit', what: 'committed, the puller not told' },
  'import.before-commit': { statement: accepting, when: 'before commit', what: 'a chunk and its place, not committed' },
  'import.after-commit': { statement: accepting, when: 'after commit', what: 'committed, the reader not told' },
}
