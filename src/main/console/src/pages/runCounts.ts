import { Run } from '../api/types'

/** All that was excluded in an hour, for whatever reason. */
export function excludedOf(run: Run): number {
  return Object.values(run.excluded).reduce((sum, each) => sum + each, 0)
}

/** An address whose content is the runs as comma-separated values. */
export function csv(runs: Run[]): string {
  const head = ['hour', 'received', 'activated', 'excluded', 'failed', 'unchanged', 'merged', 'withheld', 'requests']
  const rows = runs.map(run => [
    run.hour,
    run.received,
    run.activated,
    excludedOf(run),
    run.failed,
    run.unchanged,
    run.merged,
    run.withheld,
    run.requests,
  ])
  return `data:text/csv;charset=utf-8,${encodeURIComponent([head, ...rows].map(row => row.join(',')).join('\r\n'))}`
}
