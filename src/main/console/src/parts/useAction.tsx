import { Alert, AlertActionCloseButton } from '@patternfly/react-core'
import { ReactNode, useState } from 'react'
import { Problem } from '../api/client'
import { ProblemAlert } from './ProblemAlert'

interface Action {
  /** Does it, and shows what it says. */
  run: (work: () => Promise<string>) => Promise<void>
  isRunning: boolean
  /** What was said last. */
  outcome: ReactNode
}

/** Something that is done by a button, and what came of it. */
export function useAction(): Action {
  const [isRunning, setRunning] = useState(false)
  const [said, setSaid] = useState('')
  const [problem, setProblem] = useState<Problem>()

  const run = async (work: () => Promise<string>): Promise<void> => {
    setRunning(true)
    setProblem(undefined)
    try {
      setSaid(await work())
    } catch (failure) {
      setSaid('')
      setProblem(Problem.of(failure))
    } finally {
      setRunning(false)
    }
  }

  return {
    run,
    isRunning,
    outcome: (
      <div role="status">
        {said && (
          <Alert
            isInline
            component="h2"
            variant="info"
            title={said}
            actionClose={<AlertActionCloseButton onClose={() => setSaid('')} />}
          />
        )}
        <ProblemAlert problem={problem} />
      </div>
    ),
  }
}
