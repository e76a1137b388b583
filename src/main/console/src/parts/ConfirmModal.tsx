import {
  Button,
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextInput,
} from '@patternfly/react-core'
import { FC, ReactNode, useState } from 'react'

interface ConfirmModalProps {
  title: string
  children: ReactNode
  /** What the button says. */
  confirm: string
  isDangerous?: boolean
  /** A text that is asked for. */
  note?: { label: string; help: string; isRequired: boolean; maxLength: number }
  /** Does it, and tells elsewhere what came of it. */
  onConfirm: (note: string) => Promise<void>
  onClose: () => void
}

/** Asks before something is done, and stays while it is. */
export const ConfirmModal: FC<ConfirmModalProps> = ({
  title,
  children,
  confirm,
  isDangerous = false,
  note,
  onConfirm,
  onClose,
}) => {
  const [text, setText] = useState('')
  const [isDoing, setDoing] = useState(false)

  const doIt = async (): Promise<void> => {
    setDoing(true)
    await onConfirm(text)
    onClose()
  }

  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="or-confirm-title">
      <ModalHeader title={title} labelId="or-confirm-title" />
      <ModalBody>
        {children}
        {note && (
          <Form
            className="or-note"
            onSubmit={event => {
              event.preventDefault()
              void doIt()
            }}
          >
            <FormGroup label={note.label} fieldId="or-note" isRequired={note.isRequired}>
              <TextInput
                id="or-note"
                value={text}
                maxLength={note.maxLength}
                isRequired={note.isRequired}
                onChange={(_event, value) => setText(value)}
              />
              <FormHelperText>
                <HelperText>
                  <HelperTextItem>{note.help}</HelperTextItem>
                </HelperText>
              </FormHelperText>
            </FormGroup>
          </Form>
        )}
      </ModalBody>
      <ModalFooter>
        <Button
          variant={isDangerous ? 'danger' : 'primary'}
          isLoading={isDoing}
          isDisabled={isDoing || (note?.isRequired === true && text.trim() === '')}
          onClick={() => void doIt()}
        >
          {confirm}
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  )
}
