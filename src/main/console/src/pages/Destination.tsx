import { Alert, Tab, Tabs, TabTitleText } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { useNavigate, useParams } from 'react-router-dom'
import { apiAddress } from '../api/client'
import { Account, Configuration, Destination as DestinationData, Page } from '../api/types'
import { usePolled } from '../api/usePolled'
import { Facts } from '../parts/Facts'
import { FindingsTable } from '../parts/FindingsTable'
import { PATHS } from '../parts/links'
import { PageFrame } from '../parts/PageFrame'
import { StandingLabel } from '../parts/StandingLabel'
import { Time } from '../parts/Time'
import { useAction } from '../parts/useAction'
import { Charts } from './destination/Charts'
import { Flow } from './destination/Flow'
import { Forecast } from './destination/Forecast'
import { ResyncModal } from './destination/ResyncModal'
import { Routes } from './destination/Routes'
import { Segments } from './destination/Segments'
import { Switches } from './destination/Switches'
import { ResyncsTable } from './Resyncs'

const SELDOM_MILLIS = 30_000

/** One destination: what flows through it, what it waits for, and what may be done about it. */
export const Destination: FC = () => {
  const { name = '', '*': tab = '' } = useParams()
  const navigate = useNavigate()
  const [isResyncing, setResyncing] = useState(false)
  const action = useAction()
  const polled = usePolled<DestinationData>(apiAddress(`destinations/${encodeURIComponent(name)}`))
  const accounts = usePolled<Page<Account>>(apiAddress('accounts'))
  const destination = polled.data
  const account = accounts.data?.items.find(each => each.name === destination?.account)

  return (
    <PageFrame
      title={
        <>
          {name} {destination && <StandingLabel destination={destination} account={account} />}
        </>
      }
      lead={destination?.description}
      polled={polled}
      actions={
        destination && (
          <Switches
            destination={destination}
            account={account}
            action={action}
            reload={polled.reload}
            onResync={() => setResyncing(true)}
          />
        )
      }
    >
      {action.outcome}
      {destination && <Warnings destination={destination} />}
      {destination && <Flow destination={destination} account={account} />}
      {destination && <Forecast destination={destination} account={account} />}
      <Tabs
        aria-label={`About ${name}`}
        activeKey={tab}
        onSelect={(_event, key) => navigate(`${PATHS.destinations}/${encodeURIComponent(name)}/${key}`)}
      >
        <Tab eventKey="" title={<TabTitleText>Charts</TabTitleText>}>
          {tab === '' && <Charts destination={name} pending={destination?.pending ?? null} />}
        </Tab>
        <Tab eventKey="segments" title={<TabTitleText>Segments</TabTitleText>}>
          {tab === 'segments' && <Segments destination={name} />}
        </Tab>
        <Tab eventKey="resyncs" title={<TabTitleText>Resyncs</TabTitleText>}>
          {tab === 'resyncs' && <ResyncsTable destination={name} />}
        </Tab>
        <Tab eventKey="routes" title={<TabTitleText>Routes</TabTitleText>}>
          {tab === 'routes' && destination && <Routes destination={name} account={destination.account} />}
        </Tab>
        <Tab eventKey="configuration" title={<TabTitleText>Configuration</TabTitleText>}>
          {tab === 'configuration' && destination && <ConfigurationOf destination={destination} account={account} />}
        </Tab>
      </Tabs>
      {isResyncing && <ResyncModal destination={name} onClose={() => setResyncing(false)} />}
    </PageFrame>
  )
}

const Warnings: FC<{ destination: DestinationData }> = ({ destination }) => (
  <>
    {destination.reason && (
      <Alert isInline component="h2" variant="warning" title={destination.state === 'paused' ? 'Paused' : 'It waits'}>
        {destination.reason}
        {destination.pausedSince && (
          <>
            {' '}
            (since <Time at={destination.pausedSince} />)
          </>
        )}
      </Alert>
    )}
    {destination.blocked.map(blocked => (
      <Alert key={blocked} isInline component="h2" variant="danger" title="Blocked: nothing is sent for it">
        {blocked}
      </Alert>
    ))}
  </>
)

const ConfigurationOf: FC<{ destination: DestinationData; account: Account | undefined }> = ({
  destination,
  account,
}) => {
  const configuration = usePolled<Configuration>(apiAddress('configuration'), SELDOM_MILLIS)
  const { data } = configuration
  const own = data?.findings.filter(
    finding => finding.path.includes(destination.name) || !finding.path.includes('destinations'),
  )
  return (
    <>
      <Facts
        of={[
          ['Mode', destination.mode === 'dry-run' ? 'dry run: nothing is sent' : 'live'],
          ['Account', destination.account],
          ['Configuration', data && <code>{data.version}</code>],
          ['Runs since', data && <Time at={data.since} />],
          ['Check of the fields', account?.check && <div className="or-pre">{account.check}</div>],
        ]}
      />
      <FindingsTable findings={own} isAway={configuration.problem !== undefined} />
    </>
  )
}
