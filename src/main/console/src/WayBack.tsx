import { FC } from 'react'
import { Link, useLocation } from 'react-router-dom'
import { PATHS } from './parts/links'

/** On Hawtio's own pages: back to the destination from which somebody came. */
export const WayBack: FC = () => {
  const { pathname, search } = useLocation()
  const destination = new URLSearchParams(search).get('destination')
  if (destination === null || !/^\/(camel|jmx)(\/|$)/.test(pathname)) {
    return null
  }
  return <Link to={`${PATHS.destinations}/${encodeURIComponent(destination)}/routes`}>Back to {destination}</Link>
}
