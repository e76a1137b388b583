import { Button, EmptyState, EmptyStateBody, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { Run } from '../api/types'
import { useRuns } from '../api/useRuns'
import { Column, DataTable } from '../parts/DataTable'
import { DestinationSelect, useDestination } from '../parts/DestinationSelect'
import { count } from '../parts/numbers'
import { PageFrame } from '../parts/PageFrame'
import { Time } from '../parts/Time'
import { csv, excludedOf } from './runCounts'

const SPANS: [string, number][] = [
  ['24 hours', 24],
  ['7 days', 7 * 24],
  ['90 days', 90 * 24],
]
const PAGE = 100

const COLUMNS: Column<Run>[] = [
  { title: 'Hour', cell: run => <Time at={run.hour} /> },
  { title: 'Profiles received', isNumber: true, cell: run => count(run.received) },
  { title: 'Identities activated', isNumber: true, cell: run => count(run.activated) },
  { title: 'Excluded', isNumber: true, cell: run => <ExcludedIn run={run} /> },
  { title: 'Failed', isNumber: true, cell: run => count(run.failed) },
  { title: 'Activation rate', isNumber: true, cell: rate },
  { title: 'Unchanged', isNumber: true, cell: run => count(run.unchanged) },
  { title: 'Merged', isNumber: true, cell: run => count(run.merged) },
  { title: 'Withheld', isNumber: true, cell: run => count(run.withheld) },
  { title: 'Requests', isNumber: true, cell: run => count(run.requests) },
]

/** One row an hour: what came, and what became of it. */
export const Runs: FC = () => {
  const chosen = useDestination()
  const [hours, setHours] = useState(SPANS[0]?.[1] ?? 24)
  const [shown, setShown] = useState(PAGE)
  const runs = useRuns(chosen.name, hours)
  const newestFirst = runs.data && [...runs.data.items].reverse()
  return (
    <PageFrame
      title="Runs"
      lead="What came in each hour, and what became of it."
      polled={runs.problem ? runs : chosen.all}
      actions={
        newestFirst &&
        newestFirst.length > 0 && (
          <Button variant="secondary" component="a" href={csv(newestFirst)} download={`runs-${chosen.name}.csv`}>
            Save as CSV
          </Button>
        )
      }
    >
      <div className="or-actions">
        <DestinationSelect chosen={chosen} />
        <ToggleGroup aria-label="Span of time">
          {SPANS.map(([text, each]) => (
            <ToggleGroupItem key={text} text={text} isSelected={hours === each} onChange={() => setHours(each)} />
          ))}
        </ToggleGroup>
      </div>
      {runs.areKept ? (
        <>
          <DataTable
            label="Runs"
            columns={COLUMNS}
            rows={newestFirst?.slice(0, shown)}
            keyOf={run => run.hour}
            isAway={runs.problem !== undefined}
            empty={{ title: 'Nothing came in this time', body: 'Choose a longer span of time, or look whether events are sent.' }}
          />
          {newestFirst && newestFirst.length > shown && (
            <Button variant="secondary" onClick={() => setShown(shown + PAGE)}>
              Show more
            </Button>
          )}
        </>
      ) : (
        <EmptyState titleText="No runs are kept yet" headingLevel="h2" variant="sm">
          <EmptyStateBody>
            Here stands one row for each hour of 90 days: profiles received, identities activated, excluded and why, failed,
            the activation rate, unchanged, merged, withheld and requests, once this version keeps these counts.
          </EmptyStateBody>
        </EmptyState>
      )}
    </PageFrame>
  )
}

const ExcludedIn: FC<{ run: Run }> = ({ run }) => (
  <>
    {count(excludedOf(run))}
    {Object.entries(run.excluded).map(([reason, number]) => (
      <div key={reason} className="or-faint">
        {reason} {count(number)}
      </div>
    ))}
  </>
)

/** Of all that was to be activated, as Adobe counts it. */
function rate(run: Run): string {
  const all = run.activated + run.failed + excludedOf(run)
  return all === 0 ? '–' : `${((100 * run.activated) / all).toFixed(1)} %`
}
