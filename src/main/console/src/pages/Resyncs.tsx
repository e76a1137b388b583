import { Button, Label, Progress } from '@patternfly/react-core'
import { FC } from 'react'
import { Link, useParams } from 'react-router-dom'
import { apiAddress, post } from '../api/client'
import { Difference, Page, Resync as ResyncData } from '../api/types'
import { usePaged } from '../api/usePaged'
import { usePolled } from '../api/usePolled'
import { Column, DataTable } from '../parts/DataTable'
import { DestinationSelect, useDestination } from '../parts/DestinationSelect'
import { Facts } from '../parts/Facts'
import { DestinationLink, InOutreach, PATHS, ProspectLink } from '../parts/links'
import { count } from '../parts/numbers'
import { PageFrame } from '../parts/PageFrame'
import { Pager } from '../parts/Pager'
import { ProblemAlert } from '../parts/ProblemAlert'
import { duration, Time } from '../parts/Time'
import { useAction } from '../parts/useAction'
import { may } from '../session'

/** Comparisons of a destination with what Outreach holds. */
export const Resyncs: FC = () => {
  const chosen = useDestination()
  return (
    <PageFrame
      title="Resyncs"
      lead="What Outreach holds, compared with what is desired. A resync is planned on the destination’s page."
      polled={chosen.all}
    >
      <DestinationSelect chosen={chosen} />
      {chosen.name && <ResyncsTable destination={chosen.name} />}
    </PageFrame>
  )
}

const COLUMNS: Column<ResyncData>[] = [
  { title: 'Resync', cell: each => <Link to={`${PATHS.resyncs}/${each.id}`}>{each.id}</Link> },
  { title: 'State', cell: each => <ResyncState resync={each} /> },
  { title: 'What', cell: each => what(each) },
  { title: 'Looked at', isNumber: true, cell: each => `${count(each.looked)} of ${count(each.expected)}` },
  { title: 'Different', isNumber: true, cell: each => count(each.different) },
  { title: 'Gone', isNumber: true, cell: each => count(each.gone) },
  { title: 'Requests', isNumber: true, cell: each => count(each.requests) },
  { title: 'Planned', cell: each => <Time at={each.createdAt} /> },
  { title: 'By', cell: each => (each.scheduled ? 'the schedule' : each.by) },
]

export const ResyncsTable: FC<{ destination: string }> = ({ destination }) => {
  const resyncs = usePolled<Page<ResyncData>>(apiAddress(`destinations/${encodeURIComponent(destination)}/resyncs`))
  return (
    <>
      <ProblemAlert problem={resyncs.problem} staleSince={resyncs.at} />
      <DataTable
        label="Resyncs"
        columns={COLUMNS}
        rows={resyncs.data?.items}
        keyOf={each => each.id}
        isAway={resyncs.problem !== undefined}
        empty={{
          title: 'Nothing was compared yet',
          body: 'Press Resync on the destination’s page to find what was changed in Outreach by hand. It is planned first, and tells what it costs.',
        }}
      />
    </>
  )
}

function what(resync: ResyncData): string {
  const attributes = resync.attributes.length === 0 ? 'all that is mapped' : resync.attributes.join(', ')
  const prospects = resync.named === 0 ? '' : ` of ${count(resync.named)} prospects`
  return `${resync.mode === 'compare' ? 'compares only' : 'heals'}: ${attributes}${prospects}`
}

const ResyncState: FC<{ resync: ResyncData }> = ({ resync }) => {
  switch (resync.state) {
    case 'done':
      return <Label status="success">done</Label>
    case 'failed':
      return <Label status="danger">failed</Label>
    case 'running':
      return <Label status="info">running</Label>
    default:
      return <Label>{resync.state}</Label>
  }
}

const DIFFERENCES: Column<Difference>[] = [
  { title: 'Kind', cell: each => each.kind },
  { title: 'Attributes', cell: each => each.attributes.join(', ') },
  { title: 'In Outreach', cell: each => <InOutreach id={each.prospectId} /> },
]

/** How far a resync is, what it has found, and the switch of it. */
export const Resync: FC = () => {
  const { id = '' } = useParams()
  const polled = usePolled<ResyncData>(apiAddress(`resyncs/${encodeURIComponent(id)}`))
  const differences = usePaged<Difference>(`resyncs/${encodeURIComponent(id)}/differences`)
  const action = useAction()
  const resync = polled.data
  const change = (to: 'start' | 'pause' | 'cancel'): Promise<void> =>
    action.run(async () => {
      const changed = await post<ResyncData>(`resyncs/${encodeURIComponent(id)}/${to}`)
      polled.reload()
      return `The resync is ${changed.state}.`
    })

  return (
    <PageFrame
      title={
        <>
          Resync {id} {resync && <ResyncState resync={resync} />}
        </>
      }
      polled={polled}
      actions={resync && may('operator') && <ResyncSwitches resync={resync} change={change} />}
    >
      {action.outcome}
      {resync && (
        <>
          <Progress
            aria-label="Prospects looked at"
            value={resync.looked}
            max={Math.max(1, resync.expected)}
            label={`${count(resync.looked)} of ${count(resync.expected)}`}
            title="Prospects looked at"
          />
          <Facts
            of={[
              ['Destination', <DestinationLink key="name" name={resync.destination} />],
              ['What', what(resync)],
              ['By', resync.scheduled ? 'the schedule' : resync.by],
              ['Planned', <Time key="at" at={resync.createdAt} />],
              ['Begun', <Time key="at" at={resync.begunAt} none="not yet" />],
              ['Ended', <Time key="at" at={resync.endedAt} none="not yet" />],
              ['Waits', resync.waiting || undefined],
              ['Waits for the quota', resync.secondsAtLeast > 0 ? `${duration(resync.secondsAtLeast)} at least` : undefined],
              ['Failed', resync.problem || undefined],
              ['Requests', `${count(resync.requests)} of about ${count(resync.pages)}`],
              ['Different', count(resync.different)],
              ['Gone from Outreach', count(resync.gone)],
              ['There again', count(resync.back)],
              ['Left alone', count(resync.left)],
            ]}
          />
        </>
      )}
      <ProblemAlert problem={differences.problem} />
      <DataTable
        label="Prospects that differ"
        columns={[
          {
            title: 'Prospect',
            cell: each => (resync ? <ProspectLink destination={resync.destination} id={each.prospectId} /> : each.prospectId),
          },
          ...DIFFERENCES,
        ]}
        rows={differences.data?.items}
        keyOf={each => each.prospectId}
        isAway={differences.problem !== undefined}
        empty={{ title: 'No difference found', body: 'What was looked at so far is as desired.' }}
      />
      <Pager paged={differences} />
    </PageFrame>
  )
}

const ResyncSwitches: FC<{ resync: ResyncData; change: (to: 'start' | 'pause' | 'cancel') => Promise<void> }> = ({
  resync,
  change,
}) => (
  <>
    {['planned', 'paused', 'failed'].includes(resync.state) && (
      <Button onClick={() => void change('start')}>{resync.state === 'planned' ? 'Begin' : 'Go on'}</Button>
    )}
    {resync.state === 'running' && (
      <Button variant="secondary" onClick={() => void change('pause')}>
        Pause
      </Button>
    )}
    {['planned', 'running', 'paused', 'failed'].includes(resync.state) && (
      <Button variant="secondary" onClick={() => void change('cancel')}>
        Cancel the resync
      </Button>
    )}
  </>
)
