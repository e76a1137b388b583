import { useEffect } from 'react'
import { apiAddress } from './client'
import { Page, Run } from './types'
import { Polled, usePolled } from './usePolled'

const EVERY_MILLIS = 60_000
const HOUR_MILLIS = 3_600_000

/** A server that keeps no runs says so once; it is not asked again. */
let areKept = true

export interface Runs extends Polled<Page<Run>> {
  areKept: boolean
}

/** The runs of a destination in the last hours, oldest first. */
export function useRuns(destination: string | undefined, hours: number): Runs {
  const from = Math.floor(Date.now() / HOUR_MILLIS - hours + 1) * HOUR_MILLIS
  const polled = usePolled<Page<Run>>(
    destination !== undefined && areKept
      ? apiAddress(`destinations/${encodeURIComponent(destination)}/runs`, { from: new Date(from).toISOString() })
      : undefined,
    EVERY_MILLIS,
  )
  const isUnknown = polled.problem?.status === 404
  useEffect(() => {
    areKept &&= !isUnknown
  }, [isUnknown])
  return { ...polled, problem: isUnknown ? undefined : polled.problem, areKept: areKept && !isUnknown }
}
