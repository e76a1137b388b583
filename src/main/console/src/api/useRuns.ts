import { apiAddress, getText, Query } from './client'
import { Page, Run } from './types'
import { Polled, usePolled } from './usePolled'

const EVERY_MILLIS = 60_000
const HOUR_MILLIS = 3_600_000
const DAY_MILLIS = 24 * HOUR_MILLIS

/** How far back, and what one run is of. */
export interface Span {
  title: string
  hours: number
  bucket: 'hour' | 'day'
}

export const DAY: Span = { title: '24 hours', hours: 24, bucket: 'hour' }
export const SPANS: Span[] = [
  DAY,
  { title: '7 days', hours: 7 * 24, bucket: 'hour' },
  { title: '90 days', hours: 90 * 24, bucket: 'day' },
]

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
export function useRuns(destination: string | undefined, span: Span): Polled<Page<Run>> {
  return usePolled<Page<Run>>(destination && apiAddress(path(destination), query(span)), EVERY_MILLIS)
}

/** The same as comma-separated values. */
export function runsAsCsv(destination: string, span: Span): Promise<string> {
  return getText(path(destination), query(span), 'text/csv')
}

/** A number of each hour or day of the span, also of those in which nothing was. */
export function points(runs: Run[], span: Span, of: (run: Run) => number): { at: number; value: number }[] {
  const step = span.bucket === 'day' ? DAY_MILLIS : HOUR_MILLIS
  const values = new Map(runs.map(run => [Date.parse(run.hour), of(run)]))
  const all: { at: number; value: number }[] = []
  for (let at = Math.floor(start(span) / step) * step; at <= Date.now(); at += step) {
    all.push({ at, value: values.get(at) ?? 0 })
  }
  return all
}
