// Gives back what short-lived buffers hold. Node counts them, but looks for those that are no longer used only every 64 MB or so:
// whatever streams large things asks for it in between, at a millisecond or two each time.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (how: { type: 'minor' }) => void

export function freeYoungBuffers(): void {
  collect({ type: 'minor' })
}
