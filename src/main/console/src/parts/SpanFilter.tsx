import { Button } from '@patternfly/react-core'
import { FC } from 'react'
import { Time } from './Time'
import { useQuery } from './useQuery'

/** The span of time that the address names, if it names one, and the way to all of it. */
export const SpanFilter: FC<{ what: string }> = ({ what }) => {
  const [query, setQuery] = useQuery()
  if (!query.from && !query.to) {
    return null
  }
  return (
    <div className="or-actions">
      <span>
        {what}{' '}
        {query.from && (
          <>
            since <Time at={query.from} />{' '}
          </>
        )}
        {query.to && (
          <>
            before <Time at={query.to} />
          </>
        )}
      </span>
      <Button variant="link" isInline onClick={() => setQuery({ from: undefined, to: undefined })}>
        Of all times
      </Button>
    </div>
  )
}
