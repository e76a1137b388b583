import { ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { FC } from 'react'
import { DAY, Span } from '../api/useRuns'
import { useQuery } from './useQuery'

/** The span of time that the address names; the last day unless it is another. */
export function useSpan(spans: Span[]): Span {
  const [query] = useQuery()
  return spans.find(each => each.key === query.span) ?? DAY
}

/** Chooses how far back one looks; it stands in the address. */
export const SpanToggle: FC<{ spans: Span[] }> = ({ spans }) => {
  const [, setQuery] = useQuery()
  const chosen = useSpan(spans)
  return (
    <ToggleGroup aria-label="Span of time">
      {spans.map(each => (
        <ToggleGroupItem
          key={each.key}
          text={each.title}
          isSelected={each.key === chosen.key}
          onChange={() => setQuery({ span: each.key === DAY.key ? undefined : each.key })}
        />
      ))}
    </ToggleGroup>
  )
}
