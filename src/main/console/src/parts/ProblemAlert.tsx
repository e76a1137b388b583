import { Alert, AlertActionLink } from '@patternfly/react-core'
import { FC } from 'react'
import { Problem } from '../api/client'
import { Time } from './Time'

interface ProblemAlertProps {
  problem: Problem | undefined
  /** When the server answered last, if what is shown is from then. */
  staleSince?: number | undefined
}

/** What went wrong, and what to do about it, in the server's words. */
export const ProblemAlert: FC<ProblemAlertProps> = ({ problem, staleSince }) => {
  if (!problem) {
    return null
  }
  if (problem.status === 401) {
    return (
      <Alert
        isInline
        component="h2"
        variant="warning"
        title="Your session is over"
        actionLinks={<AlertActionLink onClick={() => window.location.reload()}>Sign in again</AlertActionLink>}
      >
        You come back to this page.
      </Alert>
    )
  }
  return (
    <Alert
      isInline
      component="h2"
      variant={problem.isAway ? 'warning' : 'danger'}
      title={problem.isAway ? `${problem.detail} It is asked again by itself.` : problem.detail}
    >
      {staleSince !== undefined && (
        <>
          What is shown is of <Time at={staleSince} />.
        </>
      )}
    </Alert>
  )
}
