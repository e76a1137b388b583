import { Button, FormSelect, FormSelectOption, Label, SearchInput } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { apiAddress, post, remove } from '../api/client'
import { LoggedRequest, Page, Recording, Segment, Told } from '../api/types'
import { usePaged } from '../api/usePaged'
import { usePolled } from '../api/usePolled'
import { ConfirmModal } from '../parts/ConfirmModal'
import { Column, DataTable } from '../parts/DataTable'
import { DestinationSelect, useDestination } from '../parts/DestinationSelect'
import { EventLink, ProspectLink } from '../parts/links'
import { shown } from '../parts/numbers'
import { PageFrame } from '../parts/PageFrame'
import { Pager } from '../parts/Pager'
import { SpanFilter } from '../parts/SpanFilter'
import { Time } from '../parts/Time'
import { useAction } from '../parts/useAction'
import { useQuery } from '../parts/useQuery'
import { may } from '../session'

const PAGE = 50
const LIVE_MILLIS = 2_000

/** As in the metric of deliveries. */
const OUTCOMES = ['acknowledged', 'refused', 'narrowed', 'retry', 'wait', 'pause']

/** A record's partition and offset. */
const EVENT = /^\d{1,10}-\d{1,19}$/

/** What leaves for Outreach, as it leaves. */
export const Requests: FC = () => {
  const chosen = useDestination()
  const [query, setQuery] = useQuery()
  const [isLive, setLive] = useState(true)
  const event = query.event !== undefined && EVENT.test(query.event) ? query.event : undefined
  const outcome = query.outcome !== undefined && OUTCOMES.includes(query.outcome) ? query.outcome : undefined
  const path = chosen.name && `destinations/${encodeURIComponent(chosen.name)}`
  const requests = usePaged<LoggedRequest>(
    path && `${path}/requests`,
    { event, outcome, from: query.from, to: query.to, limit: PAGE },
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
      <div className="or-filters">
        <DestinationSelect chosen={chosen} />
        <FormSelect
          aria-label="Outcome"
          className="or-select"
          value={outcome ?? ''}
          onChange={(_event, value) => setQuery({ outcome: value })}
        >
          <FormSelectOption value="" label="Any outcome" />
          {OUTCOMES.map(each => (
            <FormSelectOption key={each} value={each} label={each} />
          ))}
        </FormSelect>
        <ByEvent key={event} event={event ?? ''} onSearch={asked => setQuery({ event: asked })} />
      </div>
      <SpanFilter what="Ended" />
      {chosen.name && <Recordings destination={chosen.name} />}
      <RequestsTable
        requests={requests.data?.items}
        isAway={requests.problem !== undefined}
        {...(event && {
          empty: {
            title: `No request brought what ${event} asks for`,
            body: 'It is still pending, asked for nothing, could not be read, changed nothing, or another came before its request left. The page of its prospect says which.',
          },
        })}
      />
      <Pager paged={requests} />
    </PageFrame>
  )
}

interface RequestsTableProps {
  requests: LoggedRequest[] | undefined
  /** All are about the prospect that the page is about. */
  isOfOne?: boolean
  isAway?: boolean
  empty?: { title: string; body: string }
}

const NONE = { title: 'No request yet', body: 'Requests are kept for a day, those that failed for longer.' }

export const RequestsTable: FC<RequestsTableProps> = ({ requests, isOfOne = false, isAway = false, empty = NONE }) => {
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
    { title: 'Events', cell: each => <Events request={each} /> },
    { title: 'Took', isNumber: true, cell: each => (each.milliseconds === null ? '–' : `${each.milliseconds} ms`) },
  ]
  return (
    <DataTable
      label="Requests"
      columns={columns}
      rows={requests}
      keyOf={each => each.id}
      isAway={isAway}
      empty={empty}
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

const Events: FC<{ request: LoggedRequest }> = ({ request }) => (
  <>
    {request.events.length === 0 && '–'}
    {request.events.map(event => (
      <span key={event}>
        <EventLink destination={request.destination} event={event} />{' '}
      </span>
    ))}
  </>
)

/** Finds the requests that brought what a record asks for. */
const ByEvent: FC<{ event: string; onSearch: (event: string | undefined) => void }> = ({ event: asked, onSearch }) => {
  const [event, setEvent] = useState(asked)
  return (
    <SearchInput
      aria-label="Event, as partition-offset"
      placeholder="Event, such as 2-418"
      value={event}
      onChange={(_event, value) => setEvent(value)}
      onSearch={(_event, value) => {
        if (value.trim() === '' || EVENT.test(value.trim())) {
          onSearch(value.trim())
        }
      }}
      onClear={() => {
        setEvent('')
        onSearch(undefined)
      }}
    />
  )
}

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
