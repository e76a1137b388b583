import { apiAddress, getText, Query } from './client'
import { Run, RunsFound } from './types'
import { Polled, usePolled } from './usePolled'

const EVERY_MILLIS = 60_000
const HOUR_MILLIS = 3_600_000
const DAY_MILLIS = 24 * HOUR_MILLIS

/** How far back, and what one run is of. */
export interface Span {
  title: string
  /** As it stands in the address. */
  key: string
  hours: number
  bucket: 'hour' | 'day'
}

export const DAY: Span = { title: '24 hours', key: '24h', hours: 24, bucket: 'hour' }
export const WEEK: Span = { title: '7 days', key: '7d', hours: 7 * 24, bucket: 'hour' }
export const DAYS: Span = { title: '90 days', key: '90d', hours: 90 * 24, bucket: 'day' }
export const SPANS: Span[] = [DAY, WEEK, DAYS]

/** When an hour or day ends that begins then. */
export function endOf(begin: string, span: Span): string {
  return new Date(Date.parse(begin) + stepOf(span)).toISOString()
}

function stepOf(span: Span): number {
  return span.bucket === 'day' ? DAY_MILLIS : HOUR_MILLIS
}

function start(span: Span): number {
  return Math.floor(Date.now() / HOUR_MILLIS - span.hours + 1) * HOUR_MILLIS
}

function path(destination: string): string {
  return `destinations/${encodeURIComponent(destination)}/runs`
}

function query(span: Span): Query {
  return { from: new Date(start(span)).toISOString(), bucket: span.bucket }
}

/** The runs of a destination in the last hours, oldest first; of hours and days in which nothing was there is none. */
export function useRuns(destination: string | undefined, span: Span): Polled<RunsFound> {
  return usePolled<RunsFound>(destination && apiAddress(path(destination), query(span)), EVERY_MILLIS)
}

/** The same as comma-separated values. */
export function runsAsCsv(destination: string, span: Span): Promise<string> {
  return getText(path(destination), query(span), 'text/csv')
}

/** A number at a time; null when it is not known. */
export interface Point {
  at: number
  value: number | null
}

/** A number of each hour or day of the span, also of those in which nothing was. */
export function points(runs: Run[], span: Span, of: (run: Run) => number): Point[] {
  return each(span, new Map(runs.map(run => [Date.parse(run.hour), of(run)])), 0)
}

/** How many were pending at the end of each hour or day of the span, and now, at the end of which nobody has looked yet. */
export function pendingPoints(found: RunsFound, span: Span, now: number | null): Point[] {
  const known = new Map(found.pending.map(({ hour, prospects }) => [Date.parse(hour), prospects]))
  const all = each(span, known, null)
  const last = all[all.length - 1]
  return last && now !== null ? [...all.slice(0, -1), { at: last.at, value: now }] : all
}

/** A number at the begin of each hour or day of the span; 0 where there is none. */
export function pointsOf(values: Map<number, number>, span: Span): Point[] {
  return each(span, values, 0)
}

function each(span: Span, values: Map<number, number>, none: number | null): Point[] {
  const step = stepOf(span)
  const all: Point[] = []
  for (let at = Math.floor(start(span) / step) * step; at <= Date.now(); at += step) {
    all.push({ at, value: values.get(at) ?? none })
  }
  return all
}
