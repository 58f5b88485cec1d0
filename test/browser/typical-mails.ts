// Mails as programs and senders of newsletters write them, for looking at them on a dark page. Written by us, after their manner.

export const typicalMails: { name: string; html: string }[] = [
  {
    name: 'Outlook, black on nothing, with a table and marks',
    html: `<div style="font-family:Calibri;color:black"><p style="color:windowtext">Hello Ada,</p><p>the <span style="background:yellow">contract</span>
      <span style="color:#1F497D">as agreed</span>.</p><table border=1 style="border-collapse:collapse"><tr style="background:#D9E2F3"><td>Item</td><td style="color:red">12</td></tr></table></div>`,
  },
  {
    name: 'a newsletter on grey with a white card, a dark head, a button and small print',
    html: `<body bgcolor="#f4f4f4"><div style="color:#f4f4f4;font-size:1px">Preheader</div><table bgcolor="#ffffff"><tr><td bgcolor="#0c2340" style="color:#ffffff">Autumn</td></tr>
      <tr><td style="color:#333333">Dear customer, <b style="color:#c00000">20 % off</b><p style="color:#777777;font-size:12px">Small print</p>
      <a href="https://acme.example" style="background:#e8590c;color:#ffffff;padding:9px">Buy</a><img src="cid:x" width="9" height="9"></td></tr></table></body>`,
  },
  {
    name: 'one that is dark already',
    html: '<div style="background:#101418;color:#e6e6e6"><p>Night edition</p><a href="https://acme.example" style="color:#6ab0ff">Read</a></div>',
  },
  {
    name: 'pale notes of every colour, as trackers of issues send',
    html: ['#fff3cd', '#d1e7dd', '#f8d7da', '#cff4fc', '#e2d9f3']
      .map(
        (ground) =>
          `<p style="background:${ground};color:#333">note <span style="color:#666">grey</span> <a href="https://a.example">link</a></p>`,
      )
      .join(''),
  },
  {
    name: 'an answer whose lines are told apart by colour',
    html: '<p><font color="#0000ff">Blue says yes.</font></p><p><font color="green">Green says no.</font></p><p><font color="#800080">Purple waits.</font></p><blockquote style="border-left:1px solid #ccc;color:#500050">quoted</blockquote>',
  },
  {
    name: 'a receipt with thin lines and half-transparent rows',
    html: '<table style="color:rgb(34,34,34)"><tr style="background:rgba(0,0,0,0.04)"><td style="border-bottom:1px solid #eeeeee">Lamp</td><td>€ 12</td></tr><tr><td style="color:rgba(0,0,0,0.6)">VAT</td></tr></table>',
  },
]
