// The pictures of a mail that stands in its frame: each is put into its images when it comes, and taken out when it goes; nothing else
// of the mail is touched, however many come.
import type { ImagesBy } from './clean.ts'

/** Addresses in our page, by where the picture comes from. Only those that the page made itself (`blob:`) are ever given. */
export type Pictures = ReadonlyMap<string, string>

/** Called with all there are by now, as often as one likes. `waiting`: what stands in an image until its picture comes. */
export function createPictures(images: ImagesBy, waiting: string | null): (pictures: Pictures) => void {
  let shown: Pictures = new Map()
  return (pictures) => {
    if (pictures === shown) return
    for (const key of shown.keys()) if (!pictures.has(key)) show(images.get(key), waiting)
    for (const [key, url] of pictures) if (shown.get(key) !== url) show(images.get(key), url)
    shown = pictures
  }
}

function show(images: readonly HTMLImageElement[] = [], url: string | null): void {
  for (const image of images) {
    if (url === null) image.removeAttribute('src')
    else image.src = url
  }
}
