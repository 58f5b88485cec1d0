// Replies by other programs and in odd situations, each written down before the rules were tuned to it: what arrives, and what
// of it is the writer's own. Nothing here is a mail that anybody wrote.

interface Situation {
  name: string
  subject?: string
  text: string
  html?: string
  /** What this conversation already holds. */
  earlier?: string[]
  reply: string
}

const boils = 'It boils.'
const sent = 'Dear Dora,\n\nyour kettle 1042 left our workshop today. Please tell us whether it boils.\n\nBen'

export const situations: Situation[] = [
  // HTML: each program's own marks, in words no table knows
  {
    name: 'Zoho',
    text: 'It boils.\n\nZz Ben:\n\nDoes it?',
    html: '<div>It boils.</div><div class="zmail_extra" style="x"><div id="Zm-_Id_-Sgn1">---- Zz Ben ----</div><blockquote>Does it?</blockquote></div>',
    reply: boils,
  },
  {
    name: 'mail.ru',
    text: '',
    html: '<div>It boils.</div><blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px;">Zz Ben:<br><div id=""><div class="js-helper js-readmsg-msg">Does it?</div></div></blockquote>',
    reply: boils,
  },
  {
    name: 'Yandex',
    text: '',
    html: '<div>It boils.</div><div> </div><div>04.05.2026, 10:12, "Ben" &lt;ben@desk.example&gt;:</div><blockquote><p>Does it?</p></blockquote>',
    reply: boils,
  },
  {
    name: 'GMX',
    text: '',
    html: '<html><body><div style="font-family:Verdana"><div>It boils.</div><div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b> Montag<br><b>Von:</b> Ben</div><div name="quoted-content">Does it?</div></div></div></body></html>',
    reply: boils,
  },
  {
    name: 'GMX of today',
    text: '',
    html: '<div>It boils.</div><div class="mail_quote"><div>Zz Ben</div><div>Does it?</div></div>',
    reply: boils,
  },
  {
    name: 'Samsung',
    text: '',
    html: '<body><div dir="auto">It boils.</div><div id="composer_signature"><div>Sent from my Galaxy</div></div><div><br></div><div><div>-------- Original message --------</div><div>From: Ben &lt;ben@desk.example&gt; </div><div>Date: 04/05/2026 10:12 (GMT+01:00) </div><div>To: Dora </div><div>Subject: Kettle </div></div><div>Does it?</div></body>',
    reply: 'It boils.\nSent from my Galaxy',
  },
  {
    name: 'Spark',
    text: '',
    html: '<div>It boils.</div><div name="messageReplySection">Zz 4 Zz, Ben:<blockquote style="border-left-color: #1abc9c; border-left-width: thin; border-left-style: solid;">Does it?</blockquote></div>',
    reply: boils,
  },
  {
    name: 'Superhuman',
    text: '',
    html: '<div>It boils.</div><div class="gmail_signature">Dora</div><br/><div class="gmail_quote"><div class="gmail_attr">Zz Ben:<br></div><blockquote class="gmail_quote">Does it?</blockquote></div>',
    reply: 'It boils.\nDora',
  },
  {
    name: 'Front',
    text: '',
    html: '<div>It boils.</div><div class="front-signature">Dora</div><blockquote type="cite" class="front-blockquote">Zz Ben:<br>Does it?</blockquote>',
    reply: 'It boils.\nDora',
  },
  {
    name: 'Zendesk’s line in text',
    text: '##- Please type your reply above this line -##\n\nYour request (1042) has been updated.\n\nDoes it?',
    reply: '##- Please type your reply above this line -##\n\nYour request (1042) has been updated.\n\nDoes it?',
  },
  {
    name: 'an answer above Zendesk’s line',
    text: 'It boils.\n\n##- Please type your reply above this line -##\nYour request (1042) has been updated.\n\nDoes it?',
    reply: boils,
  },
  {
    name: 'an answer above Help Scout’s line',
    text: 'It boils.\n\n--- Reply ABOVE THIS LINE to add a note to this conversation ---\nDoes it?',
    reply: boils,
  },
  {
    name: 'an answer above Freshdesk’s line, in German',
    text: 'Es kocht.\n\n##- Bitte geben Sie Ihre Antwort oberhalb dieser Zeile ein -##\n\nKocht er?',
    reply: 'Es kocht.',
  },
  {
    name: 'an answer above HubSpot’s line, in HTML',
    text: '',
    html: '<p>It boils.</p><div class="hs_reply"><p>Zz Ben:</p><p>Does it?</p></div>',
    reply: boils,
  },
  {
    name: 'Zendesk’s HTML',
    text: '',
    html: '<div>It boils.</div><div><div style="color: #b5b5b5;" class="zd_reply">##- Please type your reply above this line -##</div><p>Does it?</p></div>',
    reply: boils,
  },
  {
    name: 'Outlook for the phone',
    text: '',
    html: '<div>It boils.</div><div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><div id="mail-editor-reference-message-container"><hr><div id="divRplyFwdMsg"><b>Zz:</b> Ben</div>Does it?</div>',
    reply: 'It boils.\nGet Outlook for iOS',
  },
  {
    name: 'new Outlook',
    text: '',
    html: '<div class="elementToProof">It boils.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>Zz:</b> Ben</div><div>Does it?</div>',
    reply: boils,
  },
  {
    name: 'Outlook for the Mac of today',
    text: '',
    html: '<div class="WordSection1"><p class="MsoNormal">It boils.</p><div id="mail-editor-reference-message-container"><div><div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><p><b>Zz: </b>Ben</p></div></div><p>Does it?</p></div></div></div>',
    reply: boils,
  },
  {
    name: 'Outlook’s rule in other colours and units',
    text: '',
    html: "<div><p>It boils.</p><div style='border:none; border-top:solid rgb(225, 225, 225) 1.0pt; padding:3.0pt 0cm 0cm 0cm'><p><b>Zz:</b> Ben</p></div><p>Does it?</p></div>",
    reply: boils,
  },
  {
    name: 'Windows Mail',
    text: '',
    html: '<div>It boils.</div><div style="padding-top: 5px; border-top-color: rgb(229, 229, 229); border-top-width: 1px; border-top-style: solid;"><div><b>Zz:</b> Ben<br><b>Zz:</b> 4 May</div></div><div>Does it?</div>',
    reply: boils,
  },
  {
    name: 'Yahoo on Android',
    text: '',
    html: '<div>It boils.</div><p><a href="https://mail.onelink.example">Sent from Yahoo Mail on Android</a></p> <br> <blockquote style="margin: 0 0 20px 0;"> <div style="font-family:Roboto; color:#6D00F6;"> <div>On Mon, 4 May 2026 at 10:12, Ben</div><div>&lt;ben@desk.example&gt; wrote:</div> </div> <div>Does it?</div> </blockquote>',
    reply: 'It boils.\nSent from Yahoo Mail on Android',
  },
  {
    name: 'Roundcube',
    text: '',
    html: '<p>It boils.</p><p id="reply-intro">Zz Ben:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0"><p>Does it?</p></blockquote>',
    reply: boils,
  },
  {
    name: 'Lotus Notes',
    text: 'It boils.\n\n\n\nFrom:   Ben Field/Desk\nTo:     Dora Field <dora@acme.example>\nDate:   04.05.2026 10:12\nSubject:        Kettle\n\nDoes it?',
    reply: boils,
  },
  {
    name: 'Lotus Notes, its old manner',
    text: 'It boils.\n\n|---------+---------------------------->\n|         |   "Ben"                    |\n|         |   <ben@desk.example>       |\n|         |   04.05.2026 10:12         |\n|---------+---------------------------->\nDoes it?',
    earlier: ['Does it boil?'],
    reply: boils,
  },
  {
    name: 'the Bat',
    text: 'Hello Ben,\n\nMonday, May 4, 2026, 10:12:18 AM, you wrote:\n\n> Does it?\n\nIt boils.\n\n-- \nBest regards,\n Dora                         mailto:dora@acme.example',
    reply: 'Hello Ben,\n\nIt boils.\n\n-- \nBest regards,\n Dora                         mailto:dora@acme.example',
  },
  { name: 'mutt', text: '* Ben <ben@desk.example> [2026-05-04 10:12]:\n> Does it?\n\nIt boils.\n', reply: boils },
  { name: 'KMail', text: 'On Monday 4 May 2026 10:12:18 CEST Ben Field wrote:\n> Does it?\nIt boils.', reply: boils },
  { name: 'Gnus', text: 'Ben Field <ben@desk.example> writes:\n\n> Does it?\n\nIt boils.', reply: boils },
  {
    name: 'Evolution',
    text: 'It boils.\n\n-----Original Message-----\nFrom: Ben <ben@desk.example>\nTo: Dora <dora@acme.example>\nSubject: Kettle\nDate: Mon, 04 May 2026 10:12:18 +0200\n\nDoes it?',
    reply: boils,
  },
  {
    name: 'Evolution in German, answered below',
    text: 'Am Montag, dem 04.05.2026 um 10:12 +0200 schrieb Ben Field:\n> Kocht er?\n> \n> Ben\n\nEr kocht.\n',
    reply: 'Er kocht.',
  },
  {
    name: 'Proton in text',
    text: 'It boils.\n\nSent with Proton Mail secure email.\n\nOn Monday, May 4th, 2026 at 10:12 AM, Ben <ben@desk.example> wrote:\n\n> Does it?',
    reply: 'It boils.\n\nSent with Proton Mail secure email.',
  },
  {
    name: 'Tuta in text',
    text: 'It boils.\n-- \n Secured with Tuta Mail\n\n\n4 May 2026, 10:12 by ben@desk.example:\n\n> Does it?\n>',
    reply: 'It boils.\n-- \n Secured with Tuta Mail',
  },
  { name: 'Fastmail', text: 'It boils.\n\nOn Mon, 4 May 2026, at 10:12 AM, Ben wrote:\n> Does it?', reply: boils },
  {
    name: 'QQ',
    text: '可以了。\n\n------------------ 原始邮件 ------------------\n发件人: "Ben" <ben@desk.example>;\n发送时间: 2026年5月4日(星期一) 上午10:12\n收件人: "Dora"<dora@acme.example>;\n主题: Kettle\n\nDoes it?',
    reply: '可以了。',
  },
  {
    name: 'QQ in HTML',
    text: '',
    html: '<div>可以了。</div><div><includetail><div>&nbsp;</div><div style="font:Verdana normal 14px;color:#000;"><div style="FONT-SIZE: 12px;FONT-FAMILY: Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="FONT-SIZE: 12px;background:#efefef;padding:8px;"><div id="menu_sender"><b>发件人:</b> Ben</div></div><div>Does it?</div></div></includetail></div>',
    reply: '可以了。',
  },
  {
    name: '163',
    text: '可以了。\n\n\n\n\nAt 2026-05-04 10:12:18, "Ben" <ben@desk.example> wrote:\n\nDoes it?',
    reply: '可以了。',
  },
  {
    name: '163 in Chinese',
    text: '可以了。\n\n\n在 2026-05-04 10:12:18，"Ben" <ben@desk.example> 写道：\nDoes it?',
    reply: '可以了。',
  },
  {
    name: 'Naver',
    text: '네, 끓습니다.\n\n-----Original Message-----\nFrom: "Ben"<ben@desk.example>\nTo: <dora@acme.example>;\nCc: \nSent: 2026-05-04 (월) 10:12:18 (GMT+09:00)\nSubject: Kettle\n\nDoes it?',
    reply: '네, 끓습니다.',
  },
  {
    name: 'Becky! in Japanese',
    text: 'はい、沸きます。\n\nBen <ben@desk.example> さんは書きました:\n> Does it?\n',
    reply: 'はい、沸きます。',
  },
  {
    name: 'Japanese, in an old manner',
    text: 'Benさん\n\nはい、沸きます。\n\nOn Mon, 4 May 2026 10:12:18 +0900\nBen <ben@desk.example> wrote:\n\n> Does it?',
    reply: 'Benさん\n\nはい、沸きます。',
  },
  {
    name: 'Seznam',
    text: 'Ano, vaří.\n\n---------- Původní e-mail ----------\nOd: Ben <ben@desk.example>\nKomu: dora@acme.example\nDatum: 4. 5. 2026 10:12:18\nPředmět: Kettle\n\nVaří?',
    reply: 'Ano, vaří.',
  },
  {
    name: 'WP',
    text: 'Tak, gotuje.\n\n\nDnia 4 maja 2026 10:12 Ben <ben@desk.example> napisał(a):\n\nCzy gotuje?',
    reply: 'Tak, gotuje.',
  },
  {
    name: 'T-Online',
    text: 'Er kocht.\n\n-----Original-Nachricht-----\nBetreff: Kessel\nDatum: 2026-05-04T10:12:18+0200\nVon: "Ben" <ben@desk.example>\nAn: "Dora" <dora@acme.example>\n\nKocht er?',
    reply: 'Er kocht.',
  },
  {
    name: 'Orange',
    text: 'Elle marche.\n\n> Message du 04/05/26 10:12\n> De : "Ben" <ben@desk.example>\n> A : "Dora" <dora@acme.example>\n> Copie à :\n> Objet : Bouilloire\n>\n> Marche-t-elle ?',
    reply: 'Elle marche.',
  },
  {
    name: 'Libero',
    text: 'Bolle.\n\nIl 04/05/2026 10:12 CEST Ben <ben@desk.example> ha scritto:\n\n\nBolle?',
    reply: 'Bolle.',
  },
  // interleaved and other orders
  {
    name: 'answered line by line below a line that says who wrote',
    text: 'On 4 May 2026 at 10:12, Ben wrote:\n> Is it hot?\n\nYes.\n\n> Does it leak?\n\nNo.\n',
    reply: 'Yes.\n\n> Does it leak?\n\nNo.',
  },
  {
    name: 'words above, answers inside, a name below',
    text: 'See my answers below.\n\nOn 4 May 2026 at 10:12, Ben wrote:\n> Is it hot?\n\nYes.\n\n> Does it leak?\n\nNo.\n\nDora',
    reply: 'See my answers below.\n\nYes.\n\n> Does it leak?\n\nNo.\n\nDora',
  },
  {
    name: 'answered line by line in HTML',
    text: 'On 4 May 2026 at 10:12, Ben wrote:\n> Is it hot?\n\nYes.\n\n> Does it leak?\n\nNo.',
    html: '<div class="moz-cite-prefix">On 4 May 2026 at 10:12, Ben wrote:</div><blockquote type="cite">Is it hot?</blockquote><p>Yes.</p><blockquote type="cite">Does it leak?</blockquote><p>No.</p>',
    reply: 'Yes.\n\nNo.',
  },
  {
    name: 'answers within Gmail’s quotation',
    text: '',
    html: '<div dir="ltr">See inline.</div><div class="gmail_quote"><div class="gmail_attr">Zz Ben:</div><blockquote class="gmail_quote">Is it hot?</blockquote><div>Yes.</div><blockquote class="gmail_quote">Does it leak?</blockquote><div>No.</div></div>',
    reply: 'See inline.\nYes.\nNo.',
  },
  {
    name: 'two answers one above the other',
    text: 'It boils.\n\nOn Tue, 5 May 2026 at 09:00, Ben <ben@desk.example> wrote:\n> And now?\n>\n> On Mon, 4 May 2026 at 10:12, Dora <dora@acme.example> wrote:\n>> Not yet.\n',
    reply: boils,
  },
  {
    name: 'a disclaimer below the quotation',
    text: 'It boils.\n\nOn 4 May 2026 at 10:12, Ben wrote:\n> Does it?\n\nThis e-mail and any attachments are confidential and intended solely for the addressee. If you have received it in error, please notify the sender and delete it.',
    reply: boils,
  },
  {
    name: 'a question with From and To in the answer',
    text: 'Please ship it so:\nFrom: Baku\nTo: Utrecht\n\nOn 4 May 2026 at 10:12, Ben wrote:\n> Where to?',
    reply: 'Please ship it so:\nFrom: Baku\nTo: Utrecht',
  },
  {
    name: 'words that mention when somebody wrote',
    text: 'Hello,\n\nas Ben wrote on 4 May 2026 at 10:12 to dora@acme.example:\nthe kettle is under guarantee. I still wait.\n\nDora',
    reply:
      'Hello,\n\nas Ben wrote on 4 May 2026 at 10:12 to dora@acme.example:\nthe kettle is under guarantee. I still wait.\n\nDora',
  },
  {
    name: 'a log pasted into the mail',
    text: 'This is what it says:\n\n2026-05-04 10:12:18 kettle: error\n2026-05-04 10:12:19 kettle: off\n\nWhat now?',
    reply: 'This is what it says:\n\n2026-05-04 10:12:18 kettle: error\n2026-05-04 10:12:19 kettle: off\n\nWhat now?',
  },
  {
    name: 'a list with dashes and dates',
    text: 'I can come on:\n- 4 May 2026 10:12\n- 5 May 2026 11:00\n\nWhich suits you?',
    reply: 'I can come on:\n- 4 May 2026 10:12\n- 5 May 2026 11:00\n\nWhich suits you?',
  },
  // what the conversation holds
  {
    name: 'our own words without any mark',
    text: `Salamat!\n\nSi Ben noong 4 Mayo:\n${sent}`,
    earlier: [sent],
    reply: 'Salamat!',
  },
  {
    name: 'our own words, answered below',
    text: `${sent}\n\nIt boils, thanks.`,
    earlier: [sent],
    reply: 'It boils, thanks.',
  },
  {
    name: 'a part of our words, broken anew',
    text: 'Salamat!\n\nBen noong 4 Mayo:\nyour kettle 1042 left our\nworkshop today. Please tell us\nwhether it boils.\n\nBen',
    earlier: [sent],
    reply: 'Salamat!',
  },
  {
    name: 'our words between the answers',
    text: 'your kettle 1042 left our workshop today.\n\nGood.\n\nPlease tell us whether it boils.\n\nIt does.',
    earlier: [sent],
    reply: 'Good.\n\nIt does.',
  },
  {
    name: 'a sentence of ours cited in theirs',
    text: 'You wrote that my kettle 1042 left your workshop today, but nothing came. Where is it?',
    earlier: [sent],
    reply: 'You wrote that my kettle 1042 left your workshop today, but nothing came. Where is it?',
  },
  {
    name: 'the question sent once more',
    text: 'Hello, I asked this before and got no answer: my kettle leaks at the bottom.',
    earlier: ['Hello, I asked this before and got no answer: my kettle leaks at the bottom.'],
    reply: 'Hello, I asked this before and got no answer: my kettle leaks at the bottom.',
  },
  {
    name: 'a forward with words above, in Polish',
    subject: 'PD: Kettle',
    text: 'Proszę.\n\nOd: Eve <eve@acme.example>\nWysłano: poniedziałek, 4 maja 2026 10:12\nDo: Dora\nTemat: Kettle\n\nIt leaks.',
    reply:
      'Proszę.\n\nOd: Eve <eve@acme.example>\nWysłano: poniedziałek, 4 maja 2026 10:12\nDo: Dora\nTemat: Kettle\n\nIt leaks.',
  },
  {
    name: 'nothing but a quotation',
    text: 'On 4 May 2026 at 10:12, Ben wrote:\n> Does it?\n',
    reply: 'On 4 May 2026 at 10:12, Ben wrote:\n> Does it?',
  },
  // seen on a screen
  {
    name: 'a signature with a street right above the line that says who wrote',
    text: 'It boils.\n\n-- \nDora Field\n12 Kettle Street\nLondon NW1 4AB\nTel: +44 20 7946 0000\nwww.acme.example\n\nOn 3 May 2026 at 09:00, Ben wrote:\n> Does it?',
    reply: 'It boils.\n\n-- \nDora Field\n12 Kettle Street\nLondon NW1 4AB\nTel: +44 20 7946 0000\nwww.acme.example',
  },
  {
    name: 'the same above a line that begins with the date, as in Finnish',
    text: 'Kiehuu.\n\nDora Field\nKattilakatu 12\n00100 Helsinki\n+358 40 123 4567\n\n3.5.2026 klo 9.00 Ben <ben@desk.example> kirjoitti:\n> Kiehuuko?',
    reply: 'Kiehuu.\n\nDora Field\nKattilakatu 12\n00100 Helsinki\n+358 40 123 4567',
  },
  {
    name: 'Jira',
    text: 'It boils.\n\n—-—-—-—\nReply above this line.\n\nBen commented:\n\nDoes it?',
    reply: boils,
  },
  {
    name: 'an answer above Zendesk’s line, in Turkish',
    text: 'Kaynıyor.\n\n##- Lütfen yanıtınızı bu satırın üzerine yazın -##\n\nKaynıyor mu?',
    reply: 'Kaynıyor.',
  },
  {
    name: 'what a list puts below the quotation',
    text: 'It boils.\n\nOn 4 May 2026, Ben wrote:\n> Does it?\n\n_______________________________________________\nkettles mailing list\nkettles@lists.acme.example\nhttps://lists.acme.example/kettles',
    reply: boils,
  },
  {
    name: 'a head with blank lines between',
    text: 'It boils.\n\nFrom: Ben <ben@desk.example>\n\nSent: Monday, May 4, 2026 10:12 AM\n\nTo: Dora <dora@acme.example>\n\nSubject: Kettle\n\nDoes it?',
    reply: boils,
  },
  {
    name: 'commands marked like a quotation',
    text: 'I ran this:\n\n> npm install\n> npm test\n\nand it failed. What now?',
    reply: 'I ran this:\n\n> npm install\n> npm test\n\nand it failed. What now?',
  },
  {
    name: 'Gmail in Persian',
    text: 'می‌جوشد.\n\nدر دوشنبه ۴ مه ۲۰۲۶،‏ ۱۰:۱۲ Ben <ben@desk.example> نوشت:\n\n> می‌جوشد؟',
    reply: 'می‌جوشد.',
  },
]
