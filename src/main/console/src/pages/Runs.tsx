import { Button } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { Link } from 'react-router-dom'
import { Run } from '../api/types'
import { endOf, runsAsCsv, Span, SPANS, useRuns } from '../api/useRuns'
import { Column, DataTable } from '../parts/DataTable'
import { DestinationSelect, useDestination } from '../parts/DestinationSelect'
import { keep } from '../parts/keep'
import { address, PATHS } from '../parts/links'
import { count } from '../parts/numbers'
import { PageFrame } from '../parts/PageFrame'
import { SpanToggle, useSpan } from '../parts/SpanToggle'
import { Time } from '../parts/Time'
import { useAction } from '../parts/useAction'
import { may } from '../session'
import { excludedOf } from './runCounts'

const BY_HOUR: Span = { title: '90 days by hour', key: '90d-by-hour', hours: 90 * 24, bucket: 'hour' }
const ALL = [...SPANS, BY_HOUR]
const PAGE = 100

/** One row an hour, or a day: what came, and what became of it. */
export const Runs: FC = () => {
  const chosen = useDestination()
  const span = useSpan(ALL)
  const [shown, setShown] = useState(PAGE)
  const runs = useRuns(chosen.name, span)
  const action = useAction()
  const newestFirst = runs.data && [...runs.data.items].reverse()
  const name = chosen.name ?? ''
  const of = (run: Run): Of => ({ destination: name, from: run.hour, to: endOf(run.hour, span) })
  const columns: Column<Run>[] = [
    { title: span.bucket === 'day' ? 'Day (UTC)' : 'Hour', cell: run => <Begin run={run} span={span} /> },
    { title: 'Profiles received', isNumber: true, cell: run => count(run.received) },
    { title: 'Identities activated', isNumber: true, cell: run => <ActivatedIn run={run} of={of(run)} /> },
    { title: 'Excluded', isNumber: true, cell: run => <ExcludedIn run={run} of={of(run)} /> },
    { title: 'Failed', isNumber: true, cell: run => <FailedIn run={run} of={of(run)} /> },
    { title: 'Activation rate', isNumber: true, cell: rate },
    {
      title: 'Delivered',
      isNumber: true,
      cell: run => <Number of={run.delivered} to={address(PATHS.requests, { ...of(run), outcome: 'acknowledged' })} />,
    },
    { title: 'Pending at the end', isNumber: true, cell: run => count(run.pending) },
    { title: 'Unchanged', isNumber: true, cell: run => count(run.unchanged) },
    { title: 'Merged', isNumber: true, cell: run => count(run.merged) },
    {
      title: 'Withheld',
      isNumber: true,
      cell: run => <Number of={run.withheld} to={address(PATHS.prospects, { destination: name, standing: 'withheld' })} />,
    },
    {
      title: 'Requests',
      isNumber: true,
      cell: run => (
        <>
          <Number of={run.requests} to={address(PATHS.requests, of(run))} />
          {run.requests > 0 && <div className="or-faint">{perRequest(run)} changes each</div>}
        </>
      ),
    },
  ]
  const save = (): Promise<void> =>
    action.run(async () => {
      keep(`runs-${name}.csv`, 'text/csv', await runsAsCsv(name, span))
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
        <SpanToggle spans={ALL} />
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

/** What is behind the numbers of a run: as pages ask for it in their addresses. */
type Of = { destination: string; from: string; to: string }

/** A number that leads to what it counts. */
const Number: FC<{ of: number; to: string }> = ({ of, to }) => (of === 0 ? <>0</> : <Link to={to}>{count(of)}</Link>)

/** What became pending then has gone out since, or waits still. */
const ActivatedIn: FC<{ run: Run; of: Of }> = ({ run, of }) => (
  <>
    {count(run.activated)}
    {run.activated > 0 && (
      <div className="or-faint">
        <Link to={address(PATHS.prospects, { ...of, standing: 'pending' })}>still pending</Link>
      </div>
    )}
  </>
)

const ExcludedIn: FC<{ run: Run; of: Of }> = ({ run, of }) => (
  <>
    {count(excludedOf(run))}
    {Object.entries(run.excluded).map(([reason, number]) => (
      <div key={reason} className="or-faint">
        {may('operator') ? (
          <Link to={address(`${PATHS.runs}/exclusions`, { ...of, reason })}>{reason}</Link>
        ) : (
          reason
        )}{' '}
        {count(number)}
      </div>
    ))}
  </>
)

const FailedIn: FC<{ run: Run; of: Of }> = ({ run, of }) => {
  const letters = (reason: string): string => address(PATHS.deadLetters, { ...of, view: 'list', letters: 'all', reason })
  return (
    <>
      <Number of={run.failed} to={letters('rejected')} />
      {run.unreadable > 0 && (
        <div className="or-faint">
          <Link to={letters('unreadable')}>unreadable</Link> {count(run.unreadable)}
        </div>
      )}
    </>
  )
}

function rate(run: Run): string {
  return run.activationRate === null ? '–' : `${(100 * run.activationRate).toFixed(1)} %`
}

/** Of what was taken in to be sent, each request carries so many. */
function perRequest(run: Run): string {
  return ((run.activated + run.merged) / run.requests).toFixed(1)
}
