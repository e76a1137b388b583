import { useSearchParams } from 'react-router-dom'

type Values = Record<string, string | undefined>

/** What stands in the address behind the question mark, so that a page can be shared as it is; and how to change a part of it. */
export function useQuery(): [Values, (change: Values) => void] {
  const [params, setParams] = useSearchParams()
  const change = (values: Values): void =>
    setParams(before => {
      const after = new URLSearchParams(before)
      for (const [name, value] of Object.entries(values)) {
        if (value === undefined || value === '') {
          after.delete(name)
        } else {
          after.set(name, value)
        }
      }
      return after
    })
  return [Object.fromEntries(params), change]
}
