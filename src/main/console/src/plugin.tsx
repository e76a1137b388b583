import { configManager, hawtio } from '@hawtio/react'
import { ComponentType, FC, ReactNode } from 'react'
import { Route, Routes } from 'react-router-dom'
import { AlertsBell } from './AlertsBell'
import { serverPage } from './api/client'
import { Role } from './api/types'
import { Accounts } from './pages/Accounts'
import { Alerts } from './pages/Alerts'
import { Audit } from './pages/Audit'
import { Configuration } from './pages/Configuration'
import { DeadLetter } from './pages/DeadLetter'
import { DeadLetters } from './pages/DeadLetters'
import { Destination } from './pages/Destination'
import { Destinations } from './pages/Destinations'
import { Exclusions } from './pages/Exclusions'
import { InHawtio } from './pages/InHawtio'
import { Prospect } from './pages/Prospect'
import { Prospects } from './pages/Prospects'
import { Requests } from './pages/Requests'
import { Resync, Resyncs } from './pages/Resyncs'
import { Runs } from './pages/Runs'
import { PATHS } from './parts/links'
import { may, open } from './session'
import { UserMenu } from './UserMenu'
import { WayBack } from './WayBack'

interface Entry {
  title: string
  path: string
  role: Role
  component: ComponentType
}

/** A list, and one of it below its address. */
function pages(list: ReactNode, path?: string, one?: ReactNode): FC {
  return () => (
    <Routes>
      <Route index element={list} />
      {path && <Route path={path} element={one} />}
    </Routes>
  )
}

/** In the order of Hawtio's sidebar. */
const ENTRIES: Entry[] = [
  {
    title: 'Destinations',
    path: PATHS.destinations,
    role: 'viewer',
    component: () => (
      <Routes>
        <Route index element={<Destinations />} />
        <Route path=":destination/in-hawtio/:kind/:name" element={<InHawtio />} />
        <Route path=":name/*" element={<Destination />} />
      </Routes>
    ),
  },
  { title: 'Alerts', path: PATHS.alerts, role: 'viewer', component: pages(<Alerts />) },
  {
    title: 'Prospects',
    path: PATHS.prospects,
    role: 'viewer',
    component: pages(<Prospects />, ':destination/:id', <Prospect />),
  },
  {
    title: 'Dead letters',
    path: PATHS.deadLetters,
    role: 'viewer',
    component: pages(<DeadLetters />, ':id', <DeadLetter />),
  },
  { title: 'Runs', path: PATHS.runs, role: 'viewer', component: pages(<Runs />, 'exclusions', <Exclusions />) },
  { title: 'Requests', path: PATHS.requests, role: 'viewer', component: pages(<Requests />) },
  { title: 'Resyncs', path: PATHS.resyncs, role: 'viewer', component: pages(<Resyncs />, ':id', <Resync />) },
  { title: 'Accounts', path: PATHS.accounts, role: 'viewer', component: pages(<Accounts />) },
  { title: 'Configuration', path: PATHS.configuration, role: 'viewer', component: pages(<Configuration />) },
  { title: 'Audit', path: PATHS.audit, role: 'operator', component: pages(<Audit />) },
]

/** Before all of Hawtio's own, so that Hawtio opens on the first of them. */
const FIRST_ORDER = -100

/** What Hawtio calls when it has loaded this. */
export async function plugin(): Promise<void> {
  try {
    await open()
  } catch (failure) {
    // Hawtio would wait for ever if this were thrown; its own pages work without these.
    console.warn('The Outreach pages are not shown, for the server does not say who looks', failure)
    return
  }
  document.querySelector('link[rel=icon]')?.setAttribute('href', serverPage('console/icon.svg'))
  ENTRIES.filter(entry => may(entry.role)).forEach((entry, index) =>
    hawtio.addPlugin({
      id: `outreach${entry.path.replaceAll('/', '-')}`,
      title: entry.title,
      path: entry.path,
      order: FIRST_ORDER + index,
      component: entry.component,
      headerItems:
        index === 0
          ? [
              { component: WayBack, universal: true },
              { component: AlertsBell, universal: true },
              { component: UserMenu, universal: true },
            ]
          : [],
      isActive: () => Promise.resolve(true),
    }),
  )
  await configManager.configure(config => {
    config.appearance = { ...config.appearance, showUserHeader: false }
    if (!may('operator')) {
      config.disabledRoutes = [...(config.disabledRoutes ?? []), '/jmx']
    }
  })
}
