import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { serverPage, xsrfToken } from './api/client'
import { whoLooks } from './session'

/** By a form, not by a script, for a provider of logins may want the browser to visit it. */
function signOut(): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = serverPage('logout')
  const token = document.createElement('input')
  token.type = 'hidden'
  token.name = '_csrf'
  token.value = xsrfToken()
  form.append(token)
  document.body.append(form)
  form.submit()
}

/** Who looks, and the way out. */
export const UserMenu: FC = () => {
  const [isOpen, setOpen] = useState(false)
  const navigate = useNavigate()
  const { name, role } = whoLooks()
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: 'right' }}
      toggle={toggle => (
        <MenuToggle ref={toggle} isExpanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {name} {name !== role && <span className="or-faint">({role})</span>}
        </MenuToggle>
      )}
    >
      <DropdownList>
        <DropdownItem onClick={() => navigate('/preferences')}>Preferences</DropdownItem>
        <DropdownItem onClick={signOut}>Sign out</DropdownItem>
      </DropdownList>
    </Dropdown>
  )
}
