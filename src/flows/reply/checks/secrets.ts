// What opens something: passwords, keys of programs, private keys, links that sign in here. Known by what issuers put before their
// keys, or by a word that names it and letters that nobody would write.
import { MOST_FOUND, type Secret } from './numbers.ts'

const PRIVATE_KEY =
  /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY(?: BLOCK)?-----[A-Za-z\d+/=\s:,.()-]{0,8000}(?:-----END[A-Z ]{0,40}-----)?|PuTTY-User-Key-File-\d/g
/** As GitHub, GitLab, Amazon, Google, Slack, Stripe, SendGrid, npm, OpenAI, Shopify and others begin theirs; and ours. */
const KNOWN_KEY =
  /(?<![\w-])(?:gh[pousr]_[A-Za-z\d]{36,255}|github_pat_\w{50,255}|glpat-[\w-]{20,64}|(?:AKIA|ASIA)[A-Z\d]{16}|AIza[\w-]{35}|ya29\.[\w-]{30,255}|xox[abeoprs]-[\w-]{10,255}|(?:sk|rk)_(?:live|test)_[A-Za-z\d]{16,255}|sk-(?:ant-|proj-)?[\w-]{20,255}|SG\.[\w-]{16,32}\.[\w-]{32,64}|npm_[A-Za-z\d]{36}|hf_[A-Za-z\d]{30,64}|shp(?:at|ca|pa|ss)_[a-fA-F\d]{32}|dop_v1_[a-f\d]{64}|pypi-[\w-]{50,255}|pr_live_[a-f\d]{72}|eyJ[\w-]{10,1000}\.eyJ[\w-]{10,2000}\.[\w-]{10,1000})(?![\w-])/g
const NAMED_KEY =
  /(?:api[ _-]?key|api[ _-]?token|access[ _-]?token|auth[ _-]?token|client[ _-]?secret|secret[ _-]?key|bearer|api-sleutel|api-schlüssel|clé api|api anahtarı|api açarı)["'’]?(?: is| ist|:|=| =| :)?[ \t]{0,3}["'`]?([\w+/=.-]{16,512})/giu
const PASSWORD =
  /(?<!\p{L})(?:password|passwort|kennwort|wachtwoord|mot de passe|contraseña|senha|hasło|пароль|şifre|şifreniz|parola|parolunuz|parol|şifrəniz|şifrə|passcode|pin ?code|pincode)(?:(?: is| ist|wort ist| luidt| est| es| é|:)[ \t]{0,3}|[ \t]{0,2}[:=][ \t]{0,3})["'“«`]?([^\s"'”»`]{6,64})/giu

export function secretsIn(text: string): Secret[] {
  const found: Secret[] = []
  const counts = new Map<Secret['check'], number>()
  const add = (check: Secret['check'], start: number, written: string) => {
    const count = counts.get(check) ?? 0
    if (count === MOST_FOUND) return
    counts.set(check, count + 1)
    if (!found.some((one) => start < one.end && one.start < start + written.length))
      found.push({ check, start, end: start + written.length, masked: '•'.repeat(Math.min(12, written.length)) })
  }
  if (text.includes('-----BEGIN') || text.includes('PuTTY-User'))
    for (const { 0: written, index } of text.matchAll(PRIVATE_KEY)) add('privateKey', index, written)
  for (const { 0: written, index } of text.matchAll(KNOWN_KEY)) add('apiKey', index, written)
  for (const { 0: all, 1: key = '', index } of text.matchAll(NAMED_KEY))
    if (isRandom(key)) add('apiKey', index + all.length - key.length, key)
  for (const { 0: all, 1: word = '', index } of text.matchAll(PASSWORD)) {
    const written = word.replace(/[.,;:!?)]{1,20}$/, '')
    if (isPassword(written)) add('password', index + all.lastIndexOf(word), written)
  }
  return found
}

/** Bits a letter; words of a language have under 3.5 where they are this long. */
const RANDOM = 3.2

function isRandom(key: string): boolean {
  if (!/\d/.test(key) || !/[A-Za-z]/.test(key) || /^https?:|\.(?:com|net|org|html?|php)\b/i.test(key)) return false
  const counts = new Map<string, number>()
  for (const sign of key) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  const bits = [...counts.values()].reduce(
    (sum, count) => sum - (count / key.length) * Math.log2(count / key.length),
    0,
  )
  return bits >= RANDOM
}

/** "Password: reset" and "password is required" say none. */
function isPassword(word: string): boolean {
  if (word.length < 6 || /^https?:|^\*+$|^•+$|^<|^\[|^\{|@/.test(word)) return false
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(word)).length
  return kinds >= 3 || (kinds === 2 && /\d/.test(word))
}

/** Links to this desk that open it to whoever follows them: invitations, and whatever carries a token. */
export function ownLinksIn(text: string, ownHosts: ReadonlySet<string>): Secret[] {
  return [...text.matchAll(/https?:\/\/[^\s<>"')\]]{4,2000}/gi)].flatMap(({ 0: written, index }): Secret[] => {
    const url = URL.parse(written)
    if (!url || !ownHosts.has(url.host)) return []
    const isOpening = /^\/(?:invitation|reset|sign-?in|login)\b/.test(url.pathname) && url.hash.length + url.search.length > 16 // prettier-ignore
    const carries = /(?:token|code|secret|key)=[\w-]{12,}/i.test(url.search + url.hash)
    return isOpening || carries
      ? [{ check: 'signInLink', start: index, end: index + written.length, masked: url.host }]
      : []
  })
}
