import { useCallback, useEffect, useRef, useState } from 'react'
import { get, Problem } from './client'

const LONGEST_WAIT_MILLIS = 60_000

/** What was asked for again and again, as it was when the server answered last. */
export interface Polled<T> {
  data: T | undefined
  /** Why the last question was not answered; undefined when it was. */
  problem: Problem | undefined
  /** When the server answered last, in milliseconds since 1970. */
  at: number | undefined
  reload: () => void
}

interface Answer<T> {
  address: string
  data: T | undefined
  problem: Problem | undefined
  at: number | undefined
}

/**
 * Asks the API now and every so often while somebody looks: not while the tab is hidden, and ever more seldom while there is no answer.
 * An address that is undefined is not asked; with null for how often, it is asked once.
 */
export function usePolled<T>(address: string | undefined, everyMillis: number | null = 5_000): Polled<T> {
  const [answer, setAnswer] = useState<Answer<T>>()
  const ask = useRef<() => void>(() => undefined)

  useEffect(() => {
    if (address === undefined) {
      return undefined
    }
    const leaving = new AbortController()
    let timer: number | undefined
    let failures = 0
    let asking = false

    const now = async (): Promise<void> => {
      if (asking) {
        return
      }
      window.clearTimeout(timer)
      asking = true
      try {
        const data = await get<T>(address, undefined, leaving.signal)
        failures = 0
        setAnswer({ address, data, problem: undefined, at: Date.now() })
      } catch (failure) {
        if (leaving.signal.aborted) {
          return
        }
        failures++
        setAnswer(before => ({
          ...(before?.address === address ? before : { data: undefined, at: undefined }),
          address,
          problem: Problem.of(failure),
        }))
      } finally {
        asking = false
      }
      if (everyMillis !== null && !document.hidden && !leaving.signal.aborted) {
        timer = window.setTimeout(() => void now(), Math.min(LONGEST_WAIT_MILLIS, everyMillis * 2 ** failures))
      }
    }
    const seenAgain = (): void => {
      if (document.hidden || everyMillis === null) {
        window.clearTimeout(timer)
      } else {
        void now()
      }
    }

    ask.current = () => void now()
    void now()
    document.addEventListener('visibilitychange', seenAgain)
    return () => {
      leaving.abort()
      window.clearTimeout(timer)
      document.removeEventListener('visibilitychange', seenAgain)
    }
  }, [address, everyMillis])

  const reload = useCallback(() => ask.current(), [])
  const current = answer?.address === address ? answer : undefined
  return { data: current?.data, problem: current?.problem, at: current?.at, reload }
}
