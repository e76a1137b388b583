import { EmptyState, EmptyStateBody, Spinner } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { ReactNode } from 'react'

export interface Column<R> {
  title: string
  cell: (row: R) => ReactNode
  isNumber?: boolean
}

interface Selection {
  ids: ReadonlySet<number>
  onChange: (ids: ReadonlySet<number>) => void
}

interface DataTableProps<R> {
  /** What the table is of, for those who do not see it. */
  label: string
  columns: Column<R>[]
  /** Undefined while they are not known yet. */
  rows: R[] | undefined
  keyOf: (row: R) => string | number
  /** What an empty table means, and what to do. */
  empty: { title: string; body: ReactNode }
  /** Rows that can be chosen, by their number. */
  selection?: Selection & { numberOf: (row: R) => number; nameOf: (row: R) => string }
  /** Shown instead of rows while there are none because of a problem. */
  isAway?: boolean
}

/** Every table of the plugin: on narrow screens each row becomes a block of its own. */
export function DataTable<R>({ label, columns, rows, keyOf, empty, selection, isAway = false }: DataTableProps<R>): ReactNode {
  if (rows === undefined) {
    return isAway ? null : <Spinner aria-label={`${label}: loading`} size="lg" />
  }
  if (rows.length === 0) {
    return (
      <EmptyState titleText={empty.title} headingLevel="h2" variant="sm">
        <EmptyStateBody>{empty.body}</EmptyStateBody>
      </EmptyState>
    )
  }
  return (
    <Table aria-label={label} variant="compact" gridBreakPoint="grid-lg" className="or-table">
      <Thead>
        <Tr>
          {selection && <SelectAll rows={rows.map(selection.numberOf)} selection={selection} />}
          {columns.map(column => (
            <Th key={column.title} modifier="wrap" className={column.isNumber ? 'or-number' : ''}>
              {column.title}
            </Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {rows.map((row, index) => (
          <Tr key={keyOf(row)}>
            {selection && (
              <Td
                select={{
                  rowIndex: index,
                  isSelected: selection.ids.has(selection.numberOf(row)),
                  onSelect: (_event, isSelected) =>
                    selection.onChange(changed(selection.ids, [selection.numberOf(row)], isSelected)),
                  props: { 'aria-label': `Select ${selection.nameOf(row)}` },
                }}
              />
            )}
            {columns.map(column => (
              <Td key={column.title} dataLabel={column.title} className={column.isNumber ? 'or-number' : ''}>
                <div>{column.cell(row)}</div>
              </Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

function SelectAll({ rows, selection }: { rows: number[]; selection: Selection }): ReactNode {
  return (
    <Th
      select={{
        isSelected: rows.every(row => selection.ids.has(row)),
        onSelect: (_event, isSelected) => selection.onChange(changed(selection.ids, rows, isSelected)),
        props: { 'aria-label': 'Select all on this page' },
      }}
      aria-label="Select"
    />
  )
}

function changed(ids: ReadonlySet<number>, rows: number[], isSelected: boolean): ReadonlySet<number> {
  const result = new Set(ids)
  rows.forEach(row => (isSelected ? result.add(row) : result.delete(row)))
  return result
}
