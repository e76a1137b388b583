import { Content, Flex, FlexItem, PageSection, Title } from '@patternfly/react-core'
import { FC, ReactNode } from 'react'
import { Polled } from '../api/usePolled'
import { ProblemAlert } from './ProblemAlert'
import css from './console.css'

interface PageFrameProps {
  title: ReactNode
  /** What the page is for, in a sentence. */
  lead?: ReactNode
  /** What is done from here. */
  actions?: ReactNode
  /** What the page shows; when it is not answered, the page says so. */
  polled?: Pick<Polled<unknown>, 'problem' | 'at'>
  children: ReactNode
}

/** What all pages have in common. */
export const PageFrame: FC<PageFrameProps> = ({ title, lead, actions, polled, children }) => (
  <PageSection hasBodyWrapper={false} className="or-page">
    <style>{css}</style>
    <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }} alignItems={{ default: 'alignItemsFlexStart' }}>
      <FlexItem>
        <Title headingLevel="h1" size="2xl">
          {title}
        </Title>
        {lead && <Content component="p">{lead}</Content>}
      </FlexItem>
      {actions && <FlexItem className="or-actions">{actions}</FlexItem>}
    </Flex>
    {polled && <ProblemAlert problem={polled.problem} staleSince={polled.at} />}
    {children}
  </PageSection>
)
