import {
  Alert,
  Button,
  Checkbox,
  Form,
  FormGroup,
  FormSelect,
  FormSelectOption,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from '@patternfly/react-core'
import { FC, useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { apiAddress, post, Problem } from '../../api/client'
import { Page, Resync, Segment } from '../../api/types'
import { usePolled } from '../../api/usePolled'
import { PATHS } from '../../parts/links'
import { counted } from '../../parts/numbers'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { duration } from '../../parts/Time'

const SELDOM_MILLIS = 60_000

/** Plans a resync, tells what it costs, and begins it. */
export const ResyncModal: FC<{ destination: string; onClose: () => void }> = ({ destination, onClose }) => {
  const path = `destinations/${encodeURIComponent(destination)}`
  const segments = usePolled<Page<Segment>>(apiAddress(`${path}/segments`), SELDOM_MILLIS)
  const [segment, setSegment] = useState('')
  const [isCompare, setCompare] = useState(true)
  const [plan, setPlan] = useState<Resync>()
  const [problem, setProblem] = useState<Problem>()
  const [isAsking, setAsking] = useState(false)
  const navigate = useNavigate()

  const ask = async (work: () => Promise<void>): Promise<void> => {
    setAsking(true)
    setProblem(undefined)
    try {
      await work()
    } catch (failure) {
      setProblem(Problem.of(failure))
    } finally {
      setAsking(false)
    }
  }
  const planIt = (): Promise<void> =>
    ask(async () =>
      setPlan(
        await post<Resync>(`${path}/resyncs`, { compare: isCompare, ...(segment === '' ? {} : { segments: [segment] }) }),
      ),
    )
  const begin = (planned: Resync): Promise<void> =>
    ask(async () => {
      await post<Resync>(`resyncs/${planned.id}/start`)
      navigate(`${PATHS.resyncs}/${planned.id}`)
    })

  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="or-resync-title">
      <ModalHeader title={`Resync ${destination}`} labelId="or-resync-title" />
      <ModalBody>
        <ProblemAlert problem={problem} />
        {plan ? (
          <Alert isInline variant="info" title={`${counted(plan.expected, 'prospect')}, ${counted(plan.pages, 'request')}`}>
            {plan.secondsAtLeast > 0
              ? `It waits for the quota for ${duration(plan.secondsAtLeast)} at least. `
              : 'The quota has room for it now. '}
            {plan.mode === 'compare' ? 'It changes nothing.' : 'What differs is sent again.'}
          </Alert>
        ) : (
          <Form>
            <FormGroup label="What is compared" fieldId="or-resync-segment">
              <FormSelect id="or-resync-segment" value={segment} onChange={(_event, value) => setSegment(value)}>
                <FormSelectOption value="" label="All that is mapped" />
                {segments.data?.items.map(each => (
                  <FormSelectOption key={each.id} value={each.id} label={`Segment ${each.name}`} />
                ))}
              </FormSelect>
            </FormGroup>
            <Checkbox
              id="or-resync-compare"
              label="Only tell what differs"
              description="Otherwise what differs in Outreach is sent again."
              isChecked={isCompare}
              onChange={(_event, value) => setCompare(value)}
            />
          </Form>
        )}
      </ModalBody>
      <ModalFooter>
        {plan ? (
          <Button isLoading={isAsking} isDisabled={isAsking} onClick={() => void begin(plan)}>
            Begin
          </Button>
        ) : (
          <Button isLoading={isAsking} isDisabled={isAsking} onClick={() => void planIt()}>
            Plan
          </Button>
        )}
        <Button variant="link" onClick={onClose}>
          {plan ? 'Leave it planned' : 'Cancel'}
        </Button>
      </ModalFooter>
    </Modal>
  )
}
