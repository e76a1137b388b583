import { FC } from 'react'
import { Run } from '../../api/types'
import { pendingPoints, points, SPANS, useRuns } from '../../api/useRuns'
import { LineChart } from '../../parts/LineChart'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { SpanToggle, useSpan } from '../../parts/SpanToggle'
import { excludedOf } from '../runCounts'

const LINES: [string, (run: Run) => number][] = [
  ['Received', run => run.received],
  ['Delivered', run => run.delivered],
  ['Excluded', excludedOf],
  ['Failed', run => run.failed],
]

/** What has gone through, and what waited, over time. */
export const Charts: FC<{ destination: string; pending: number | null }> = ({ destination, pending }) => {
  const span = useSpan(SPANS)
  const runs = useRuns(destination, span)
  const items = runs.data?.items
  return (
    <>
      <SpanToggle spans={SPANS} />
      <ProblemAlert problem={runs.problem} staleSince={runs.at} />
      <div className="or-charts">
        {items &&
          LINES.map(([title, of]) => (
            <LineChart key={title} title={title} each={span.bucket} points={points(items, span, of)} />
          ))}
        {runs.data && (
          <LineChart title="Pending" each={span.bucket} points={pendingPoints(runs.data, span, pending)} isLevel />
        )}
      </div>
    </>
  )
}
