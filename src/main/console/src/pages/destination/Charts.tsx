import { EmptyState, EmptyStateBody, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { Run } from '../../api/types'
import { useRuns } from '../../api/useRuns'
import { LineChart } from '../../parts/LineChart'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { excludedOf } from '../runCounts'

const SPANS: [string, number][] = [
  ['24 hours', 24],
  ['7 days', 7 * 24],
  ['90 days', 90 * 24],
]

const LINES: [string, (run: Run) => number][] = [
  ['Received', run => run.received],
  ['Delivered', run => run.activated],
  ['Excluded', excludedOf],
  ['Failed', run => run.failed],
]

/** What has gone through, over time. */
export const Charts: FC<{ destination: string }> = ({ destination }) => {
  const [hours, setHours] = useState(SPANS[0]?.[1] ?? 24)
  const runs = useRuns(destination, hours)
  if (!runs.areKept) {
    return (
      <EmptyState titleText="No runs are kept yet" headingLevel="h2" variant="sm">
        <EmptyStateBody>
          Profiles received, delivered, excluded and failed are drawn here over a day, a week and 90 days, once this version
          keeps the counts of each hour.
        </EmptyStateBody>
      </EmptyState>
    )
  }
  return (
    <>
      <ToggleGroup aria-label="Span of time">
        {SPANS.map(([text, each]) => (
          <ToggleGroupItem key={text} text={text} isSelected={hours === each} onChange={() => setHours(each)} />
        ))}
      </ToggleGroup>
      <ProblemAlert problem={runs.problem} staleSince={runs.at} />
      <div className="or-charts">
        {LINES.map(([title, of]) => (
          <LineChart
            key={title}
            title={title}
            points={(runs.data?.items ?? []).map(run => ({ at: Date.parse(run.hour), value: of(run) }))}
          />
        ))}
      </div>
    </>
  )
}
