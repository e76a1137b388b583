import { Button, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { Link } from 'react-router-dom'
import { Run } from '../api/types'
import { DAY, runsAsCsv, Span, SPANS, useRuns } from '../api/useRuns'
import { Column, DataTable } from '../parts/DataTable'
import { DestinationSelect, useDestination } from '../parts/DestinationSelect'
import { address, PATHS } from '../parts/links'
import { count } from '../parts/numbers'
import { PageFrame } from '../parts/PageFrame'
import { Time } from '../parts/Time'
import { useAction } from '../parts/useAction'
import { may } from '../session'
import { excludedOf } from './runCounts'

const BY_HOUR: Span = { title: '90 days by hour', hours: 90 * 24, bucket: 'hour' }
const PAGE = 100

/** One row an hour, or a day: what came, and what became of it. */
export const Runs: FC = () => {
  const chosen = useDestination()
  const [span, setSpan] = useState(DAY)
  const [shown, setShown] = useState(PAGE)
  const runs = useRuns(chosen.name, span)
  const action = useAction()
  const newestFirst = runs.data && [...runs.data.items].reverse()
  const name = chosen.name ?? ''
  const columns: Column<Run>[] = [
    { title: span.bucket === 'day' ? 'Day (UTC)' : 'Hour', cell: run => <Begin run={run} span={span} /> },
    { title: 'Profiles received', isNumber: true, cell: run => count(run.received) },
    { title: 'Identities activated', isNumber: true, cell: run => count(run.activated) },
    { title: 'Excluded', isNumber: true, cell: run => <ExcludedIn run={run} destination={name} /> },
    { title: 'Failed', isNumber: true, cell: run => <FailedIn run={run} destination={name} /> },
    { title: 'Activation rate', isNumber: true, cell: rate },
    { title: 'Delivered', isNumber: true, cell: run => count(run.delivered) },
    { title: 'Unchanged', isNumber: true, cell: run => count(run.unchanged) },
    { title: 'Merged', isNumber: true, cell: run => count(run.merged) },
    { title: 'Withheld', isNumber: true, cell: run => count(run.withheld) },
    { title: 'Requests', isNumber: true, cell: run => count(run.requests) },
    { title: 'Changes per request', isNumber: true, cell: perRequest },
  ]
  const save = (): Promise<void> =>
    action.run(async () => {
      keep(`runs-${name}.csv`, await runsAsCsv(name, span))
      return ''
    })
  return (
    <PageFrame
      title="Runs"
      lead="What came in each hour, and what became of it."
      polled={runs.problem ? runs : chosen.all}
      actions={
        newestFirst &&
        newestFirst.length > 0 && (
          <Button variant="secondary" isDisabled={action.isRunning} onClick={() => void save()}>
            Save as CSV
          </Button>
        )
      }
    >
      {action.outcome}
      <div className="or-actions">
        <DestinationSelect chosen={chosen} />
        <ToggleGroup aria-label="Span of time">
          {[...SPANS, BY_HOUR].map(each => (
            <ToggleGroupItem
              key={each.title}
              text={each.title}
              isSelected={span.title === each.title}
              onChange={() => setSpan(each)}
            />
          ))}
        </ToggleGroup>
      </div>
      <DataTable
        label="Runs"
        columns={columns}
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
    </PageFrame>
  )
}

/** A day is one of UTC, so it is not told in the zone of whoever looks. */
const Begin: FC<{ run: Run; span: Span }> = ({ run, span }) =>
  span.bucket === 'day' ? <>{run.hour.slice(0, 10)}</> : <Time at={run.hour} />

const ExcludedIn: FC<{ run: Run; destination: string }> = ({ run, destination }) => (
  <>
    {count(excludedOf(run))}
    {Object.entries(run.excluded).map(([reason, number]) => (
      <div key={reason} className="or-faint">
        {may('operator') ? (
          <Link to={address(`${PATHS.runs}/exclusions`, { destination, reason })}>{reason}</Link>
        ) : (
          reason
        )}{' '}
        {count(number)}
      </div>
    ))}
  </>
)

const FailedIn: FC<{ run: Run; destination: string }> = ({ run, destination }) => (
  <>
    {run.failed > 0 ? <Link to={address(PATHS.deadLetters, { destination })}>{count(run.failed)}</Link> : count(run.failed)}
    {run.unreadable > 0 && (
      <div className="or-faint">
        <Link to={address(PATHS.deadLetters, { destination })}>unreadable</Link> {count(run.unreadable)}
      </div>
    )}
  </>
)

function rate(run: Run): string {
  return run.activationRate === null ? '–' : `${(100 * run.activationRate).toFixed(1)} %`
}

/** Of what was taken in to be sent, each request carries so many. */
function perRequest(run: Run): string {
  return run.requests === 0 ? '–' : ((run.activated + run.merged) / run.requests).toFixed(1)
}

/** Has the browser keep a file. */
function keep(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
