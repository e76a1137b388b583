import { FormSelect, FormSelectOption } from '@patternfly/react-core'
import { FC } from 'react'
import { Link } from 'react-router-dom'
import { ExcludedProfile } from '../api/types'
import { usePaged } from '../api/usePaged'
import { Column, DataTable } from '../parts/DataTable'
import { DestinationSelect, useDestination } from '../parts/DestinationSelect'
import { address, PATHS, ProspectLink } from '../parts/links'
import { PageFrame } from '../parts/PageFrame'
import { Pager } from '../parts/Pager'
import { SpanFilter } from '../parts/SpanFilter'
import { Time } from '../parts/Time'
import { useQuery } from '../parts/useQuery'

const PAGE = 50
const SELDOM_MILLIS = 15_000

/** As the API knows them. */
const REASONS = [
  'no-outreach-id',
  'id-not-numeric',
  'nothing-mapped',
  'no-consent',
  'not-a-scalar',
  'too-long',
  'wrong-type',
  'by-route',
]

/** Which profiles were excluded last, and why. */
export const Exclusions: FC = () => {
  const chosen = useDestination()
  const [query, setQuery] = useQuery()
  const name = chosen.name
  const excluded = usePaged<ExcludedProfile>(
    name && `destinations/${encodeURIComponent(name)}/exclusions`,
    { reason: query.reason, from: query.from, to: query.to, limit: PAGE },
    SELDOM_MILLIS,
  )
  const columns: Column<ExcludedProfile>[] = [
    { title: 'Read', cell: each => <Time at={each.at} /> },
    { title: 'Reason', cell: each => each.reason },
    {
      title: 'Prospect',
      cell: each => (each.prospectId === null ? '–' : <ProspectLink destination={name ?? ''} id={each.prospectId} />),
    },
    { title: 'What', cell: each => <What excluded={each} /> },
    { title: 'Record', cell: each => `${each.topic}, partition ${each.partition}, offset ${each.offset}` },
  ]
  return (
    <PageFrame
      title="Excluded profiles"
      lead="Of each reason the last 100, the newest first."
      polled={excluded.problem ? excluded : chosen.all}
      actions={<Link to={address(PATHS.runs, { destination: name })}>All numbers</Link>}
    >
      <div className="or-actions">
        <DestinationSelect chosen={chosen} />
        <FormSelect
          aria-label="Reason"
          className="or-select"
          value={query.reason ?? ''}
          onChange={(_event, reason) => setQuery({ reason })}
        >
          <FormSelectOption value="" label="All reasons" />
          {REASONS.map(reason => (
            <FormSelectOption key={reason} value={reason} label={reason} />
          ))}
        </FormSelect>
      </div>
      <SpanFilter what="Read" />
      <DataTable
        label="Excluded profiles"
        columns={columns}
        rows={excluded.data?.items}
        keyOf={each => each.id}
        isAway={excluded.problem !== undefined}
        empty={
          query.from || query.to
            ? { title: 'None of that time is kept', body: 'Of each reason the last 100 are kept: these were others.' }
            : { title: 'Nothing was excluded', body: 'What asks for nothing that may be sent stands here, with its reason.' }
        }
      />
      <Pager paged={excluded} />
    </PageFrame>
  )
}

const What: FC<{ excluded: ExcludedProfile }> = ({ excluded }) => (
  <>
    {excluded.subject}
    <div className="or-faint">{excluded.detail}</div>
  </>
)
