import { Button, Title } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { useParams } from 'react-router-dom'
import { apiAddress, getText, Problem } from '../api/client'
import { DeadLetter as Letter } from '../api/types'
import { usePolled } from '../api/usePolled'
import { Facts } from '../parts/Facts'
import { keep } from '../parts/keep'
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

/** Of a payload, in characters. */
const SHOWN = 20_000
const LAID_OUT = 200_000

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
              ['Why', why(letter)],
              ['Outreach answered', letter.httpStatus ?? undefined],
              ['Outreach said', letter.errorText || undefined],
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
              ['Record', letter.source ? <Record of={letter.source} /> : undefined],
              ["Record's key", letter.source?.key ?? undefined],
              ['What cannot be understood', letter.places.length > 0 ? <Places letter={letter} /> : undefined],
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

/** In one sentence, unless the places or Outreach's own words say the same. */
function why(letter: Letter): string | undefined {
  return letter.places.length > 0 || letter.errorText ? undefined : (letter.detail ?? undefined)
}

const Record: FC<{ of: NonNullable<Letter['source']> }> = ({ of }) => (
  <>
    {of.topic}, partition {of.partition}, offset {of.offset}
    {of.arrivedAt && (
      <>
        , of <Time at={of.arrivedAt} />
      </>
    )}
  </>
)

const Places: FC<{ letter: Letter }> = ({ letter }) => (
  <>
    {letter.places.map(({ place, reason }) => (
      <div key={`${place} ${reason}`}>
        {place}: {reason}
      </div>
    ))}
    {letter.morePlaces > 0 && <div>and {count(letter.morePlaces)} more</div>}
  </>
)

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
      setText(await getText(`dead-letters/${letter.id}/payload`, {}, 'application/octet-stream, application/problem+json'))
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
        <>
          <pre className="or-pre" tabIndex={0}>
            {pretty(text).slice(0, SHOWN)}
          </pre>
          {pretty(text).length > SHOWN && <p>Only the beginning is shown.</p>}
          <Button
            variant="secondary"
            onClick={() => keep(`dead-letter-${letter.id}.json`, 'application/octet-stream', text)}
          >
            Save as a file
          </Button>
        </>
      )}
    </>
  )
}

/** Laid out, if it is JSON that this changes nothing of but spaces; what is none may be here for that reason. */
function pretty(text: string): string {
  if (text.length > LAID_OUT) {
    return text
  }
  try {
    const value: unknown = JSON.parse(text)
    return JSON.stringify(value) === text.trim() ? JSON.stringify(value, null, 2) : text
  } catch {
    return text
  }
}
