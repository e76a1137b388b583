import {
  Button,
  Card,
  CardBody,
  CardFooter,
  CardTitle,
  EmptyState,
  EmptyStateBody,
  Label,
  SearchInput,
  FormSelect,
  FormSelectOption,
  Spinner,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
  ToggleGroup,
  ToggleGroupItem,
} from '@patternfly/react-core'
import { FC, useState } from 'react'
import { Link } from 'react-router-dom'
import { apiAddress } from '../api/client'
import { DeadLetter, DeadLetterGroup, LetterReason, Page } from '../api/types'
import { usePaged } from '../api/usePaged'
import { usePolled } from '../api/usePolled'
import { Column, DataTable } from '../parts/DataTable'
import { DestinationSelect, useDestination } from '../parts/DestinationSelect'
import { address, DestinationLink, LetterLink, PATHS, ProspectLink } from '../parts/links'
import { count, counted } from '../parts/numbers'
import { PageFrame } from '../parts/PageFrame'
import { Pager } from '../parts/Pager'
import { SpanFilter } from '../parts/SpanFilter'
import { Time } from '../parts/Time'
import { useAction } from '../parts/useAction'
import { useQuery } from '../parts/useQuery'
import { may } from '../session'
import { DecideButtons } from './deadletter/DecideButtons'
import { LetterStateLabel } from './deadletter/LetterStateLabel'

const PAGE = 50
const GROUPS_MILLIS = 15_000
const STATES = ['open', 'replayed', 'delivered', 'superseded', 'discarded', 'expired', 'all']

export const REASONS: Record<LetterReason, string> = {
  unreadable: 'Cannot be read',
  rejected: 'Outreach refuses it',
  'attempts-exhausted': 'Tried too often',
  failed: 'Failed here',
}

/** What could not be done and waits for a person: by what helps, or one by one. */
export const DeadLetters: FC = () => {
  const chosen = useDestination(true)
  const [query, setQuery] = useQuery()
  const isList = query.view === 'list'
  return (
    <PageFrame
      title="Dead letters"
      lead="What could not be read, or what Outreach refused for good. Nothing of it is lost: it waits here until somebody replays or discards it."
      polled={chosen.all}
    >
      <Toolbar>
        <ToolbarContent>
          <ToolbarItem>
            <DestinationSelect chosen={chosen} isAllOffered />
          </ToolbarItem>
          <ToolbarItem>
            <ToggleGroup aria-label="View">
              <ToggleGroupItem
                text="By cure"
                isSelected={!isList}
                onChange={() => setQuery({ view: undefined, letters: undefined })}
              />
              <ToggleGroupItem text="One by one" isSelected={isList} onChange={() => setQuery({ view: 'list' })} />
            </ToggleGroup>
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {isList ? <List destination={chosen.name} /> : <Groups destination={chosen.name} />}
    </PageFrame>
  )
}

const Groups: FC<{ destination: string | undefined }> = ({ destination }) => {
  const groups = usePolled<Page<DeadLetterGroup>>(apiAddress('dead-letters/groups', { destination }), GROUPS_MILLIS)
  const action = useAction()
  if (!groups.data) {
    return groups.problem ? null : <Spinner aria-label="Dead letters: loading" />
  }
  return (
    <>
      {action.outcome}
      {groups.data.items.length === 0 && (
        <EmptyState titleText="No open dead letters" headingLevel="h2" variant="sm">
          <EmptyStateBody>Nothing has to be done. Those that were settled stand under “One by one”.</EmptyStateBody>
        </EmptyState>
      )}
      <div className="or-groups">
        {groups.data.items.map(group => (
          <Group
            key={[group.destination, group.reason, group.httpStatus, group.kind, ...group.attributes].join(' ')}
            group={group}
            action={action}
            reload={groups.reload}
          />
        ))}
      </div>
    </>
  )
}

interface GroupProps {
  group: DeadLetterGroup
  action: ReturnType<typeof useAction>
  reload: () => void
}

const Group: FC<GroupProps> = ({ group, action, reload }) => {
  const isWhole = group.ids.length === group.count
  return (
    <Card component="section">
      <CardTitle component="h2">
        {counted(group.count, 'letter')}: {REASONS[group.reason]} {group.httpStatus && <Label>{group.httpStatus}</Label>}{' '}
        {group.kind && <Label>{group.kind}</Label>}
      </CardTitle>
      <CardBody>
        <p>
          <DestinationLink name={group.destination} />
          {group.attributes.length > 0 && `, ${group.attributes.join(', ')}`}; the first <Time at={group.oldest} />, the
          last <Time at={group.newest} />.
        </p>
        <ol className="or-cures">
          {group.cures.map(cure => (
            <li key={cure}>{cure}</li>
          ))}
        </ol>
      </CardBody>
      <CardFooter className="or-actions">
        {may('operator') && <DecideButtons ids={group.ids} what={isWhole ? '' : 'the newest '} action={action} reload={reload} />}
        <Button
          variant="link"
          component={props => (
            <Link {...props} to={address(PATHS.deadLetters, { destination: group.destination, view: 'list', reason: group.reason })} />
          )}
        >
          Look at them
        </Button>
      </CardFooter>
    </Card>
  )
}

const List: FC<{ destination: string | undefined }> = ({ destination }) => {
  const [query, setQuery] = useQuery()
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const action = useAction()
  const state = STATES.includes(query.letters ?? '') ? query.letters : 'open'
  const reason = query.reason !== undefined && query.reason in REASONS ? query.reason : undefined
  const letters = usePaged<DeadLetter>('dead-letters', {
    destination,
    state,
    reason,
    from: query.from,
    to: query.to,
    prospect: may('operator') ? query.prospect : undefined,
    text: may('operator') ? query.text : undefined,
    limit: PAGE,
  })
  const isNarrowed = [query.from, query.to, query.prospect, query.text].some(Boolean)
  const newest = letters.data?.items[0]
  const columns: Column<DeadLetter>[] = [
    { title: 'Letter', cell: each => <LetterLink id={each.id} /> },
    { title: 'Kept', cell: each => <Time at={each.at} /> },
    { title: 'State', cell: each => <LetterStateLabel letter={each} /> },
    {
      title: 'Why',
      cell: each => (
        <>
          {REASONS[each.reason]} {each.httpStatus}
          <div className="or-faint">{each.detail ?? each.attributes.join(', ')}</div>
        </>
      ),
    },
    {
      title: 'About',
      cell: each =>
        each.prospectId !== null ? (
          <>
            prospect <ProspectLink destination={each.destination} id={each.prospectId} />
          </>
        ) : each.source ? (
          `${each.source.topic} ${each.source.partition}/${each.source.offset}`
        ) : (
          'a prospect'
        ),
    },
    { title: 'Destination', cell: each => <DestinationLink name={each.destination} /> },
  ]
  return (
    <>
      <div className="or-filters">
        <FormSelect aria-label="State" value={state} onChange={(_event, value) => setQuery({ letters: value })}>
          {STATES.map(each => (
            <FormSelectOption key={each} value={each} label={each} />
          ))}
        </FormSelect>
        <FormSelect aria-label="Why" value={reason ?? ''} onChange={(_event, value) => setQuery({ reason: value })}>
          <FormSelectOption value="" label="For whatever reason" />
          {Object.entries(REASONS).map(([each, words]) => (
            <FormSelectOption key={each} value={each} label={words} />
          ))}
        </FormSelect>
        {may('operator') && <TextSearch text={query.text ?? ''} onSearch={text => setQuery({ text })} />}
      </div>
      <SpanFilter what="Kept" />
      {query.prospect && may('operator') && (
        <div className="or-actions">
          <span>About prospect {query.prospect}.</span>
          <Button variant="link" isInline onClick={() => setQuery({ prospect: undefined })}>
            About any
          </Button>
        </div>
      )}
      {action.outcome}
      {may('operator') && state === 'open' && destination && newest && !isNarrowed && letters.number === 1 && letters.next && (
        <div className="or-actions">
          <span>
            All of {destination}
            {reason && `, ${REASONS[reason as LetterReason]}`}:
          </span>
          <DecideButtons all={{ destination, reason, upTo: newest.id }} action={action} reload={letters.reload} />
        </div>
      )}
      {may('operator') && chosen.size > 0 && (
        <div className="or-actions">
          <span>{counted(chosen.size, 'letter')} chosen</span>
          <DecideButtons
            ids={[...chosen]}
            what=""
            action={action}
            reload={() => {
              setChosen(new Set())
              letters.reload()
            }}
          />
        </div>
      )}
      <DataTable
        label="Dead letters"
        columns={columns}
        rows={letters.data?.items}
        keyOf={each => each.id}
        isAway={letters.problem !== undefined}
        empty={{
          title: state === 'open' ? 'No open dead letters' : 'No dead letters',
          body: state === 'open' ? 'Nothing has to be done.' : `None is ${state}, as far as it is asked for.`,
        }}
        {...(may('operator') && state === 'open'
          ? {
              selection: {
                ids: chosen,
                onChange: setChosen,
                numberOf: (each: DeadLetter) => each.id,
                nameOf: (each: DeadLetter) => `dead letter ${count(each.id)}`,
              },
            }
          : {})}
      />
      <Pager paged={letters} />
    </>
  )
}

const TextSearch: FC<{ text: string; onSearch: (text: string) => void }> = ({ text: asked, onSearch }) => {
  const [text, setText] = useState(asked)
  return (
    <SearchInput
      aria-label="Text in the error or in the event"
      placeholder="Text in the error or the event"
      value={text}
      onChange={(_event, value) => setText(value)}
      onSearch={(_event, value) => onSearch(value)}
      onClear={() => {
        setText('')
        onSearch('')
      }}
    />
  )
}
