import { Button, Flex, FlexItem } from '@patternfly/react-core'
import { FC } from 'react'
import { Page } from '../api/types'
import { Paged } from '../api/usePaged'

/** The ways to the pages before and after; nothing when there is one only. */
export const Pager: FC<{ paged: Paged<Page<unknown>> }> = ({ paged }) => {
  if (!paged.next && !paged.previous) {
    return null
  }
  return (
    <Flex className="or-pager">
      <Button variant="secondary" isDisabled={!paged.previous} onClick={paged.previous}>
        Previous
      </Button>
      <FlexItem>Page {paged.number}</FlexItem>
      <Button variant="secondary" isDisabled={!paged.next} onClick={paged.next}>
        Next
      </Button>
    </Flex>
  )
}
