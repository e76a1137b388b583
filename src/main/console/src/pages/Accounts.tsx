import { Alert, Button, Card, CardBody, CardFooter, CardTitle, EmptyState, EmptyStateBody, Label, Progress, Spinner } from '@patternfly/react-core'
import { FC } from 'react'
import { Link } from 'react-router-dom'
import { apiAddress, post, serverPage } from '../api/client'
import { Account, Budget, Page, Told, Usage } from '../api/types'
import { usePolled } from '../api/usePolled'
import { DAYS, pointsOf, WEEK } from '../api/useRuns'
import { Facts } from '../parts/Facts'
import { LineChart } from '../parts/LineChart'
import { DestinationLink, PATHS } from '../parts/links'
import { count } from '../parts/numbers'
import { PageFrame } from '../parts/PageFrame'
import { ProblemAlert } from '../parts/ProblemAlert'
import { needsReconnect } from '../parts/StandingLabel'
import { Time } from '../parts/Time'
import { useAction } from '../parts/useAction'
import { may } from '../session'

const SELDOM_MILLIS = 60_000

/** The Outreach users in whose name updates are made: their grants and their quotas. */
export const Accounts: FC = () => {
  const accounts = usePolled<Page<Account>>(apiAddress('accounts'))
  return (
    <PageFrame
      title="Accounts"
      lead="The Outreach users in whose name updates are made. Outreach counts requests for each of them."
      polled={accounts}
    >
      {!accounts.data && !accounts.problem && <Spinner aria-label="Accounts: loading" />}
      {accounts.data?.items.length === 0 && (
        <EmptyState titleText="No account yet" headingLevel="h2" variant="sm">
          <EmptyStateBody>A destination in destinations.yaml names the account it uses.</EmptyStateBody>
        </EmptyState>
      )}
      <div className="or-groups">
        {accounts.data?.items.map(account => <AccountCard key={account.name} account={account} reload={accounts.reload} />)}
      </div>
    </PageFrame>
  )
}

const AccountCard: FC<{ account: Account; reload: () => void }> = ({ account, reload }) => {
  const action = useAction()
  const isLost = needsReconnect(account)
  const check = (): Promise<void> =>
    action.run(async () => {
      await post<Told>(`accounts/${encodeURIComponent(account.name)}/check`)
      reload()
      return 'Outreach was asked. What it said stands below.'
    })
  return (
    <Card component="section">
      <CardTitle component="h2">
        {account.name}{' '}
        <Label status={account.status === 'connected' ? 'success' : isLost ? 'danger' : 'warning'}>
          {account.status.replaceAll('-', ' ')}
        </Label>
      </CardTitle>
      <CardBody>
        {account.problem && <Alert isInline component="h3" variant={isLost ? 'danger' : 'warning'} title={account.problem} />}
        {account.waitsBecause && (
          <Alert isInline component="h3" variant="warning" title={account.waitsBecause}>
            {account.waitsUntil && (
              <>
                It waits until <Time at={account.waitsUntil} />.
              </>
            )}
          </Alert>
        )}
        {action.outcome}
        {account.quotaLeft !== null && (
          <Progress
            title="Quota left"
            aria-label={`Quota left of ${account.name}`}
            value={account.quotaLeft}
            max={account.quota}
            label={`${count(account.quotaLeft)} of ${count(account.quota)}`}
          />
        )}
        {account.budget && (
          <Progress
            title="Budget used"
            aria-label={`Budget used of ${account.name}`}
            value={account.budget.used}
            max={account.budget.requests}
            label={`${count(account.budget.used)} of ${count(account.budget.requests)}`}
            {...(account.budget.low && { variant: 'warning' })}
          />
        )}
        <UsageOf account={account} />
        <Facts
          of={[
            ['Budget', account.budget ? <BudgetOf key="budget" budget={account.budget} /> : undefined],
            ['Quota refills', <Time key="at" at={account.quotaRefillsAt} none="it is whole" />],
            ['Connected as', account.authorisedBy || 'not known yet'],
            ['Organisation', account.organisation || undefined],
            ['Scopes', account.scopes || undefined],
            ['Connected since', <Time key="at" at={account.authorisedSince} />],
            ['Access token until', <Time key="at" at={account.accessTokenExpiresAt} />],
            ['Grant until', <Time key="at" at={account.grantExpiresAt} />],
            ['Used by', <Users key="users" names={account.destinations} />],
            ['Check of the fields', <div key="check" className="or-pre">{account.check}</div>],
          ]}
        />
      </CardBody>
      <CardFooter className="or-actions">
        {may('admin') && (
          <Button
            variant={isLost ? 'primary' : 'secondary'}
            component="a"
            href={serverPage(`accounts/${encodeURIComponent(account.name)}`)}
          >
            {isLost ? 'Connect' : 'Connection'}
          </Button>
        )}
        {may('operator') && (
          <Button variant="secondary" isLoading={action.isRunning} isDisabled={action.isRunning} onClick={() => void check()}>
            Check
          </Button>
        )}
        {account.destinations[0] && (
          <Link to={`${PATHS.requests}?destination=${encodeURIComponent(account.destinations[0])}`}>Requests</Link>
        )}
      </CardFooter>
    </Card>
  )
}

const BudgetOf: FC<{ budget: Budget }> = ({ budget }) => (
  <>
    {count(budget.left)} left until {budget.until} (UTC), {count(budget.leftToday)} of them today
    <div className="or-faint">{budget.forecast}</div>
  </>
)

/** Requests over time, beside what may leave in an hour. */
const UsageOf: FC<{ account: Account }> = ({ account }) => {
  const { data, problem, at } = usePolled<Usage>(
    apiAddress(`accounts/${encodeURIComponent(account.name)}/usage`),
    SELDOM_MILLIS,
  )
  if (!data) {
    return <ProblemAlert problem={problem} staleSince={at} />
  }
  const hours = new Map(data.hours.map(({ hour, requests }) => [Date.parse(hour), requests]))
  const days = new Map(data.days.map(({ day, requests }) => [Date.parse(day), requests]))
  return (
    <div className="or-charts">
      <LineChart title="Requests for prospects by hour, 7 days" each="hour" points={pointsOf(hours, WEEK)} />
      <LineChart title="All requests by day, 90 days" each="day" points={pointsOf(days, DAYS)} />
    </div>
  )
}

const Users: FC<{ names: string[] }> = ({ names }) => (
  <>
    {names.map(name => (
      <span key={name}>
        <DestinationLink name={name} />{' '}
      </span>
    ))}
  </>
)
