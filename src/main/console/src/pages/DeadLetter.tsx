import { Button, Title } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { useParams } from 'react-router-dom'
import { apiAddress, getText, Problem } from '../api/client'
import { DeadLetter as Letter } from '../api/types'
import { usePolled } from '../api/usePolled'
import { Facts } from '../parts/Facts'
import { DestinationLink, InOutreach, ProspectLink } from '../parts/links'
import { count } from '../parts/numbers'
import { PageFrame } from '../parts/PageFrame'
import { ProblemAlert } from '../parts/ProblemAlert'
import { Time } from '../parts/Time'
import { useAction } from '../parts/useAction'
import { may } from '../session'
import { REASONS } from './DeadLetters'
import { DecideButtons } from './deadletter/DecideButtons'
import { LetterStateLabel } from './deadletter/LetterStateLabel'

/** One dead letter: what it is about, why it is here, what helps, and what has become of it. */
export const DeadLetter: FC = () => {
  const { id = '' } = useParams()
  const polled = usePolled<Letter>(apiAddress(`dead-letters/${encodeURIComponent(id)}`))
  const action = useAction()
  const letter = polled.data
  return (
    <PageFrame
      title={`Dead letter ${id}`}
      lead={letter && REASONS[letter.reason]}
      polled={polled}
      actions={
        letter?.state === 'open' &&
        may('operator') && <DecideButtons ids={[letter.id]} what="" action={action} reload={polled.reload} />
      }
    >
      {action.outcome}
      {letter && (
        <>
          <Facts
            of={[
              ['State', <LetterStateLabel key="state" letter={letter} />],
              ['Destination', <DestinationLink key="name" name={letter.destination} />],
              ['Kept', <Time key="at" at={letter.at} />],
              ['Why', letter.detail ?? undefined],
              ['Outreach answered', letter.httpStatus ?? undefined],
              [
                'Prospect',
                letter.prospectId === null ? undefined : (
                  <>
                    <ProspectLink destination={letter.destination} id={letter.prospectId} />{' '}
                    <InOutreach id={letter.prospectId} />
                  </>
                ),
              ],
              ['Attributes', letter.attributes.length > 0 ? letter.attributes.join(', ') : undefined],
              [
                'Record',
                letter.source
                  ? `${letter.source.topic}, partition ${letter.source.partition}, offset ${letter.source.offset}`
                  : undefined,
              ],
              ['Settled', letter.settledAt ? <Settled letter={letter} /> : undefined],
              ['Note', letter.note ?? undefined],
            ]}
          />
          {letter.cures.length > 0 && (
            <>
              <Title headingLevel="h2" size="lg">
                What helps
              </Title>
              <ol className="or-cures">
                {letter.cures.map(cure => (
                  <li key={cure}>{cure}</li>
                ))}
              </ol>
            </>
          )}
          {may('operator') && letter.payloadBytes > 0 && <Payload letter={letter} />}
        </>
      )}
    </PageFrame>
  )
}

const Settled: FC<{ letter: Letter }> = ({ letter }) => (
  <>
    <Time at={letter.settledAt} />
    {letter.settledBy && ` by ${letter.settledBy}`}
  </>
)

/** What it holds, which is profile data: shown only when somebody wants it. */
const Payload: FC<{ letter: Letter }> = ({ letter }) => {
  const [text, setText] = useState<string>()
  const [problem, setProblem] = useState<Problem>()
  const show = async (): Promise<void> => {
    try {
      setText(await getText(`dead-letters/${letter.id}/payload`))
    } catch (failure) {
      setProblem(Problem.of(failure))
    }
  }
  return (
    <>
      <Title headingLevel="h2" size="lg">
        What it holds
      </Title>
      <ProblemAlert problem={problem} />
      {text === undefined ? (
        <Button variant="secondary" onClick={() => void show()}>
          Show {count(letter.payloadBytes)} bytes of profile data
        </Button>
      ) : (
        <pre className="or-pre" tabIndex={0}>
          {text}
        </pre>
      )}
    </>
  )
}
