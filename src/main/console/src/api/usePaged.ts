import { useState } from 'react'
import { apiAddress, Query } from './client'
import { Page } from './types'
import { Polled, usePolled } from './usePolled'

/** One page of a long list, and the ways to its neighbours. */
export interface Paged<P> extends Polled<P> {
  number: number
  next: (() => void) | undefined
  previous: (() => void) | undefined
}

/** Pages through a list by the server's cursors, from the start whenever something else is asked for. */
export function usePaged<T, P extends Page<T> = Page<T>>(
  path: string | undefined,
  query: Query = {},
  everyMillis?: number | null,
): Paged<P> {
  const list = path === undefined ? undefined : apiAddress(path, query)
  const [visited, setVisited] = useState<{ list: string | undefined; cursors: string[] }>({ list, cursors: [] })
  const cursors = visited.list === list ? visited.cursors : []
  const cursor = cursors[cursors.length - 1]
  const polled = usePolled<P>(
    path === undefined ? undefined : apiAddress(path, cursor === undefined ? query : { ...query, cursor }),
    everyMillis,
  )
  const next = polled.data?.next
  return {
    ...polled,
    number: cursors.length + 1,
    next: next ? () => setVisited({ list, cursors: [...cursors, next] }) : undefined,
    previous: cursors.length > 0 ? () => setVisited({ list, cursors: cursors.slice(0, -1) }) : undefined,
  }
}
