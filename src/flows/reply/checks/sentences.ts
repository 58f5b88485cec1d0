// What each finding says: one sentence that tells what was seen and what to do. English, for programs; the screens have them in the
// reader's language under the same codes (`check.said.…`). `{words}` and the like are the finding's values.

const sentences: Readonly<Record<string, string>> = {
  attachment: 'You write that something is attached, and nothing is. Attach it, or change the words.',
  newRecipient:
    '{address} is no part of this conversation, and nobody here has had mail with them. Check that they should read it.',
  lookAlike: '{address} looks like {like}, and is another address. Check every letter.',
  manyRecipients: '{count} people will see each other’s addresses. Use Bcc, or leave some out.',
  bccAnswer: 'You got this in Bcc. The others will see that you read it: answer {name} alone.',
  severalCompanies: 'People of {companies} will see each other’s names and words. Check that they may.',
  ownInbox: '{address} is an inbox of this desk: the answer would come back as new mail. Take it out.',
  unfilled: '“{words}” still has to be filled in.',
  greeting: 'There is no greeting. A first answer begins with one.',
  greetingName: 'You greet {name}, and this goes to {to}.',
  closing: 'There is no closing and no name below it. A first answer says who writes.',
  cardNumber: 'A payment card’s number. Take it out, or send it masked.',
  iban: 'A bank account’s number. Check that the reader should have it, or send it masked.',
  nationalNumber: 'A personal number ({what}). Take it out, or send it masked.',
  password: 'A password. Let the reader set one of their own, or tell it another way.',
  apiKey: 'A key that lets programs in. Take it out, and make a new one if it was sent before.',
  privateKey: 'A private key. It never belongs in a mail: take it out.',
  signInLink: 'A link that lets whoever follows it into this desk. Take it out.',
  linkElsewhere: 'The words say “{said}”, and the link goes to {host}. Make them agree.',
  linkDisguised: 'Letters of {host} only look like what they seem ({ascii}). Write the address anew.',
  linkInternal: '{host} can be reached only from inside. Take the link out.',
  linkBroken: 'This link opens nothing as it is written. Mend it.',
  linkPlain: 'This link is not encrypted. Write https if {host} has it.',
  language: 'This is written in {written}, and the conversation is in {theirs}.',
  question: 'They also asked: “{question}” Check that you answer it.',
  datePast: '{date} is past. Check the day.',
  dateWeekday: '{date} is another weekday. Check the day.',
  formalityMixed: 'The reader is addressed formally here and informally there. Choose one.',
  formalityFormal: 'This inbox addresses people formally.',
  formalityInformal: 'This inbox addresses people informally.',
  bannedPhrase: 'The house does not write “{words}”. Say it in other words.',
  bannedPhraseInstead: 'The house does not write “{words}”. Write “{instead}”.',
  preferredPhrase: 'The house says this in other words.',
  preferredPhraseInstead: 'The house writes “{instead}”.',
  jargon: 'Does the reader know “{words}”? Say it in plain words.',
  shouting: 'Capitals and rows of marks read as shouting.',
  blame: 'This may read as blame. Say what happened, or what comes next.',
  longSentence: '{count} words in one sentence. Two are easier to read.',
}

export const codes: readonly string[] = Object.keys(sentences)

export function sayFinding(code: string, values: Readonly<Record<string, string>>, isQuoted: boolean): string {
  const said = (sentences[code] ?? code).replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '')
  return isQuoted ? `In the mail that is quoted: ${said} Or leave the quotation out.` : said
}
