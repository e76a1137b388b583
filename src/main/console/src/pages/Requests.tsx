import { Button, Label } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { apiAddress, post, remove } from '../api/client'
import { LoggedRequest, Page, Recording, Segment, Told } from '../api/types'
import { usePaged } from '../api/usePaged'
import { usePolled } from '../api/usePolled'
import { ConfirmModal } from '../parts/ConfirmModal'
import { Column, DataTable } from '../parts/DataTable'
import { DestinationSelect, useDestination } from '../parts/DestinationSelect'
import { ProspectLink } from '../parts/links'
import { shown } from '../parts/numbers'
import { PageFrame } from '../parts/PageFrame'
import { Pager } from '../parts/Pager'
import { Time } from '../parts/Time'
import { useAction } from '../parts/useAction'
import { may } from '../session'

const PAGE = 50
const LIVE_MILLIS = 2_000

/** What leaves for Outreach, as it leaves. */
export const Requests: FC = () => {
  const chosen = useDestination()
  const [isLive, setLive] = useState(true)
  const path = chosen.name && `destinations/${encodeURIComponent(chosen.name)}`
  const requests = usePaged<LoggedRequest>(
    path && `${path}/requests`,
    { limit: PAGE },
    isLive ? LIVE_MILLIS : null,
  )
  return (
    <PageFrame
      title="Requests"
      lead="The last requests to Outreach, the newest first, and what came of each."
      polled={requests.problem ? requests : chosen.all}
      actions={
        <Button variant="secondary" onClick={() => setLive(!isLive)}>
          {isLive ? 'Hold' : 'Follow'}
        </Button>
      }
    >
      <DestinationSelect chosen={chosen} />
      {chosen.name && <Recordings destination={chosen.name} />}
      <RequestsTable requests={requests.data?.items} isAway={requests.problem !== undefined} />
      <Pager paged={requests} />
    </PageFrame>
  )
}

interface RequestsTableProps {
  requests: LoggedRequest[] | undefined
  /** All are about the prospect that the page is about. */
  isOfOne?: boolean
  isAway?: boolean
}

export const RequestsTable: FC<RequestsTableProps> = ({ requests, isOfOne = false, isAway = false }) => {
  const columns: Column<LoggedRequest>[] = [
    { title: 'Ended', cell: each => <Time at={each.at} /> },
    { title: 'Outcome', cell: each => <Outcome request={each} /> },
    ...(isOfOne
      ? []
      : [
          {
            title: 'Prospect',
            cell: (each: LoggedRequest) => <ProspectLink destination={each.destination} id={each.prospectId} />,
          },
        ]),
    { title: 'Attributes', cell: each => <Sent request={each} /> },
    { title: 'Took', isNumber: true, cell: each => (each.milliseconds === null ? '–' : `${each.milliseconds} ms`) },
  ]
  return (
    <DataTable
      label="Requests"
      columns={columns}
      rows={requests}
      keyOf={each => each.id}
      isAway={isAway}
      empty={{ title: 'No request yet', body: 'Requests are kept for a day, those that failed for longer.' }}
    />
  )
}

const Outcome: FC<{ request: LoggedRequest }> = ({ request }) => (
  <>
    <Label isCompact status={request.outcome === 'acknowledged' ? 'success' : request.outcome === 'refused' ? 'danger' : 'warning'}>
      {request.outcome}
    </Label>{' '}
    {request.status === 0 ? 'no answer' : request.status}
    {request.error && <div className="or-faint">{request.error}</div>}
  </>
)

const Sent: FC<{ request: LoggedRequest }> = ({ request }) => (
  <>
    {request.attributes
      .map(name => (request.values && name in request.values ? `${name} = ${shown(request.values[name])}` : name))
      .join(', ')}
    {request.problem && <div className="or-faint">{request.problem}</div>}
  </>
)

/** The switch that has the values of a segment's requests kept for an hour. */
const Recordings: FC<{ destination: string }> = ({ destination }) => {
  const recordings = usePolled<Page<Recording>>(apiAddress('recordings'))
  const segments = usePolled<Page<Segment>>(apiAddress(`destinations/${encodeURIComponent(destination)}/segments`), 60_000)
  const [isAsking, setAsking] = useState(false)
  const action = useAction()
  const own = recordings.data?.items.filter(each => each.destination === destination) ?? []

  const record = (): Promise<void> =>
    action.run(async () => {
      for (const segment of segments.data?.items ?? []) {
        await post<Recording>(`destinations/${encodeURIComponent(destination)}/recordings`, { segment: segment.id })
      }
      recordings.reload()
      return 'Values of requests with segments are kept for an hour.'
    })
  const stop = (): Promise<void> =>
    action.run(async () => {
      for (const recording of own) {
        await remove<Told>(`recordings/${recording.id}`)
      }
      recordings.reload()
      return 'The recordings are over.'
    })

  return (
    <>
      {action.outcome}
      {own.length > 0 && (
        <p>
          Values are kept until <Time at={own[own.length - 1]?.until} />, asked for by {own[0]?.who}.{' '}
          {may('operator') && (
            <Button variant="link" isInline onClick={() => void stop()}>
              Stop
            </Button>
          )}
        </p>
      )}
      {own.length === 0 && may('operator') && (
        <Button variant="link" isInline isDisabled={action.isRunning} onClick={() => setAsking(true)}>
          Keep the values of requests for an hour
        </Button>
      )}
      {isAsking && (
        <ConfirmModal
          title="Keep the values of requests?"
          confirm="Keep them"
          onConfirm={record}
          onClose={() => setAsking(false)}
        >
          For an hour the values in requests with a segment of {destination} are kept, encrypted. Operators see them here and
          on the prospects’ pages.
        </ConfirmModal>
      )}
    </>
  )
}
