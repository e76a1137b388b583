import { FormSelect, FormSelectOption } from '@patternfly/react-core'
import { FC } from 'react'
import { apiAddress } from '../api/client'
import { Destination, Page } from '../api/types'
import { Polled, usePolled } from '../api/usePolled'
import { useQuery } from './useQuery'

const SELDOM_MILLIS = 30_000

interface Chosen {
  /** Undefined while the destinations are not known, or when all are meant. */
  name: string | undefined
  all: Polled<Page<Destination>>
}

/** The destination that the address names. One has to be chosen unless all may be meant; then it is the first. */
export function useDestination(isAllMeant = false): Chosen {
  const [query] = useQuery()
  const all = usePolled<Page<Destination>>(apiAddress('destinations'), SELDOM_MILLIS)
  const named = all.data?.items.find(each => each.name === query.destination)
  const chosen = named ?? (isAllMeant ? undefined : all.data?.items[0])
  return { name: chosen?.name, all }
}

/** Chooses the destination that a page is about; it stands in the address. */
export const DestinationSelect: FC<{ chosen: Chosen; isAllOffered?: boolean }> = ({ chosen, isAllOffered = false }) => {
  const [, setQuery] = useQuery()
  return (
    <FormSelect
      aria-label="Destination"
      className="or-select"
      value={chosen.name ?? ''}
      onChange={(_event, name) => setQuery({ destination: name })}
    >
      {isAllOffered && <FormSelectOption value="" label="All destinations" />}
      {chosen.all.data?.items.map(each => <FormSelectOption key={each.name} value={each.name} label={each.name} />)}
    </FormSelect>
  )
}
