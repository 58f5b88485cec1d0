// What Kysely knows of the tables. Written by write-tables.ts from the migrations; a test fails when they differ.
/* oxlint-disable max-lines -- written by a program */
import type { ColumnType } from 'kysely'

/** May be left out of an insert: the table knows a default. */
type Default<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>
/** Worked out by the database from the others; never written. */
type Generated<T> = ColumnType<T, never, never>
type Instant = ColumnType<Date, Date | string, Date | string>
/** Parsed when read; written as JSON text, because pg turns an array into an array of PostgreSQL. */
type Json = ColumnType<unknown, string, string>
/** An id or a large count: 64 bits, as text. */
type Int8 = string

export interface Tables {
  activity: Activity
  address_book: AddressBook
  address_book_card: AddressBookCard
  assignment_policy: AssignmentPolicy
  attachment: Attachment
  auto_reply: AutoReply
  blob: Blob
  book_conflict: BookConflict
  bulk_change: BulkChange
  bulk_change_item: BulkChangeItem
  business_hours: BusinessHours
  calendar: Calendar
  calendar_meeting: CalendarMeeting
  calendar_object: CalendarObject
  calendar_own: CalendarOwn
  category: Category
  change: Change
  change_counter: ChangeCounter
  check_policy: CheckPolicy
  clock: Clock
  clock_course: ClockCourse
  clock_ring: ClockRing
  company: Company
  company_domain: CompanyDomain
  contact: Contact
  contact_address: ContactAddress
  contact_import: ContactImport
  contact_import_row: ContactImportRow
  contact_merge: ContactMerge
  contact_phone: ContactPhone
  contact_tag: ContactTag
  contact_twin: ContactTwin
  conversation: Conversation
  conversation_link: ConversationLink
  conversation_member: ConversationMember
  custom_status: CustomStatus
  deal: Deal
  deal_contact: DealContact
  deal_conversation: DealConversation
  deal_stay: DealStay
  deal_view: DealView
  delivery: Delivery
  draft: Draft
  enrolment: Enrolment
  event: Event
  example: Example
  fact: Fact
  fact_course: FactCourse
  fact_day: FactDay
  field: Field
  field_point: FieldPoint
  follow_up: FollowUp
  follower: Follower
  given_back: GivenBack
  goal: Goal
  handling: Handling
  hours_past: HoursPast
  idempotency: Idempotency
  image_sender: ImageSender
  inbox: Inbox
  inbox_access: InboxAccess
  inbox_address: InboxAddress
  inbox_hours_past: InboxHoursPast
  intake: Intake
  invitation: Invitation
  job: Job
  learning: Learning
  log_address: LogAddress
  log_correction: LogCorrection
  log_lesson: LogLesson
  log_policy: LogPolicy
  login_failure: LoginFailure
  macro: Macro
  macro_figure: MacroFigure
  macro_folder: MacroFolder
  macro_use: MacroUse
  mail_domain: MailDomain
  mailbox: Mailbox
  mailbox_arrival: MailboxArrival
  mailbox_change: MailboxChange
  mailbox_conflict: MailboxConflict
  mailbox_folder: MailboxFolder
  mailbox_grant: MailboxGrant
  mailbox_message: MailboxMessage
  message: Message
  message_key: MessageKey
  message_search: MessageSearch
  migration: Migration
  model: Model
  note: Note
  notification: Notification
  notification_count: NotificationCount
  opt_out: OptOut
  outbox: Outbox
  own_card: OwnCard
  own_card_gone: OwnCardGone
  own_card_hidden: OwnCardHidden
  participant: Participant
  pipeline: Pipeline
  process: Process
  push_subscription: PushSubscription
  raw: Raw
  reading: Reading
  reconciliation: Reconciliation
  reconciliation_misfit: ReconciliationMisfit
  remote_image: RemoteImage
  routing: Routing
  routing_audit: RoutingAudit
  routing_audit_mail: RoutingAuditMail
  rule: Rule
  rule_course: RuleCourse
  rule_state: RuleState
  rule_version: RuleVersion
  saved_list: SavedList
  saved_view: SavedView
  schedule: Schedule
  search_bucket: SearchBucket
  search_pending: SearchPending
  seen: Seen
  sequence: Sequence
  sequence_figure: SequenceFigure
  sequence_letter: SequenceLetter
  sequence_ration: SequenceRation
  session: Session
  setting: Setting
  shift_note: ShiftNote
  sla_policy: SlaPolicy
  spent: Spent
  stage: Stage
  subject_key: SubjectKey
  suppression: Suppression
  tag: Tag
  tally: Tally
  task: Task
  team: Team
  team_member: TeamMember
  thread_key: ThreadKey
  time_off: TimeOff
  timeline: Timeline
  token: Token
  twin_key: TwinKey
  upload: Upload
  user: User
  webhook: Webhook
  webhook_delivery: WebhookDelivery
  work_pattern: WorkPattern
}

interface Activity {
  id: Int8
  kind: string
  at: Instant
  minutes: number | null
  direction: string | null
  outcome: string | null
  text: string
  author_id: Int8 | null
  version: Default<number>
  created_at: Instant
  changed_at: Instant
  deleted_at: Instant | null
}

interface AddressBook {
  id: Int8
  name: string
  url: string
  username: string
  secret: Buffer
  incoming: string
  outgoing: string
  directions: Json
  on_card_gone: string
  on_contact_gone: string
  inbox_ids: Default<Int8[]>
  sync_token: string | null
  looked_at: Instant | null
  filled_id: Default<Int8>
  is_writable: boolean | null
  state: Default<string>
  trouble: string | null
  error: string | null
  attempts: Default<number>
  run_at: Instant
  is_sure: Default<boolean>
  checked_at: Instant | null
  agreed_at: Instant | null
  created_at: Instant
  paused_at: Instant | null
  leased_until: Instant | null
  leased_by: string | null
  kind: Default<string>
}

interface AddressBookCard {
  book_id: Int8
  href: string
  etag: string | null
  uid: Default<string>
  contact_id: Int8 | null
  state: string
  base: Default<Json>
  contact_version: number | null
  error: string | null
  attempts: Default<number>
  agreed_at: Instant | null
  seen_at: Instant
}

interface AssignmentPolicy {
  inbox_id: Int8
  body: Json
  version: number
  changed_at: Instant
}

interface Attachment {
  conversation_id: Int8
  message_id: Int8
  id: Int8
  part: number | null
  blob_id: Int8 | null
  name: string
  type: string
  size: number
  sha256: string
  content_id: string | null
  is_inline: Default<boolean>
}

interface AutoReply {
  inbox_id: Int8
  address: string
  sent_at: Instant
}

interface Blob {
  id: Int8
  identity: Buffer
  place: string
  size: Int8
  wrapped_key: Buffer
  refs: Default<number>
  stored_at: Instant
}

interface BookConflict {
  book_id: Int8
  id: Int8
  contact_id: Int8
  href: string
  field: string
  base: Json | null
  here_value: Json | null
  here_at: Instant | null
  here_by: Int8 | null
  there_value: Json | null
  there_at: Instant
  rule: string
  winner: string
  at: Instant
  decided_at: Instant | null
  decided_by: Int8 | null
  decision: string | null
  before: Json | null
}

interface BulkChange {
  id: Int8
  user_id: Int8
  change: Json
  filters: Json | null
  state: string
  count: number
  reached: Default<Int8>
  done: Default<number>
  left_alone: Default<number>
  restored: Default<number>
  created_at: Instant
  ended_at: Instant | null
}

interface BulkChangeItem {
  bulk_change_id: Int8
  conversation_id: Int8
  moves: Json | null
  left_because: string | null
}

interface BusinessHours {
  id: Int8
  name: string
  time_zone: string
  week: Json
  holidays: Default<Json>
  created_at: Instant
}

interface Calendar {
  id: Int8
  owner_id: Int8 | null
  kind: string
  name: string
  url: string
  username: Default<string>
  secret: Buffer
  private_shown: Default<string>
  is_target: Default<boolean>
  sync_token: string | null
  read_at: Instant | null
  is_writable: boolean | null
  state: Default<string>
  trouble: string | null
  error: string | null
  attempts: Default<number>
  run_at: Instant
  checked_at: Instant | null
  agreed_at: Instant | null
  created_at: Instant
  paused_at: Instant | null
  leased_until: Instant | null
  leased_by: string | null
}

interface CalendarMeeting {
  calendar_id: Int8
  href: string
  recurrence: string
  activity_id: Int8
  uid: string
  starts_at: Instant
  ends_at: Instant
  first_day: string | null
  last_day: string | null
  zone: string | null
  title: string
  place: string
  is_private: boolean
  status: string
  people: Json
}

interface CalendarObject {
  calendar_id: Int8
  href: string
  etag: string
}

interface CalendarOwn {
  activity_id: Int8
  calendar_id: Int8
  uid: string
  href: string | null
  etag: string | null
  told_version: number | null
  attempts: Default<number>
  error: string | null
}

interface Category {
  id: Int8
  name: string
  description: Default<string>
  is_sample: Default<boolean>
  created_at: Instant
  archived_at: Instant | null
  keywords: Default<string[]>
}

interface Change {
  id: Int8
  seq: Int8 | null
  name: string
  subject_id: Int8
  inbox_id: Int8 | null
  actor_id: Int8 | null
  at: Instant
  user_id: Int8 | null
}

interface ChangeCounter {
  one: Default<boolean>
  seq: Int8
}

interface CheckPolicy {
  inbox_id: Int8
  body: Json
  version: number
  changed_at: Instant
}

interface Clock {
  conversation_id: Int8
  id: Int8
  measure: string
  started_at: Instant
  running_since: Instant | null
  worked_ms: Int8
  elapsed_ms: Int8
  policy_id: Int8 | null
  target_ms: Int8 | null
  counts: string | null
  warn_share: number | null
  due_at: Instant | null
  warn_at: Instant | null
  warned_at: Instant | null
  breached_at: Instant | null
  stopped_at: Instant | null
  outcome: string | null
  stopped_by: Int8 | null
  steps: Default<string[]>
  ledger: Json
}

interface ClockCourse {
  conversation_id: Int8
  followed_id: Int8
  recent: Json
  status: string
  is_snoozed: boolean
  is_gone: boolean
  team_id: Int8 | null
  is_answered: boolean
  policy_id: Int8 | null
  hours_id: Int8 | null
}

interface ClockRing {
  conversation_id: Int8
  ring_at: Instant
}

interface Company {
  id: Int8
  name: string
  is_sample: Default<boolean>
  created_at: Instant
  fields: Default<Json>
  parent_id: Int8 | null
  size: string | null
  products: Default<string[]>
  website: string | null
  phone: string | null
  postal_address: string | null
  owner_id: Int8 | null
  territory: string | null
  stage: string | null
  tags: Default<string[]>
  notes: string | null
  marks: Default<string[]>
  provenance: Default<Json>
  inbox_ids: Int8[] | null
  merged_into: Int8 | null
  version: Default<number>
  changed_at: Instant | null
}

interface CompanyDomain {
  domain: string
  company_id: Int8
}

interface Contact {
  id: Int8
  name: string
  company_id: Int8 | null
  language: string | null
  phone: string | null
  is_sample: Default<boolean>
  created_at: Instant
  title: string | null
  website: string | null
  postal_address: string | null
  fields: Default<Json>
  time_zone: string | null
  owner_id: Int8 | null
  territory: string | null
  stage: string | null
  tags: Default<string[]>
  notes: string | null
  marks: Default<string[]>
  provenance: Default<Json>
  inbox_ids: Int8[] | null
  merged_into: Int8 | null
  version: Default<number>
  changed_at: Instant | null
}

interface ContactAddress {
  address: string
  contact_id: Int8
  label: Default<string>
  position: Default<number>
}

interface ContactImport {
  id: Int8
  user_id: Int8 | null
  name: string
  format: string
  blob_id: Int8
  options: Json
  state: string
  rows: number
  position: Default<number>
  added: Default<number>
  updated: Default<number>
  skipped: Default<number>
  failed: Default<number>
  kept: Default<number>
  created_at: Instant
  finished_at: Instant | null
  undone_at: Instant | null
  noun: Default<string>
  marks: Default<Json>
}

interface ContactImportRow {
  import_id: Int8
  row: number
  line: number
  outcome: string
  record_id: Int8 | null
  before: Json | null
  version: number | null
  problems: Json | null
}

interface ContactMerge {
  id: Int8
  noun: string
  winner_id: Int8
  loser_id: Int8
  before: Json
  moved: Json
  merged_by: Int8 | null
  merged_at: Instant
  undone_at: Instant | null
}

interface ContactPhone {
  contact_id: Int8
  number: string
  label: Default<string>
  position: Default<number>
  tail: string
}

interface ContactTag {
  name: string
  created_at: Instant
}

interface ContactTwin {
  noun: string
  one_id: Int8
  other_id: Int8
  score: number
  reasons: Json
  found_at: Instant
  settled: string | null
  settled_by: Int8 | null
  settled_at: Instant | null
}

interface Conversation {
  id: Int8
  number: Int8
  inbox_id: Int8
  contact_id: Int8 | null
  company_id: Int8 | null
  subject: string
  snippet: Default<string>
  from_name: Default<string>
  from_address: Default<string>
  status: Default<string>
  priority: Default<string>
  category_id: Int8 | null
  tags: Default<string[]>
  assignee_id: Int8 | null
  team_id: Int8 | null
  language: string | null
  snoozed_until: Instant | null
  waiting_since: Instant | null
  last_message_at: Instant
  last_inbound_at: Instant | null
  message_count: Default<number>
  attachment_count: Default<number>
  held: string | null
  merged_into: Int8 | null
  version: Default<number>
  is_sample: Default<boolean>
  created_at: Instant
  deleted_at: Instant | null
  private_at: Instant | null
  shelf: Generated<string | null>
  merge_undo: Json | null
  split_undo: Json | null
  parted_from: Int8 | null
  fields: Default<Json>
  marks: Default<string[]>
  status_id: Int8 | null
}

interface ConversationLink {
  conversation_id: Int8
  other_id: Int8
  is_linked: boolean
  by_id: Int8 | null
  at: Instant
}

interface ConversationMember {
  conversation_id: Int8
  user_id: Int8
  since: Instant
  until: Instant | null
}

interface CustomStatus {
  id: Int8
  status: string
  name: string
  colour: string
  inbox_ids: Default<Int8[]>
  position: number
  version: Default<number>
  created_at: Instant
  changed_at: Instant
  archived_at: Instant | null
}

interface Deal {
  id: Int8
  pipeline_id: Int8
  stage_id: Int8
  kind: string
  name: string
  words: Default<string>
  text: Default<string>
  amount: Int8 | null
  currency: string
  expected_on: string | null
  probability: number | null
  owner_id: Int8 | null
  opened_by: Int8 | null
  rule_id: Int8 | null
  because: string | null
  company_id: Int8 | null
  conversation_id: Int8 | null
  lost_reason: string | null
  tags: Default<string[]>
  fields: Default<Json>
  entered_at: Instant
  closed_at: Instant | null
  deleted_at: Instant | null
  version: Default<number>
  created_at: Instant
  changed_at: Instant
}

interface DealContact {
  deal_id: Int8
  contact_id: Int8
  role: string
  position: number
}

interface DealConversation {
  deal_id: Int8
  conversation_id: Int8
  because: string
  confidence: number
  linked_by: Int8 | null
  linked_at: Instant
}

interface DealStay {
  deal_id: Int8
  id: Int8
  stage_id: Int8
  entered_at: Instant
  entered_by: Int8 | null
  left_at: Instant | null
  left_by: Int8 | null
}

interface DealView {
  id: Int8
  owner_id: Int8 | null
  name: string
  filters: Json
  created_at: Instant
}

interface Delivery {
  conversation_id: Int8
  message_id: Int8
  recipient: string
  state: string
  response: string | null
  changed_at: Instant
}

interface Draft {
  conversation_id: Int8
  id: Int8
  kind: string
  inbox_id: Int8 | null
  message_id: Int8 | null
  author_id: Int8
  author_ids: Int8[]
  version: Default<number>
  written_against: number
  addressees: Json
  subject: string
  text: string
  html: string | null
  doc: Json | null
  with_quote: boolean
  attachment_ids: Int8[]
  upload_ids: Int8[]
  created_at: Instant
  changed_at: Instant
  changed_by: Int8 | null
  send_at: Instant | null
  send_by: Int8 | null
  send_as: Json | null
  approval_state: string | null
  approval_asked_by: Int8 | null
  approval_user_id: Int8 | null
  approval_team_id: Int8 | null
  approval_at: Instant | null
  remarks: Default<Json>
  sent_at: Instant | null
  sent_message_id: Int8 | null
}

interface Enrolment {
  id: Int8
  sequence_id: Int8
  contact_id: Int8
  address: string
  deal_id: Int8 | null
  conversation_id: Int8 | null
  sender_id: Int8
  enrolled_by: Int8 | null
  rule_id: Int8 | null
  is_to_many: boolean
  state: string
  because: string | null
  step: Default<number>
  due_at: Instant | null
  away_message_id: Int8 | null
  replied_at: Instant | null
  version: Default<number>
  created_at: Instant
  changed_at: Instant
  ended_at: Instant | null
}

interface Event {
  subject_id: Int8
  id: Int8
  name: string
  actor_id: Int8 | null
  noun_id: Int8
  data: Json
  request_id: string | null
  at: Instant
}

interface Example {
  conversation_id: Int8
  field: string
  id: Int8
  message_id: Int8
  inbox_id: Int8
  value: string
  guess: string | null
  confidence: number | null
  actor_id: Int8 | null
}

interface Fact {
  conversation_id: Int8
  kind: string
  source_id: Int8
  at: Instant
  inbox_id: Int8
  team_id: Int8 | null
  category_id: Int8 | null
  priority: string
  tags: string[]
  person_id: Int8 | null
  since: Instant | null
  until: Instant | null
  calendar_ms: Int8 | null
  business_ms: Int8 | null
  is_first: Default<boolean>
  is_final: Default<boolean>
  is_one_touch: Default<boolean>
  measure: string | null
  policy_id: Int8 | null
  is_met: boolean | null
}

interface FactCourse {
  one: Default<boolean>
  version: Default<number>
  seq: Default<Int8>
  built_to: Int8 | null
  time_zone: Default<string>
  followed_at: Instant | null
}

interface FactDay {
  inbox_id: Int8
  day: string
  kind: string
  amount: Int8
}

interface Field {
  id: Int8
  noun: string
  key: string
  name: string
  help: Default<string>
  type: string
  options: Default<Json>
  is_required: Default<boolean>
  inbox_ids: Default<Int8[]>
  default_value: Json | null
  position: number
  version: Default<number>
  created_at: Instant
  changed_at: Instant
  archived_at: Instant | null
}

interface FieldPoint {
  conversation_id: Int8
  key: string
  value: number
}

interface FollowUp {
  conversation_id: Int8
  message_id: Int8
  user_id: Int8 | null
  set_at: Instant
  due_at: Instant
}

interface Follower {
  conversation_id: Int8
  user_id: Int8
  since: Instant
}

interface GivenBack {
  conversation_id: Int8
  user_id: Int8
  because: string
  at: Instant
}

interface Goal {
  id: Int8
  name: string
  metric: string
  pipeline_id: Int8 | null
  owner_id: Int8 | null
  deals_of: Int8 | null
  currency: string | null
  baseline: number
  target: number
  starts_on: string
  due_on: string
  told_on: string | null
  version: Default<number>
  created_by: Int8 | null
  created_at: Instant
  changed_at: Instant
  archived_at: Instant | null
}

interface Handling {
  user_id: Int8
  category_id: Int8
  answers: number
  minutes: number
  measured_at: Instant
}

interface HoursPast {
  hours_id: Int8
  until: Instant
  time_zone: string
  week: Json
  holidays: Json
}

interface Idempotency {
  key: string
  actor_id: Int8
  request_hash: Buffer
  status: number | null
  response: Json | null
  created_at: Instant
}

interface ImageSender {
  address: string
  user_id: Int8 | null
  since: Instant
}

interface Inbox {
  id: Int8
  name: string
  from_name: string
  signature: Default<string>
  hours_id: Int8 | null
  is_open_to_all: Default<boolean>
  auto_reply: Json | null
  is_sample: Default<boolean>
  created_at: Instant
  archived_at: Instant | null
  is_first_rule_last: Default<boolean>
  signature_by: Default<string>
  approval: Json | null
}

interface InboxAccess {
  id: Int8
  inbox_id: Int8
  user_id: Int8 | null
  team_id: Int8 | null
}

interface InboxAddress {
  address: string
  inbox_id: Int8
  is_primary: Default<boolean>
  created_at: Instant
}

interface InboxHoursPast {
  inbox_id: Int8
  until: Instant
  hours_id: Int8 | null
}

interface Intake {
  id: Int8
  source: string
  inbox_ids: Int8[]
  envelope_from: string | null
  recipients: string[]
  remote: string | null
  received_at: Instant
  attempts: Default<number>
  leased_until: Instant | null
  leased_by: string | null
  turn_at: Default<Instant>
  provider_thread: string | null
}

interface Invitation {
  id: Int8
  email: string
  name: string | null
  role: string
  team_ids: Default<Int8[]>
  token_hash: Buffer
  invited_by: Int8 | null
  created_at: Instant
  expires_at: Instant
  accepted_at: Instant | null
}

interface Job {
  id: Int8
  kind: string
  payload: Json
  priority: Default<number>
  run_at: Instant
  key: string | null
  serial_key: string | null
  attempts: Default<number>
  leased_until: Instant | null
  leased_by: string | null
  is_wanted_again: Default<boolean>
  failed_at: Instant | null
  error: string | null
  deaths: Default<number>
}

interface Learning {
  inbox_id: Int8
  body: Json
  changed_at: Instant
}

interface LogAddress {
  user_id: Int8
  generation: number
  changed_at: Instant
}

interface LogCorrection {
  id: Int8
  body: Json
  made_by: Int8 | null
  made_at: Instant
  undone_at: Instant | null
}

interface LogLesson {
  kind: string
  value: string
  subject_id: Int8
  noun: string | null
  to_id: Int8 | null
  taught_by: Int8 | null
  taught_at: Instant
}

interface LogPolicy {
  scope_id: Int8
  body: Json
  version: number
  changed_at: Instant
}

interface LoginFailure {
  id: Int8
  who: string
  at: Instant
}

interface Macro {
  id: Int8
  folder_id: Int8 | null
  title: string
  owner_id: Int8 | null
  team_id: Int8 | null
  inbox_ids: Int8[]
  variants: Json
  languages: string[]
  excerpt: string
  actions: Json
  version: number
  is_sample: Default<boolean>
  created_at: Instant
  changed_at: Instant
  archived_at: Instant | null
}

interface MacroFigure {
  macro_id: Int8
  user_id: Int8
  month: string
  uses: number
  edited: number
  settled: number
  resolved: number
  last_at: Instant
}

interface MacroFolder {
  id: Int8
  parent_id: Int8 | null
  owner_id: Int8 | null
  name: string
  is_sample: Default<boolean>
  created_at: Instant
}

interface MacroUse {
  conversation_id: Int8
  message_id: Int8
  macro_id: Int8
  id: Int8
  inbox_id: Int8
  user_id: Int8 | null
  answered_id: Int8 | null
  is_edited: boolean
  at: Instant
  settled_at: Instant | null
}

interface MailDomain {
  domain: string
  takes: string
  checked_at: Instant
}

interface Mailbox {
  id: Int8
  inbox_id: Int8
  name: string
  host: string
  port: number
  is_secure: Default<boolean>
  username: string
  secret: Buffer
  auth: Default<string>
  folder: Default<string>
  uid_validity: string | null
  uid: Default<Int8>
  modseq: string | null
  state: Default<string>
  error: string | null
  checked_at: Instant | null
  created_at: Instant
  paused_at: Instant | null
  leased_until: Instant | null
  leased_by: string | null
  on_archived: Default<string>
  on_deleted: Default<string>
  on_flagged: Default<string>
  tell_resolved: Default<string>
  tell_deleted: Default<string>
  tell_flagged: Default<string>
  tell_seen: Default<string>
  tell_sent: Default<string>
  on_sent: Default<string>
  archive_folder: string | null
  sent_folder: string | null
  status_rule: Default<string>
  flag_rule: Default<string>
  agreed_at: Instant | null
  last_mail_at: Instant | null
  silent_since: Instant | null
  silent_expected: number | null
  read_by: Int8 | null
  on_labelled: Default<string>
  tell_tags: Default<string>
}

interface MailboxArrival {
  mailbox_id: Int8
  hour: Instant
  count: number
}

interface MailboxChange {
  mailbox_id: Int8
  id: Int8
  conversation_id: Int8
  message_id: Default<Int8>
  field: string
  wanted: string
  wanted_at: Instant
  actor_id: Int8 | null
  attempts: Default<number>
  run_at: Instant
  failed_at: Instant | null
  error: string | null
}

interface MailboxConflict {
  mailbox_id: Int8
  id: Int8
  conversation_id: Int8
  message_id: Int8 | null
  field: string
  desk_value: string
  desk_at: Instant
  desk_actor_id: Int8 | null
  server_value: string
  server_at: Instant
  rule: string
  winner: string
  at: Instant
  undone_at: Instant | null
  undone_by: Int8 | null
}

interface MailboxFolder {
  mailbox_id: Int8
  path: string
  uid_validity: string
  uid: Int8
  anew_to: Default<Int8>
}

interface MailboxGrant {
  mailbox_id: Int8
  provider: string
  authorize_url: string
  token_url: string
  client_id: string
  client_secret: Buffer | null
  scope: string
  refresh_token: Buffer | null
  granted_at: Instant | null
  revoked_at: Instant | null
  access_token: Buffer | null
  access_until: Instant | null
  refreshing_by: string | null
  refreshing_until: Instant | null
  consent_state: Buffer | null
  consent_session_id: Int8 | null
  consent_verifier: Buffer | null
  consent_until: Instant | null
  noun: Default<string>
}

interface MailboxMessage {
  mailbox_id: Int8
  id: Int8
  folder: string
  uid_validity: string
  uid: Int8
  raw_id: Int8 | null
  key: Buffer | null
  mail_id: string | null
  size: Int8
  flags: string[]
  modseq: string | null
  noted_at: Instant
  gone_at: Instant | null
  side: string | null
  gone_to: string | null
  conversation_id: Int8 | null
  message_id: Int8 | null
  told_at: Instant | null
  unsure_at: Instant | null
  email_id: string | null
  internal_at: Instant | null
}

interface Message {
  conversation_id: Int8
  id: Int8
  inbox_id: Int8
  direction: string
  kind: Default<string>
  author_id: Int8 | null
  sender: Json
  addressees: Json
  subject: string
  text: string
  html: string | null
  reply_end: number
  language: string | null
  mail_id: string | null
  in_reply_to: Default<string[]>
  refs: Default<string[]>
  raw_id: Int8 | null
  envelope_from: string | null
  envelope_to: Default<string[]>
  sent_at: Instant | null
  received_at: Instant
  is_stranger: Default<boolean>
  because: Default<string>
  bounce: Json | null
  warnings: Default<string[]>
  is_degraded: Default<boolean>
  secret: string | null
  invitation: Json | null
  protection: Json | null
  folded: Default<number[]>
  authenticity: Json | null
  images_at: Instant | null
  is_marked_spam: Default<boolean>
}

interface MessageKey {
  inbox_id: Int8
  key: Buffer
  conversation_id: Int8
  message_id: Int8
}

interface MessageSearch {
  conversation_id: Int8
  message_id: Int8
  inbox_id: Int8
  bucket: number
  at: Instant
  tokens: string
}

interface Migration {
  number: number
  name: string
  checksum: string
  applied_at: Default<Instant>
}

interface Model {
  id: Int8
  inbox_id: Int8
  field: string
  bytes: Buffer
  figures: Json
  learned_until: Int8
  made_at: Instant
}

interface Note {
  conversation_id: Int8
  id: Int8
  author_id: Int8 | null
  text: string
  created_at: Instant
  edited_at: Instant | null
  deleted_at: Instant | null
  mentioned_ids: Default<Int8[]>
  thread_id: Int8 | null
}

interface Notification {
  user_id: Int8
  id: Int8
  what: string
  conversation_ids: Int8[]
  conversations: number
  actor_id: Int8 | null
  times: number
  data: Json
  at: Instant
  is_listed: boolean
  read_at: Instant | null
  mail_at: Instant | null
  task_ids: Default<Int8[]>
  tasks: Default<number>
  push_at: Instant | null
}

interface NotificationCount {
  user_id: Int8
  unread: number
  hour: Instant
  told: number
  mailed_at: Instant | null
  pushed_at: Instant | null
}

interface OptOut {
  address: string
  source: string
  said_by: Int8 | null
  since: Instant
}

interface Outbox {
  id: Int8
  conversation_id: Int8 | null
  message_id: Int8 | null
  raw_id: Int8
  envelope_from: string
  recipients: string[]
  state: string
  attempts: Default<number>
  run_at: Instant
  leased_until: Instant | null
  leased_by: string | null
  response: string | null
  queued_at: Instant
  ended_at: Instant | null
}

interface OwnCard {
  contact_id: Int8
  name: string
  uid: string
  text: string
  changed_at: Instant
}

interface OwnCardGone {
  name: string
  inbox_ids: Int8[] | null
  owner_id: Int8 | null
  at: Instant
}

interface OwnCardHidden {
  owner_id: Int8
  contact_id: Int8
  at: Instant
}

interface Participant {
  conversation_id: Int8
  address: string
  name: Default<string>
  contact_id: Int8 | null
  role: string
  since: Instant
}

interface Pipeline {
  id: Int8
  name: string
  team_id: Int8 | null
  currency: string
  lost_reasons: Default<string[]>
  position: number
  version: Default<number>
  created_at: Instant
  changed_at: Instant
  archived_at: Instant | null
}

interface Process {
  id: string
  name: string
  is_owner: boolean
  beats: Default<Int8>
  started_at: Instant
}

interface PushSubscription {
  id: Int8
  user_id: Int8
  session_id: Int8 | null
  endpoint_hash: Buffer
  sealed: Buffer
  host: string
  agent: string
  created_at: Instant
  sent_at: Instant | null
  failure: string | null
}

interface Raw {
  id: Int8
  size: number
  body: Buffer | null
  wrapped_key: Buffer | null
  blob_id: Int8 | null
  stored_at: Instant
}

interface Reading {
  conversation_id: Int8
  message_id: Int8
  inbox_id: Int8
  body: Json
  applied: Default<string[]>
  wants_category: Default<boolean>
  at: Instant
}

interface Reconciliation {
  mailbox_id: Int8
  id: Int8
  started_at: Instant
  seen_at: Instant
  ended_at: Instant | null
  is_mending: boolean
  error: string | null
  counts: Default<Json>
  mended: Default<number>
}

interface ReconciliationMisfit {
  mailbox_id: Int8
  reconciliation_id: Int8
  folder: string
  uid_validity: string
  uid: Int8
  verdict: string
  mail_id: string | null
  size: Int8 | null
  mended_at: Instant | null
}

interface RemoteImage {
  conversation_id: Int8
  message_id: Int8
  hash: Buffer
  blob_id: Int8 | null
  type: string | null
  size: number
  fetched_at: Instant
}

interface Routing {
  conversation_id: Int8
  id: Int8
  message_id: Int8 | null
  because: string
  trace: Json
  at: Instant
  outcome: Json | null
}

interface RoutingAudit {
  id: Int8
  since: Instant
  until: Instant
  inbox_ids: Int8[]
  population: number
  created_by: Int8 | null
  created_at: Instant
  signed_by: Int8 | null
  signed_name: string | null
  signed_at: Instant | null
  conclusion: Default<string>
}

interface RoutingAuditMail {
  audit_id: Int8
  conversation_id: Int8
  place: number
  message_id: Int8
  outcome: Json
  inbox_id: Int8 | null
  category_id: Int8 | null
  is_unsure: Default<boolean>
  comment: Default<string>
  judged_by: Int8 | null
  judged_at: Instant | null
}

interface Rule {
  id: Int8
  position: number
  name: string
  inbox_id: Int8 | null
  occasion: string
  condition: Json
  actions: Json
  is_enabled: Default<boolean>
  version: Default<number>
  is_sample: Default<boolean>
  created_at: Instant
  changed_at: Instant
  after: Json | null
}

interface RuleCourse {
  conversation_id: Int8
  rule_id: Int8
  cycle_id: Int8
  message_id: Int8
  held_at: Instant
  due_at: Instant
  settled_at: Instant | null
}

interface RuleState {
  rule_id: Int8
  since: number
  until: number | null
  position: number
  rule: Json
}

interface RuleVersion {
  number: number
  author_id: Int8 | null
  deed: string
  note: Default<string>
  back_to: number | null
  at: Instant
}

interface SavedList {
  id: Int8
  noun: string
  owner_id: Int8 | null
  name: string
  filters: Json
  created_at: Instant
  changed_at: Instant
}

interface SavedView {
  id: Int8
  owner_id: Int8 | null
  team_id: Int8 | null
  name: string
  folder: Default<string>
  query: string
  sort: string
  board: Json | null
  is_pinned: boolean
  position: number
  version: Default<number>
  created_at: Instant
  changed_at: Instant
}

interface Schedule {
  name: string
  ran_at: Instant
}

interface SearchBucket {
  bucket: number
}

interface SearchPending {
  message_id: Int8
  conversation_id: Int8
  since: Instant
}

interface Seen {
  conversation_id: Int8
  user_id: Int8
  seen_at: Instant
}

interface Sequence {
  id: Int8
  name: string
  inbox_id: Int8
  sender_id: Int8 | null
  steps: Json
  stops_at: string
  is_in_hours: boolean
  away_days: number
  is_enabled: boolean
  version: Default<number>
  created_at: Instant
  changed_at: Instant
  archived_at: Instant | null
}

interface SequenceFigure {
  sequence_id: Int8
  step_key: string
  sent: Default<number>
  replied: Default<number>
  bounced: Default<number>
  left_off: Default<number>
}

interface SequenceLetter {
  enrolment_id: Int8
  step_key: string
  conversation_id: Int8
  message_id: Int8
  sent_at: Instant
  bounced_at: Instant | null
}

interface SequenceRation {
  owner_id: Int8
  day: string
  times: number
}

interface Session {
  id: Int8
  user_id: Int8
  token_hash: Buffer
  created_at: Instant
  seen_at: Instant
  expires_at: Instant
  remote: string | null
  agent: string | null
}

interface Setting {
  name: string
  value: Json
  changed_at: Instant
}

interface ShiftNote {
  id: Int8
  team_id: Int8
  author_id: Int8
  text: string
  created_at: Instant
  taken_by: Int8 | null
  taken_at: Instant | null
}

interface SlaPolicy {
  id: Int8
  position: number
  name: string
  body: Json
  is_enabled: boolean
  version: Default<number>
  created_at: Instant
  changed_at: Instant
}

interface Spent {
  owner_id: Int8
  what: string
  hour: Instant
  times: number
  bytes: Int8
}

interface Stage {
  id: Int8
  pipeline_id: Int8
  name: string
  kind: string
  probability: number
  most: number | null
  is_hard: Default<boolean>
  stale_days: number | null
  position: number
  archived_at: Instant | null
}

interface SubjectKey {
  inbox_id: Int8
  hash: Buffer
  conversation_id: Int8
  last_at: Instant
  is_orphan: Default<boolean>
}

interface Suppression {
  address: string
  reason: string
  response: string
  conversation_id: Int8
  message_id: Int8
  since: Instant
}

interface Tag {
  name: string
  created_at: Instant
}

interface Tally {
  inbox_id: Int8
  user_id: Int8
  name: string
  id: Int8
  amount: Int8
}

interface Task {
  id: Int8
  title: string
  text: string
  owner_id: Int8 | null
  team_id: Int8 | null
  asked_by: Int8 | null
  rule_id: Int8 | null
  because: string | null
  priority: string
  due_at: Instant | null
  due_on: string | null
  ring_at: Instant | null
  repeat: Json | null
  next_id: Int8 | null
  checklist: Default<Json>
  mentioned_ids: Default<Int8[]>
  conversation_id: Int8 | null
  contact_id: Int8 | null
  company_id: Int8 | null
  done_at: Instant | null
  done_by: Int8 | null
  deleted_at: Instant | null
  version: Default<number>
  created_at: Instant
  changed_at: Instant
  deal_id: Int8 | null
}

interface Team {
  id: Int8
  name: string
  is_sample: Default<boolean>
  created_at: Instant
  archived_at: Instant | null
}

interface TeamMember {
  team_id: Int8
  user_id: Int8
}

interface ThreadKey {
  inbox_id: Int8
  hash: Buffer
  message_id: Int8
  conversation_id: Int8
  is_own: boolean
  sent_at: Instant
}

interface TimeOff {
  id: Int8
  user_id: Int8
  first_day: string
  last_day: string
  note: Default<string>
}

interface Timeline {
  subject_id: Int8
  reference_id: Int8
  kind: string
  noun: string
  at: Instant
  conversation_id: Int8 | null
  about_id: Int8 | null
  actor_id: Int8 | null
  because: string | null
  confidence: number | null
  detail: Json | null
  correction_id: Int8 | null
  removed_at: Instant | null
}

interface Token {
  id: Int8
  name: string
  token_hash: Buffer
  user_id: Int8 | null
  scopes: string[]
  inbox_ids: Int8[] | null
  created_at: Instant
  expires_at: Instant | null
  used_at: Instant | null
  revoked_at: Instant | null
}

interface TwinKey {
  hash: number
  message_id: Int8
  conversation_id: Int8
}

interface Upload {
  id: Int8
  user_id: Int8 | null
  blob_id: Int8
  name: string
  type: string
  size: number
  sha256: string
  created_at: Instant
  token_id: Int8 | null
  draft_conversation_id: Int8 | null
  draft_id: Int8 | null
}

interface User {
  id: Int8
  email: string
  name: string
  role: string
  password_hash: string | null
  locale: string | null
  capacity: Default<number>
  away_at: Instant | null
  disabled_at: Instant | null
  signature: string | null
  is_sample: Default<boolean>
  created_at: Instant
  reading: Default<Json>
  notices: Default<Json>
  send_as: string | null
  keys: Default<Json>
  first_steps_over_at: Instant | null
}

interface Webhook {
  id: Int8
  name: string
  url: Buffer
  server: string
  kinds: string[]
  inbox_ids: Int8[] | null
  is_with_content: boolean
  owner_id: Int8
  key_number: Default<number>
  is_enabled: boolean
  begun_at_id: Int8
  seen_to_id: Int8
  failing_since: Instant | null
  version: Default<number>
  created_at: Instant
  changed_at: Instant
}

interface WebhookDelivery {
  webhook_id: Int8
  id: Int8
  event_id: Int8
  event: string
  subject_id: Int8
  noun_id: Int8
  at: Instant
  state: string
  attempts: Default<number>
  status: number | null
  error: string | null
  next_at: Instant | null
  ended_at: Instant | null
  created_at: Instant
}

interface WorkPattern {
  user_id: Int8
  slots: number
  hours: Json | null
  languages: Json
  categories: Json
  version: number
  changed_at: Instant
}
