import { Content } from '@patternfly/react-core'
import { FC } from 'react'
import { Link } from 'react-router-dom'
import { apiAddress } from '../../api/client'
import { Members, Page, Segment } from '../../api/types'
import { usePolled } from '../../api/usePolled'
import { Column, DataTable } from '../../parts/DataTable'
import { address, PATHS } from '../../parts/links'
import { count } from '../../parts/numbers'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { Time } from '../../parts/Time'
import { may } from '../../session'

const SELDOM_MILLIS = 60_000

/** The segments of a destination: where each goes, and how many have arrived. */
export const Segments: FC<{ destination: string }> = ({ destination }) => {
  const path = `destinations/${encodeURIComponent(destination)}`
  const segments = usePolled<Page<Segment>>(apiAddress(`${path}/segments`), SELDOM_MILLIS)
  const members = usePolled<Members>(apiAddress(`${path}/prospects/members`), SELDOM_MILLIS)

  const column = (title: string, status: 'realized' | 'exited'): Column<Segment> => ({
    title,
    isNumber: true,
    cell: segment => {
      if (!members.data?.at) {
        return '–'
      }
      const of = members.data.items.find(each => each.segment === segment.id && each.status === status)
      const [desired, acknowledged] = [of?.desired ?? 0, of?.acknowledged ?? 0]
      const asked = { destination, segment: segment.id, status }
      return (
        <>
          {may('operator') ? <Link to={address(PATHS.prospects, asked)}>{count(desired)}</Link> : count(desired)}
          <div className="or-faint">
            {desired === acknowledged ? (
              'all confirmed'
            ) : (
              <>
                {count(acknowledged)} confirmed, {count(desired - acknowledged)} not:{' '}
                {['pending', 'refused'].map(standing => (
                  <span key={standing}>
                    <Link to={address(PATHS.prospects, { destination, segment: segment.id, standing })}>{standing}</Link>{' '}
                  </span>
                ))}
              </>
            )}
          </div>
        </>
      )
    },
  })

  const columns: Column<Segment>[] = [
    {
      title: 'Segment',
      cell: segment => (
        <>
          {segment.name}
          {segment.name !== segment.id && <div className="or-faint">{segment.id}</div>}
        </>
      ),
    },
    { title: 'Mapping ID', isNumber: true, cell: segment => segment.mappingId },
    {
      title: 'Field in Outreach',
      cell: segment => (
        <>
          {segment.fieldLabel ?? segment.attribute}
          <div className="or-faint">{[segment.fieldLabel && segment.attribute, segment.fieldType].filter(Boolean).join(', ')}</div>
        </>
      ),
    },
    {
      title: 'Sends',
      cell: segment => (
        <>
          {segment.entered} <span className="or-faint">or</span> {segment.exited}
          {segment.mode === 'dry-run' && <div className="or-faint">dry run: nothing is sent</div>}
        </>
      ),
    },
    column('Members', 'realized'),
    column('Exited', 'exited'),
  ]

  return (
    <>
      <ProblemAlert problem={segments.problem ?? members.problem} staleSince={segments.at} />
      <DataTable
        label="Segments"
        columns={columns}
        rows={segments.data?.items}
        keyOf={segment => segment.id}
        isAway={segments.problem !== undefined}
        empty={{
          title: 'No segments',
          body: 'Name some under segments of this destination in destinations.yaml, each with its mapping ID.',
        }}
      />
      {members.data && (
        <Content component="small">
          {members.data.at ? (
            <>
              Members as of <Time at={members.data.at} />: they are counted again every minute, more seldom when that takes
              long.
            </>
          ) : (
            'Members are being counted for the first time: they stand here soon.'
          )}{' '}
          “Confirmed” is what Outreach has answered to have.
        </Content>
      )}
    </>
  )
}
