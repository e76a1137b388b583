import { Content, Label, Title } from '@patternfly/react-core'
import { FC } from 'react'
import { useParams } from 'react-router-dom'
import { apiAddress } from '../api/client'
import { DesiredValue, Prospect as ProspectData, ProspectField } from '../api/types'
import { usePolled } from '../api/usePolled'
import { Column, DataTable } from '../parts/DataTable'
import { Facts } from '../parts/Facts'
import { DestinationLink, EventLink, InOutreach, LetterLink } from '../parts/links'
import { shown } from '../parts/numbers'
import { PageFrame } from '../parts/PageFrame'
import { Time } from '../parts/Time'
import { may } from '../session'
import { RequestsTable } from './Requests'

const STATE_STATUS = {
  confirmed: 'success',
  pending: 'info',
  blocked: 'danger',
  withheld: 'warning',
  refused: 'danger',
} as const

/** One prospect: what is desired of it, what Outreach has confirmed, and why the two differ. */
export const Prospect: FC = () => {
  const { destination = '', id = '' } = useParams()
  const polled = usePolled<ProspectData>(
    apiAddress(`destinations/${encodeURIComponent(destination)}/prospects/${encodeURIComponent(id)}`),
  )
  const prospect = polled.data
  return (
    <PageFrame
      title={`Prospect ${id}`}
      lead={
        <>
          In <DestinationLink name={destination} />. {/^\d+$/.test(id) && <InOutreach id={Number(id)} />}
        </>
      }
      polled={polled}
    >
      {prospect && (
        <>
          <Content component="p">{prospect.summary}</Content>
          <Facts
            of={[
              ['Pending since', prospect.standing?.pendingSince ? <Time at={prospect.standing.pendingSince} /> : undefined],
              ['Next try', prospect.standing?.dueAt ? <Time at={prospect.standing.dueAt} /> : undefined],
              ['Failed tries', prospect.standing && prospect.standing.attempts > 0 ? prospect.standing.attempts : undefined],
              ['Consent withheld', withoutConsent(prospect)],
              ['Last excluded', prospect.excluded ? <Excluded excluded={prospect.excluded} /> : undefined],
              [
                'Open dead letters',
                prospect.deadLetters.length > 0
                  ? prospect.deadLetters.map(each => (
                      <span key={each}>
                        <LetterLink id={each} />{' '}
                      </span>
                    ))
                  : undefined,
              ],
            ]}
          />
          <Title headingLevel="h2" size="lg">
            Fields
          </Title>
          <DataTable
            label="Fields"
            columns={fieldColumns(destination)}
            rows={prospect.fields}
            keyOf={field => field.attribute}
            empty={{ title: 'Nothing is desired of it here', body: 'No event has asked for a change of this prospect.' }}
          />
          <Title headingLevel="h2" size="lg">
            Requests
          </Title>
          <RequestsTable requests={prospect.requests} isOfOne />
        </>
      )}
    </PageFrame>
  )
}

function withoutConsent(prospect: ProspectData): string | undefined {
  const withheld = Object.keys(prospect.standing?.withoutConsent ?? {})
  return withheld.length === 0 ? undefined : withheld.map(each => (each === '*' ? 'everything' : each)).join(', ')
}

const Excluded: FC<{ excluded: NonNullable<ProspectData['excluded']> }> = ({ excluded }) => (
  <>
    {excluded.reason} <Time at={excluded.notedAt} />{' '}
    <span className="or-faint">
      {excluded.topic}, partition {excluded.partition}, offset {excluded.offset}
    </span>
  </>
)

function fieldColumns(destination: string): Column<ProspectField>[] {
  const columns: Column<ProspectField>[] = [
    {
      title: 'Field',
      cell: field => (
        <>
          {field.attribute}
          <div className="or-faint">{field.source?.segmentName ?? field.source?.path ?? 'not mapped any more'}</div>
        </>
      ),
    },
    {
      title: 'State',
      cell: field => (
        <>
          {field.state === 'not-desired' ? (
            <Label>not desired</Label>
          ) : (
            <Label status={STATE_STATUS[field.state]}>{field.state}</Label>
          )}{' '}
          {field.inDoubt && <Label status="warning">in doubt</Label>}
          <div className="or-faint">{field.reason}</div>
        </>
      ),
    },
    {
      title: 'Desired',
      cell: field => (
        <Desired destination={destination} desired={field.desired ?? field.held} isHeld={field.desired === null} />
      ),
    },
    {
      title: 'In Outreach',
      cell: field =>
        field.acknowledged ? (
          <>
            {may('operator') && <div>{shown(field.acknowledgedValue)}</div>}
            <span className="or-faint">
              confirmed <Time at={field.acknowledgedAt} none="" />
            </span>
          </>
        ) : (
          'nothing confirmed'
        ),
    },
  ]
  return columns
}

const Desired: FC<{ destination: string; desired: DesiredValue | null; isHeld: boolean }> = ({ destination, desired, isHeld }) => {
  if (!desired) {
    return <>–</>
  }
  return (
    <>
      {may('operator') && <div>{shown(desired.value)}</div>}
      <span className="or-faint">
        {isHeld && 'held, for consent is withheld; '}
        of <Time at={desired.at} />
        {desired.topic && (
          <>
            , event <EventLink destination={destination} event={`${desired.partition}-${desired.offset}`} /> of {desired.topic}
          </>
        )}
      </span>
    </>
  )
}
