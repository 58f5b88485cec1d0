// Where the focus goes when what had it is taken away, or when something was added that wants to be filled in: nobody who uses
// the keyboard is thrown back to the top of the page.

/** Once the page has been drawn anew: to the last element that fits, within the nearest place around `from`. */
export function focusNext(from: Element, place: string, wanted: string): void {
  const around = from.closest(place)
  setTimeout(() => [...(around?.querySelectorAll<HTMLElement>(wanted) ?? [])].at(-1)?.focus())
}
