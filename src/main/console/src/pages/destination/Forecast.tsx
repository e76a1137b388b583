import { FC } from 'react'
import { Account, Destination } from '../../api/types'
import { counted } from '../../parts/numbers'
import { Time, useNow } from '../../parts/Time'

/** Milliseconds of an ISO 8601 duration of days and less, such as PT1H or P1DT30M. */
function millis(period: string): number {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(period)
  const [days, hours, minutes, seconds] = [1, 2, 3, 4].map(index => Number(parts?.[index] ?? 0)) as [number, number, number, number]
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
}

/** When what waits has gone out, as far as the quota decides it. */
export const Forecast: FC<{ destination: Destination; account: Account | undefined }> = ({ destination, account }) => {
  const now = useNow()
  const pending = destination.pending ?? 0
  if (!account || destination.quotaLeft === null) {
    return null
  }
  if (pending === 0) {
    return <p>Nothing waits{(destination.deadLetters ?? 0) > 0 && ' but the dead letters, for a person'}.</p>
  }
  const waiting = `${counted(pending, 'prospect')} pending`
  if (destination.state !== 'live') {
    return (
      <p>
        {waiting}. They go out when this is over: {(destination.reason || destination.state).replace(/\.$/, '')}.
      </p>
    )
  }
  const beyond = pending - destination.quotaLeft
  if (beyond <= 0) {
    return <p>{waiting}: the quota has room for all of them now.</p>
  }
  const refill = destination.quotaRefillsAt ? Date.parse(destination.quotaRefillsAt) : now
  const periods = Math.ceil(beyond / account.quota)
  return (
    <p>
      {waiting}; done not before <Time at={refill + (periods - 1) * millis(account.quotaPeriod)} />, for the quota has room
      for {counted(destination.quotaLeft, 'request')} until it refills.
      {account.destinations.length > 1 && ' Other destinations of the account use it, too.'}
    </p>
  )
}
