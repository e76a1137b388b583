/** Answers of /api/v1; /api/openapi.json describes them. Times are ISO 8601 in UTC. */

export type Role = 'viewer' | 'operator' | 'admin'

export interface Me {
  name: string
  role: Role
  outreachWebUrl: string
}

export interface Page<T> {
  items: T[]
  /** The cursor of the next page. */
  next: string | null
}

export interface Told {
  message: string
}

export interface Counts {
  events: number
  excluded: number
  merged: number
  unchanged: number
  delivered: number
  failed: number
}

export interface Destination {
  name: string
  description: string
  account: string
  mode: 'live' | 'dry-run'
  state: 'live' | 'paused' | 'waiting' | 'blocked' | 'unknown'
  reason: string
  pausedSince: string
  pending: number | null
  oldestPendingSince: string
  withheldProspects: number | null
  blockedProspects: number | null
  blocked: string[]
  statusesToRenew: number | null
  quotaLeft: number | null
  quotaRefillsAt: string
  deadLetters: number | null
  counts: Counts
  problem: string
}

export interface Segment {
  id: string
  name: string
  mappingId: number
  attribute: string
  mode: string
  entered: string
  exited: string
  fieldLabel: string | null
  fieldType: string | null
}

export interface Members {
  /** Null when they were not counted yet. */
  at: string | null
  items: { segment: string; status: 'realized' | 'exited'; desired: number; acknowledged: number }[]
}

export interface Account {
  name: string
  status: 'connected' | 'refreshing' | 'disconnected' | string
  problem: string
  authorisedBy: string
  organisation: string
  scopes: string
  authorisedSince: string
  accessTokenExpiresAt: string
  grantExpiresAt: string
  quota: number
  quotaPeriod: string
  quotaLeft: number | null
  quotaRefillsAt: string
  waitsUntil: string
  waitsBecause: string
  budget: Budget | null
  destinations: string[]
  checkedAt: string
  check: string
}

/** Of an account's plan. Days are those of UTC. */
export interface Budget {
  requests: number
  from: string
  until: string
  used: number
  left: number
  leftToday: number
  low: boolean
  lastsUntil: string
  forecast: string
}

/** Requests that left in an account's name: by hour those for prospects, by day (UTC) all. */
export interface Usage {
  hours: { hour: string; requests: number }[]
  days: { day: string; requests: number }[]
}

export interface ProspectLine {
  prospectId: number
  pendingSince: string | null
  underWay: boolean
  setAside: boolean
  attempts: number
  pending: string[]
  blocked: string[]
  withheld: string[]
  refused: string[]
  inDoubt: string[]
}

export interface ProspectsFound extends Page<ProspectLine> {
  unreadable: number[]
}

export interface DesiredValue {
  value: unknown
  status: string | null
  at: string
  topic: string | null
  partition: number | null
  offset: number | null
  arrivedAt: string | null
}

export interface ProspectField {
  attribute: string
  source: { segment: string | null; segmentName: string | null; path: string | null } | null
  desired: DesiredValue | null
  acknowledged: boolean
  acknowledgedAt: string | null
  acknowledgedValue: unknown
  held: DesiredValue | null
  state: 'confirmed' | 'pending' | 'blocked' | 'withheld' | 'refused' | 'not-desired'
  inDoubt: boolean
  reason: string
}

export interface Prospect {
  destination: string
  prospectId: number
  summary: string
  standing: {
    pendingSince: string | null
    dueAt: string | null
    underWay: boolean
    attempts: number
    setAside: boolean
    withoutConsent: Record<string, string>
  } | null
  fields: ProspectField[]
  excluded: {
    reason: string
    topic: string
    partition: number
    offset: number
    arrivedAt: string | null
    notedAt: string
  } | null
  deadLetters: number[]
  requests: LoggedRequest[]
}

export interface LoggedRequest {
  id: number
  destination: string
  prospectId: number
  at: string
  outcome: string
  status: number
  error: string | null
  attributes: string[]
  /** The records that asked for it, each as partition-offset. */
  events: string[]
  milliseconds: number | null
  valuesKept: boolean
  values: Record<string, unknown> | null
  problem: string
}

export interface Recording {
  id: number
  destination: string
  prospectId: number | null
  attribute: string | null
  since: string
  until: string
  who: string
}

export type LetterState = 'open' | 'replayed' | 'discarded' | 'delivered' | 'superseded' | 'expired'
export type LetterReason = 'unreadable' | 'rejected' | 'attempts-exhausted' | 'failed'

export interface DeadLetterGroup {
  destination: string
  reason: LetterReason
  httpStatus: number | null
  kind: string | null
  attributes: string[]
  count: number
  oldest: string
  newest: string
  ids: number[]
  cures: string[]
}

export interface DeadLetter {
  id: number
  at: string
  destination: string
  reason: LetterReason
  detail: string | null
  prospectId: number | null
  httpStatus: number | null
  errorText: string | null
  attributes: string[]
  source: { topic: string; partition: number; offset: number; arrivedAt: string | null; key: string | null } | null
  places: { place: string; reason: string }[]
  morePlaces: number
  payloadBytes: number
  state: LetterState
  replaying: boolean
  settledAt: string | null
  settledBy: string | null
  note: string | null
  outcome: string | null
  cures: string[]
}

/** One hour, or one day, of a destination; docs/runs.md says what each number means. */
export interface Run {
  hour: string
  received: number
  excluded: Record<string, number>
  unreadable: number
  activated: number
  merged: number
  unchanged: number
  forgotten: number
  delivered: number
  failed: number
  withheld: number
  requests: number
  /** At its end; null when nobody looked then. */
  pending: number | null
  /** 0 to 1; null when there was nothing to activate. */
  activationRate: number | null
}

export interface RunsFound extends Page<Run> {
  /** Also of hours and days that have no run. */
  pending: { hour: string; prospects: number }[]
}

/** A profile that was excluded, or a value of which was. */
export interface ExcludedProfile {
  id: number
  at: string
  reason: string
  subject: string
  detail: string
  prospectId: number | null
  topic: string
  partition: number
  offset: number
  arrivedAt: string | null
}

export interface Resync {
  id: number
  destination: string
  mode: 'compare' | 'heal'
  attributes: string[]
  named: number
  state: 'planned' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled'
  scheduled: boolean
  by: string
  createdAt: string
  begunAt: string | null
  endedAt: string | null
  expected: number
  pages: number
  secondsAtLeast: number
  looked: number
  different: number
  gone: number
  back: number
  left: number
  requests: number
  byAttribute: Record<string, number>
  waiting: string
  problem: string
}

export interface Difference {
  prospectId: number
  kind: 'different' | 'gone' | 'back'
  attributes: string[]
}

export interface Finding {
  severity: 'error' | 'warning'
  file: string
  line: number
  /** What stands in that line; empty when that is not known, or whoever looks is a viewer. */
  text: string
  path: string
  problem: string
  cure: string
}

export interface Configuration {
  version: string
  since: string
  change: string[]
  refused: string
  findings: Finding[]
  failure: string
  replicas: { name: string; version: string; since: string; change: string }[]
  differing: boolean
}

export interface AuditEntry {
  id: number
  at: string
  who: string
  what: string
  target: string
  subject: string
  detail: string
}

export interface Alert {
  id: number
  condition: string
  severity: 'critical' | 'warning'
  kind: 'destination' | 'account' | 'runtime'
  /** Empty for the runtime. */
  subject: string
  text: string
  cure: string
  since: string
  raisedAt: string
  acknowledgedAt: string | null
  acknowledgedBy: string | null
  clearedAt: string | null
  link: string
}
