import { Button, FormGroup, FormSelect, FormSelectOption, SearchInput, TextInput } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { apiAddress } from '../api/client'
import { Page, ProspectLine, ProspectsFound, Segment } from '../api/types'
import { usePaged } from '../api/usePaged'
import { usePolled } from '../api/usePolled'
import { Column, DataTable } from '../parts/DataTable'
import { DestinationSelect, useDestination } from '../parts/DestinationSelect'
import { InOutreach, PATHS, ProspectLink } from '../parts/links'
import { PageFrame } from '../parts/PageFrame'
import { Pager } from '../parts/Pager'
import { SpanFilter } from '../parts/SpanFilter'
import { Time } from '../parts/Time'
import { useQuery } from '../parts/useQuery'
import { may } from '../session'

const PAGE = 50
const SEARCH_MILLIS = 15_000
const SELDOM_MILLIS = 60_000

const STANDINGS = [
  'pending',
  'under-way',
  'retrying',
  'blocked',
  'withheld',
  'refused',
  'in-doubt',
  'set-aside',
  'settled',
]

/** Finds prospects of a destination by number, by how they stand, by segment and by value. */
export const Prospects: FC = () => {
  const chosen = useDestination()
  const [query, setQuery] = useQuery()
  const path = chosen.name && `destinations/${encodeURIComponent(chosen.name)}`
  const segments = usePolled<Page<Segment>>(path && apiAddress(`${path}/segments`), SELDOM_MILLIS)
  const state = STANDINGS.includes(query.standing ?? '') ? query.standing : undefined
  // The server looks at every row for these: once is enough.
  const isCostly = Boolean(query.status ?? query.value)
  const found = usePaged<ProspectLine, ProspectsFound>(
    path && `${path}/prospects`,
    {
      state,
      segment: query.segment,
      status: query.segment ? query.status : undefined,
      attribute: query.segment ? undefined : query.attribute,
      value: query.attribute && !query.segment ? query.value : undefined,
      pendingFrom: query.from,
      pendingTo: query.to,
      limit: PAGE,
    },
    isCostly ? null : SEARCH_MILLIS,
  )

  const columns: Column<ProspectLine>[] = [
    {
      title: 'Prospect',
      cell: each => <ProspectLink destination={chosen.name ?? ''} id={each.prospectId} />,
    },
    { title: 'Stands', cell: how },
    { title: 'Pending since', cell: each => <Time at={each.pendingSince} none="nothing waits" /> },
    { title: 'Attributes', cell: attributes },
    { title: 'In Outreach', cell: each => <InOutreach id={each.prospectId} /> },
  ]

  return (
    <PageFrame
      title="Prospects"
      lead="Look one up to see why it is, or is not, updated."
      polled={found.problem ? found : chosen.all}
    >
      <div className="or-filters">
        <FormGroup label="Destination" role="group">
          <DestinationSelect chosen={chosen} />
        </FormGroup>
        <ByNumber destination={chosen.name} />
        <FormGroup label="Stands" fieldId="or-standing">
          <FormSelect id="or-standing" value={state ?? ''} onChange={(_event, value) => setQuery({ standing: value })}>
            <FormSelectOption value="" label="in any way" />
            {STANDINGS.map(each => (
              <FormSelectOption key={each} value={each} label={each.replace('-', ' ')} />
            ))}
          </FormSelect>
        </FormGroup>
        <FormGroup label="Segment" fieldId="or-segment">
          <FormSelect
            id="or-segment"
            value={query.segment ?? ''}
            onChange={(_event, value) => setQuery({ segment: value, attribute: undefined, value: undefined })}
          >
            <FormSelectOption value="" label="any" />
            {segments.data?.items.map(each => <FormSelectOption key={each.id} value={each.id} label={each.name} />)}
          </FormSelect>
        </FormGroup>
        {may('operator') && query.segment && (
          <FormGroup label="Status in the segment" fieldId="or-status">
            <FormSelect
              id="or-status"
              value={query.status ?? ''}
              onChange={(_event, value) => setQuery({ status: value })}
            >
              <FormSelectOption value="" label="any" />
              <FormSelectOption value="realized" label="realized" />
              <FormSelectOption value="exited" label="exited" />
            </FormSelect>
          </FormGroup>
        )}
        {may('operator') && !query.segment && (
          <ByValue
            key={`${query.attribute} ${query.value}`}
            attribute={query.attribute ?? ''}
            value={query.value ?? ''}
            onSearch={(attribute, value) => setQuery({ attribute, value })}
          />
        )}
      </div>
      <SpanFilter what="Pending" />
      <DataTable
        label="Prospects"
        columns={columns}
        rows={found.data?.items}
        keyOf={each => each.prospectId}
        isAway={found.problem !== undefined}
        empty={{
          title: 'No prospect is so',
          body: 'Ask for less, or look one up by its number: a prospect that was excluded or refused is found by that.',
        }}
      />
      {found.data && found.data.unreadable.length > 0 && (
        <p>The rows of these cannot be read: {found.data.unreadable.join(', ')}.</p>
      )}
      <Pager paged={found} />
    </PageFrame>
  )
}

function how(each: ProspectLine): string {
  const words = [
    each.setAside && 'set aside',
    each.underWay && 'request under way',
    each.refused.length > 0 && 'refused',
    each.inDoubt.length > 0 && 'in doubt',
    each.blocked.length > 0 && 'blocked',
    each.withheld.length > 0 && 'withheld',
    each.attempts > 0 && `tried ${each.attempts} times`,
    each.pendingSince !== null && 'pending',
  ].filter(Boolean)
  return words.length === 0 ? 'settled' : words.join(', ')
}

function attributes(each: ProspectLine): string {
  const names = new Set([...each.pending, ...each.blocked, ...each.withheld, ...each.refused, ...each.inDoubt])
  return [...names].join(', ') || '–'
}

const ByNumber: FC<{ destination: string | undefined }> = ({ destination }) => {
  const [number, setNumber] = useState('')
  const navigate = useNavigate()
  const look = (): void => {
    if (destination && /^\d+$/.test(number.trim())) {
      navigate(`${PATHS.prospects}/${encodeURIComponent(destination)}/${number.trim()}`)
    }
  }
  return (
    <FormGroup label="Number in Outreach" fieldId="or-number">
      <SearchInput
        searchInputId="or-number"
        aria-label="Number in Outreach"
        placeholder="such as 48001"
        value={number}
        onChange={(_event, value) => setNumber(value)}
        onSearch={look}
        onClear={() => setNumber('')}
      />
    </FormGroup>
  )
}

interface ByValueProps {
  attribute: string
  value: string
  onSearch: (attribute: string, value: string) => void
}

const ByValue: FC<ByValueProps> = ({ attribute: askedAttribute, value: askedValue, onSearch }) => {
  const [attribute, setAttribute] = useState(askedAttribute)
  const [value, setValue] = useState(askedValue)
  return (
    <>
      <FormGroup label="Attribute" fieldId="or-attribute">
        <TextInput
          id="or-attribute"
          placeholder="such as firstName"
          value={attribute}
          onChange={(_event, text) => setAttribute(text)}
        />
      </FormGroup>
      <FormGroup label="Desired value" fieldId="or-value">
        <TextInput id="or-value" value={value} onChange={(_event, text) => setValue(text)} />
      </FormGroup>
      <Button variant="secondary" onClick={() => onSearch(attribute.trim(), value)}>
        Search
      </Button>
    </>
  )
}
