// The words of a macro: rich text as the composer's editor has it, and nothing that would not survive in mail. A tree of known nodes,
// never HTML, so that nothing has to be cleaned when it is put into a letter.
import { z } from 'zod'

const Mark = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['bold', 'italic', 'strike', 'code', 'underline']) }),
  z.strictObject({
    type: z.literal('link'),
    attrs: z.strictObject({
      href: z
        .string()
        .max(2000)
        .regex(/^(?:https?:\/\/[^/\\\s]|mailto:|tel:)/i),
    }),
  }),
])
export type Mark = z.infer<typeof Mark>

const Inline = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    text: z.string().min(1).max(20_000),
    marks: z.array(Mark).max(6).optional(),
  }),
  z.strictObject({ type: z.literal('hardBreak') }),
])
export type Inline = z.infer<typeof Inline>

export type Block =
  | { type: 'paragraph'; content?: Inline[] | undefined }
  | { type: 'blockquote' | 'listItem' | 'bulletList'; content: Block[] }
  | { type: 'orderedList'; attrs?: { start?: number | undefined } | undefined; content: Block[] }

const Blocks = z.lazy(() => z.array(MacroBlock).min(1).max(500))
export const MacroBlock: z.ZodType<Block> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('paragraph'), content: z.array(Inline).max(500).optional() }),
    z.strictObject({ type: z.enum(['blockquote', 'listItem', 'bulletList']), content: Blocks }),
    z.strictObject({
      type: z.literal('orderedList'),
      attrs: z.strictObject({ start: z.number().int().min(0).max(9999).optional() }).optional(),
      content: Blocks,
    }),
  ]),
)

/** At most eight deep, which is two levels of JSON each, and so many nodes. Looked at before anything walks through it. */
const DEEPEST = 24
const MOST = 4_000

export const MacroBody = z.preprocess(
  (given, context) => {
    let level: unknown[] = [given]
    let seen = 0
    for (let depth = 0; level.length > 0; depth++) {
      seen += level.length
      if (depth > DEEPEST || seen > MOST) {
        context.addIssue({ code: 'custom', message: 'The text is nested too deeply, or has too many parts.' })
        return z.NEVER
      }
      level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []))
    }
    return given
  },
  z.strictObject({ type: z.literal('doc'), content: z.array(MacroBlock).max(500) }),
)
export type MacroBody = z.infer<typeof MacroBody>
