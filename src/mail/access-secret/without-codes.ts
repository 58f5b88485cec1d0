// A line that may be listed: a subject, a name, a header of a mail that opens an account.
import { plainly, withoutThem } from './codes.ts'

const LINK = /\b(?:https?:\/\/|www\.)\S+/gi
/** `acme.example/verify/8f3k`: a link without its beginning. */
const BARE = /(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}[/?]\S{4,}/g
/** What nobody would write: letters and digits mixed, long. */
const OPAQUE = /(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{12,}|\d{9,}|[A-Za-z]{30,}/gi

/** Without its codes and links, so that it can be listed. */
export function withoutCodes(text: string): string {
  return withoutThem(plainly(text).replace(LINK, '••••').replace(BARE, '••••').replace(OPAQUE, '••••'))
}
