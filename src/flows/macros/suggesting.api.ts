// What is promised of suggesting macros: which canned replies probably answer a mail, and why.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const MacroSuggestion = z.object({
  macroId: z.string(),
  title: z.string(),
  /** Words of the mail that speak for it, strongest first; empty: it is only used often here. */
  words: z.array(z.string()),
  /** How often it was used, by everybody. */
  uses: z.number().int(),
})
export type MacroSuggestion = z.infer<typeof MacroSuggestion>

export const suggestMacros = route({
  name: 'suggestMacros',
  summary:
    'At most three canned replies that probably answer a message, likeliest first, with the words that speak for each.',
  method: 'GET',
  path: '/conversations/:id/messages/:messageId/macro-suggestions',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string(), messageId: z.string() }),
  output: z.array(MacroSuggestion),
})
