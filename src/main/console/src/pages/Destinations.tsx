import { FC } from 'react'
import { Link } from 'react-router-dom'
import { apiAddress } from '../api/client'
import { Account, Destination, Page } from '../api/types'
import { usePolled } from '../api/usePolled'
import { DAY, points, useRuns } from '../api/useRuns'
import { Column, DataTable } from '../parts/DataTable'
import { Sparkline } from '../parts/LineChart'
import { address, DestinationLink, PATHS } from '../parts/links'
import { count } from '../parts/numbers'
import { PageFrame } from '../parts/PageFrame'
import { StandingLabel } from '../parts/StandingLabel'
import { Time } from '../parts/Time'


/** How each destination stands, at a look. */
export const Destinations: FC = () => {
  const destinations = usePolled<Page<Destination>>(apiAddress('destinations'))
  const accounts = usePolled<Page<Account>>(apiAddress('accounts'))
  const accountOf = (destination: Destination): Account | undefined =>
    accounts.data?.items.find(account => account.name === destination.account)

  const columns: Column<Destination>[] = [
    {
      title: 'Destination',
      cell: each => (
        <>
          <DestinationLink name={each.name} />
          <div className="or-faint">{each.description}</div>
        </>
      ),
    },
    {
      title: 'State',
      cell: each => (
        <>
          <StandingLabel destination={each} account={accountOf(each)} />
          <div className="or-faint">{each.reason || each.problem}</div>
        </>
      ),
    },
    { title: 'Connected as', cell: each => accountOf(each)?.authorisedBy || each.account },
    {
      title: 'Pending',
      isNumber: true,
      cell: each => (
        <Link to={address(PATHS.prospects, { destination: each.name, standing: 'pending' })}>{count(each.pending)}</Link>
      ),
    },
    { title: 'Oldest pending', cell: each => <Time at={each.oldestPendingSince} none="nothing waits" /> },
    {
      title: 'Quota left',
      cell: each => (
        <>
          {count(each.quotaLeft)}
          {each.quotaRefillsAt && (
            <div className="or-faint">
              refills <Time at={each.quotaRefillsAt} />
            </div>
          )}
        </>
      ),
    },
    { title: 'Delivered', isNumber: true, cell: each => <Delivered destination={each} /> },
    {
      title: 'Dead letters',
      isNumber: true,
      cell: each => (
        <Link to={address(PATHS.deadLetters, { destination: each.name })}>{count(each.deadLetters)}</Link>
      ),
    },
  ]

  return (
    <PageFrame
      title="Destinations"
      lead="Where segments go, and whether they arrive."
      polled={destinations.problem ? destinations : accounts}
    >
      <DataTable
        label="Destinations"
        columns={columns}
        rows={destinations.data?.items}
        keyOf={each => each.name}
        isAway={destinations.problem !== undefined}
        empty={{ title: 'No destination yet', body: 'Describe one in destinations.yaml, in the folder that ROUTES_DIR names.' }}
      />
    </PageFrame>
  )
}

/** In this hour, with the day's shape; since this process has started while that is not known. */
const Delivered: FC<{ destination: Destination }> = ({ destination }) => {
  const runs = useRuns(destination.name, DAY)
  if (!runs.data) {
    return (
      <>
        {count(destination.counts.delivered)}
        <div className="or-faint">since the start</div>
      </>
    )
  }
  const delivered = points(runs.data.items, DAY, run => run.delivered)
  return (
    <>
      {count(delivered[delivered.length - 1]?.value ?? 0)}
      <div className="or-faint">this hour</div>
      <Sparkline label="Delivered in each of the last 24 hours" points={delivered} />
    </>
  )
}
