// A picture on its way into the words of a letter, before the editor has it.

/** Wider ones are drawn as wide as this, here and where they are read. */
const WIDEST = 600
const KINDS = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export interface PictureAt {
  id: string
  width: number
  alt: string
}

export const isPicture = ({ type }: File): boolean => KINDS.has(type)

/** Null where the browser cannot draw it: then it is a file like any other. */
export async function lookAt(file: File): Promise<Pick<PictureAt, 'width'> | null> {
  try {
    const bitmap = await createImageBitmap(file)
    const width = Math.min(bitmap.width, WIDEST)
    bitmap.close()
    return { width }
  } catch {
    return null
  }
}
