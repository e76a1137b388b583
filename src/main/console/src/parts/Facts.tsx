import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core'
import { FC, ReactNode } from 'react'

/** Names and what is known under them; what is undefined is left out. */
export const Facts: FC<{ of: [string, ReactNode][] }> = ({ of }) => (
  <DescriptionList isHorizontal isCompact className="or-facts">
    {of
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => (
        <DescriptionListGroup key={name}>
          <DescriptionListTerm>{name}</DescriptionListTerm>
          <DescriptionListDescription>{value}</DescriptionListDescription>
        </DescriptionListGroup>
      ))}
  </DescriptionList>
)
