import { workspace } from '@hawtio/react'
import { FC, useEffect, useState } from 'react'
import { Link } from 'react-router-dom'
import { Column, DataTable } from '../../parts/DataTable'
import { inHawtio } from '../../parts/links'
import { may } from '../../session'

interface Entry {
  kind: 'route' | 'Destination' | 'Account'
  name: string
  what: string
}

const COLUMN: Column<Entry> = { title: 'What', cell: entry => entry.what }

/** What of a destination Hawtio has pages of: its routes, and for operators its MBeans. */
export const Routes: FC<{ destination: string; account: string }> = ({ destination, account }) => {
  const [routes, setRoutes] = useState<string[]>()
  useEffect(() => {
    let isLeft = false
    void namesOfRoutes(destination).then(names => {
      if (!isLeft) {
        setRoutes(names)
      }
    })
    return () => {
      isLeft = true
    }
  }, [destination])

  const entries = routes && [
    ...routes.map((name): Entry => ({ kind: 'route', name, what: 'Camel route' })),
    ...(may('operator')
      ? [
          { kind: 'Destination', name: destination, what: 'MBean of the destination' } as const,
          { kind: 'Account', name: account, what: 'MBean of its account' } as const,
        ]
      : []),
  ]
  return (
    <DataTable
      label="In Hawtio"
      columns={[
        {
          title: 'In Hawtio',
          cell: entry => <Link to={inHawtio(destination, entry.kind, entry.name)}>{entry.name}</Link>,
        },
        COLUMN,
      ]}
      rows={entries}
      keyOf={entry => `${entry.kind} ${entry.name}`}
      empty={{ title: 'No route of it runs here', body: 'Look at the configuration, or at another replica.' }}
    />
  )
}

/** As Camel tells them: the routes of a destination begin with its name. */
async function namesOfRoutes(destination: string): Promise<string[]> {
  const names = new Set<string>()
  const tree = await workspace.getTree()
  tree.find(node => {
    const name = /^org\.apache\.camel:.*type=routes,.*name="([^"]+)"/.exec(node.objectName ?? '')?.[1]
    if (name?.startsWith(`${destination}.`)) {
      names.add(name)
    }
    return false
  })
  return [...names].sort()
}
