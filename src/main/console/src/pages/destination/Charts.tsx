import { ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { Run } from '../../api/types'
import { DAY, points, SPANS, useRuns } from '../../api/useRuns'
import { LineChart } from '../../parts/LineChart'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { excludedOf } from '../runCounts'

const LINES: [string, (run: Run) => number][] = [
  ['Received', run => run.received],
  ['Delivered', run => run.delivered],
  ['Excluded', excludedOf],
  ['Failed', run => run.failed],
]

/** What has gone through, over time. */
export const Charts: FC<{ destination: string }> = ({ destination }) => {
  const [span, setSpan] = useState(DAY)
  const runs = useRuns(destination, span)
  const items = runs.data?.items
  return (
    <>
      <ToggleGroup aria-label="Span of time">
        {SPANS.map(each => (
          <ToggleGroupItem
            key={each.title}
            text={each.title}
            isSelected={span.title === each.title}
            onChange={() => setSpan(each)}
          />
        ))}
      </ToggleGroup>
      <ProblemAlert problem={runs.problem} staleSince={runs.at} />
      <div className="or-charts">
        {items &&
          LINES.map(([title, of]) => (
            <LineChart key={title} title={title} each={span.bucket} points={points(items, span, of)} />
          ))}
      </div>
    </>
  )
}
