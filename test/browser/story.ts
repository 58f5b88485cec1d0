// For a file whose tests tell one story: where one of them failed, the rest could only fail for the same reason.
import { beforeEach } from 'vitest'

/** Skips what comes after the first failure. */
export function tellAsStory(): void {
  let isBroken = false
  beforeEach(({ skip, onTestFailed }) => {
    if (isBroken) skip('an earlier part of the story failed')
    onTestFailed(() => {
      isBroken = true
    })
  })
}
