// Files on their way to a letter: each with how much of it has gone, taken away again at will.
import { useEffect, useRef, useState } from 'react'
import { uploadFile } from '../../src/flows/reply/reply.api.ts'
import { freshKey, upload } from '../call.ts'
import type { Uploaded } from './drafts.tsx'

export interface Upload {
  key: string
  name: string
  size: number
  type: string
  /** 0–1; null where it is there. */
  share: number | null
  error: unknown
}

export interface Uploads {
  /** Those still going or failed; the rest is in the letter. */
  going: Upload[]
  /** `place`: where it belongs in the words; left out, it goes beside them. */
  add: (files: Iterable<File>, place?: Place) => void
  drop: (key: string) => void
}

/** On the screen; null: where the writer is. */
export type Place = { x: number; y: number } | null

/** `arrived` hears of each file that the server has. */
export function useUploads(arrived: (file: Uploaded, given: File, place: Place | undefined) => void): Uploads {
  const [going, setGoing] = useState<Upload[]>([])
  const stops = useRef(new Map<string, () => void>())
  const latest = useRef(arrived)
  useEffect(() => {
    latest.current = arrived
  })
  const change = (key: string, to: Partial<Upload>) =>
    setGoing((was) => was.map((one) => (one.key === key ? { ...one, ...to } : one)))
  const drop = (key: string) => {
    stops.current.get(key)?.()
    setGoing((was) => was.filter((one) => one.key !== key))
  }
  const add = (files: Iterable<File>, place?: Place) => {
    for (const file of files) {
      const key = freshKey()
      const { name, size, type } = file
      setGoing((was) => [...was, { key, name, size, type, share: 0, error: null }])
      const asked = { name: name || 'file', type: type || 'application/octet-stream' }
      const { done, stop } = upload(uploadFile, asked, file, (share) => change(key, { share }))
      stops.current.set(key, stop)
      done.then(
        (kept) => {
          drop(key)
          latest.current(kept, file, place)
        },
        (error: unknown) => change(key, { error }),
      )
    }
  }
  return { going, add, drop }
}
