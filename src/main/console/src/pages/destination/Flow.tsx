import { FC, ReactNode } from 'react'
import { Link } from 'react-router-dom'
import { Account, Destination } from '../../api/types'
import { address, PATHS } from '../../parts/links'
import { count, counted } from '../../parts/numbers'
import { Time } from '../../parts/Time'

interface StepProps {
  name: ReactNode
  figure: ReactNode
  tone?: 'warn' | 'bad' | undefined
  children: ReactNode
}

const Step: FC<StepProps> = ({ name, figure, tone, children }) => (
  <li className={tone ? `or-${tone}` : ''}>
    {name}
    <span className="or-figure">{figure}</span>
    <span className="or-more">{children}</span>
  </li>
)

/** The way of the events to Outreach, with what has gone and what waits at each step. */
export const Flow: FC<{ destination: Destination; account: Account | undefined }> = ({ destination, account }) => {
  const { name, counts } = destination
  const stands = destination.state !== 'live'
  return (
    <ol className="or-flow" aria-label="The way of the events">
      <Step name="Events" figure={count(counts.events)}>
        read since the start of this process
      </Step>
      <Step name="Intake" figure={count(counts.excluded)}>
        excluded; {count(counts.merged)} merged, {count(counts.unchanged)} unchanged
      </Step>
      <Step
        name={<Link to={address(PATHS.prospects, { destination: name, standing: 'pending' })}>Backlog</Link>}
        figure={count(destination.pending)}
        tone={stands && (destination.pending ?? 0) > 0 ? 'warn' : undefined}
      >
        {destination.oldestPendingSince ? (
          <>
            pending, the oldest since <Time at={destination.oldestPendingSince} />
          </>
        ) : (
          'pending'
        )}
        {(destination.withheldProspects ?? 0) > 0 && <>; {count(destination.withheldProspects)} withheld</>}
        {(destination.blockedProspects ?? 0) > 0 && <>; {count(destination.blockedProspects)} blocked</>}
      </Step>
      <Step
        name={<Link to={PATHS.accounts}>Quota</Link>}
        figure={count(destination.quotaLeft)}
        tone={destination.quotaLeft === 0 ? 'warn' : undefined}
      >
        {account && <>of {count(account.quota)} left</>}
        {destination.quotaRefillsAt && (
          <>
            , refills <Time at={destination.quotaRefillsAt} />
          </>
        )}
      </Step>
      <Step name={<Link to={address(PATHS.requests, { destination: name })}>Outreach</Link>} figure={count(counts.delivered)}>
        delivered; {counted(counts.failed, 'request')} failed and tried again
      </Step>
      <Step
        name={<Link to={address(PATHS.deadLetters, { destination: name })}>Dead letters</Link>}
        figure={count(destination.deadLetters)}
        tone={(destination.deadLetters ?? 0) > 0 ? 'bad' : undefined}
      >
        open: they need a person
      </Step>
    </ol>
  )
}
