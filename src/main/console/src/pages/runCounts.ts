import { Run } from '../api/types'

/** All that was excluded in an hour, for whatever reason. */
export function excludedOf(run: Run): number {
  return Object.values(run.excluded).reduce((sum, each) => sum + each, 0)
}
