import { Button, Label, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { FC } from 'react'
import { Link } from 'react-router-dom'
import { post } from '../api/client'
import { Alert } from '../api/types'
import { usePaged } from '../api/usePaged'
import { Column, DataTable } from '../parts/DataTable'
import { PageFrame } from '../parts/PageFrame'
import { Pager } from '../parts/Pager'
import { Time } from '../parts/Time'
import { useAction } from '../parts/useAction'
import { useQuery } from '../parts/useQuery'
import { may } from '../session'

const PAGE = 50
const EVERY_MILLIS = 10_000
const HAWTIO = '/actuator/hawtio/'

const STATES = { open: 'Open', cleared: 'Over' } as const

type State = keyof typeof STATES

/** What a person has to act on, and had to. */
export const Alerts: FC = () => {
  const [query, setQuery] = useQuery()
  const state: State = query.alerts === 'cleared' ? 'cleared' : 'open'
  const alerts = usePaged<Alert>('alerts', { state, limit: PAGE }, EVERY_MILLIS)
  const action = useAction()

  const acknowledge = (alert: Alert): Promise<void> =>
    action.run(async () => {
      await post<Alert>(`alerts/${alert.id}/acknowledgement`)
      alerts.reload()
      return `You have acknowledged it: ${subject(alert)} is not told again until it is over.`
    })

  const columns: Column<Alert>[] = [
    {
      title: 'How urgent',
      cell: alert => <Label status={alert.severity === 'critical' ? 'danger' : 'warning'}>{alert.severity}</Label>,
    },
    { title: 'Of what', cell: alert => <Link to={page(alert)}>{subject(alert)}</Link> },
    {
      title: 'What is wrong',
      cell: alert => (
        <>
          {sentence(alert.text)}
          {state === 'open' && <div className="or-faint">{alert.cure}</div>}
        </>
      ),
    },
    { title: 'Since', cell: alert => <Time at={alert.since} /> },
    ...(state === 'cleared' ? [{ title: 'Over since', cell: (alert: Alert) => <Time at={alert.clearedAt} /> }] : []),
    {
      title: 'Acknowledged',
      cell: alert =>
        alert.acknowledgedBy !== null ? (
          <>
            by {alert.acknowledgedBy}, <Time at={alert.acknowledgedAt} />
          </>
        ) : state === 'open' && may('operator') ? (
          <Button
            variant="secondary"
            size="sm"
            isDisabled={action.isRunning}
            aria-label={`Acknowledge ${subject(alert)}: ${alert.text}`}
            onClick={() => void acknowledge(alert)}
          >
            Acknowledge
          </Button>
        ) : (
          'no'
        ),
    },
  ]

  return (
    <PageFrame title="Alerts" lead="What a person has to act on. One that is acknowledged is not told again until it is over." polled={alerts}>
      {action.outcome}
      <ToggleGroup aria-label="Which alerts">
        {(Object.keys(STATES) as State[]).map(each => (
          <ToggleGroupItem
            key={each}
            text={STATES[each]}
            isSelected={state === each}
            onChange={() => setQuery({ alerts: each === 'open' ? undefined : each })}
          />
        ))}
      </ToggleGroup>
      <DataTable
        label="Alerts"
        columns={columns}
        rows={alerts.data?.items}
        keyOf={alert => alert.id}
        isAway={alerts.problem !== undefined}
        empty={
          state === 'open'
            ? {
                title: 'Nothing has to be done',
                body: 'What a person has to act on stands here and in the log, and wherever else the runtime is told to tell it.',
              }
            : { title: 'Nothing was an alert yet', body: 'Alerts that are over stand here for 90 days.' }
        }
      />
      <Pager paged={alerts} />
    </PageFrame>
  )
}

function subject(alert: Alert): string {
  return alert.kind === 'runtime' ? 'the runtime' : alert.kind === 'account' ? `account ${alert.subject}` : alert.subject
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/** Within this page, however the server is called elsewhere. */
function page(alert: Alert): string {
  return alert.link.slice(alert.link.lastIndexOf(HAWTIO) + HAWTIO.length - 1)
}
