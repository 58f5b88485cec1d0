// Regular expressions that would be slow on long input and never get it: how many characters at most, and what sees to that.

export const bounded: { source: string; most: number; because: string }[] = [
  { source: String.raw`[.!?]+$`, most: 400, because: 'what stands before it found at most 128 + 253 characters' },
  {
    source: String.raw`^(?:[>|*\s"'-]|\d{3}[ -]|to:? )*<?([^\s<>()[\],;:"'|]+@[^\s<>()[\],;:"'|]+?)>?(?:$|["'\]:.,;)]*(?:\s|$)|\.\.\.|:|\[)`,
    most: 500,
    because: 'notice.ts reads the first 500 characters of a line',
  },
  { source: String.raw`\.+$`, most: 500, because: 'an address out of those 500' },
  { source: String.raw`([\w-]*)\s*\(`, most: 300, because: 'css.ts drops longer values before' },
  { source: String.raw`\d+:'(\w+)'`, most: 1_000, because: 'it reads a file of ours' },
  { source: String.raw`^["']+|["']+$`, most: 80, because: 'charset.ts reads the first 80 characters of a label' },
  { source: String.raw`\([^)]*\)`, most: 200, because: 'date.ts reads the first 200 characters of a date' },
  { source: String.raw`[-–—_*\s"'»]+$`, most: 500, because: 'attribution.ts puts together 500 characters at most' },
  { source: String.raw`[:：\s*]+$`, most: 500, because: 'the same' },
  {
    source: String.raw`(?:^|[\s.!?-])(?:-{2,}\s?)?(?:On|Am|Le|El|Il|Em|Op|Den) (?:\p{L}{2,10}\.?,? ?)?(?:\p{L}{3,12}\.? )?\d{1,4}`,
    most: 300,
    because: 'attribution.ts reads the first 300 characters of a line for it',
  },
  { source: String.raw`[-\s]+$`, most: 300, because: 'what stands before it in those 300' },
  { source: String.raw`[:：\s]+$`, most: 90, because: 'separators.ts knows no longer line' },
  { source: String.raw`[*_\s\u00a0]+$`, most: 40, because: 'what stands before a colon in the first 40 characters' },
  { source: String.raw`[\s,.!，。、！-]+$`, most: 60, because: 'signature.ts knows no longer goodbye' },
  { source: String.raw`[^\s(,]*(?=\()`, most: 4_000, because: 'the server lets no longer style pass (html/css.ts)' },
]
