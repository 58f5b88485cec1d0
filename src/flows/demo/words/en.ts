// English sample conversations.
import type { Tongue } from './script.ts'

export const english: Tongue = {
  language: 'en',
  share: 34,
  wrote: '{name} wrote:',
  people: [
    'Oliver Marsh',
    'Priya Nair',
    'Hannah Whitlock',
    'Tom Okafor',
    'Grace Lindley',
    'Ewan Buchan',
    'Ruth Adeyemi',
    'Callum Frost',
    'Megan Tully',
  ],
  companies: [
    { name: 'Harbour Lane Cafes', domain: 'harbourlane.example' },
    { name: 'Northgate Dental', domain: 'northgatedental.example' },
    { name: 'Pennywell School', domain: 'pennywell.example' },
  ],
  scripts: [
    {
      about: 'delivery',
      subject: 'Where is order {order}?',
      ask: 'Hello,\n\nI ordered a {product} nine days ago (order {order}) and the tracking page has said "in preparation" ever since. It was meant to be here for a birthday on Saturday.\n\nCould you tell me when it will really arrive?\n\nThank you,\n{name}',
      answer:
        'Hello {name},\n\nI am sorry for the wait. Your parcel was left behind in our warehouse when the carrier changed its route. It left this morning by express, and you should have it before Saturday noon.\n\nThe shipping costs go back to you today.\n\nBest wishes,\n{agent}',
      then: 'It came this morning, just in time. Thank you for sorting it out so quickly!\n\n{name}',
      close: 'That is good to hear, {name}. Have a lovely birthday!\n\n{agent}',
      note: 'Carrier confirmed by phone: on the van tomorrow before 12.',
    },
    {
      about: 'return',
      subject: 'Cracked shade on my {product}',
      ask: 'Hi there,\n\nthe glass shade arrived with a crack along the rim. I have attached a photo. I would rather have a new shade than send the whole lamp back.\n\nOrder number is {order}.\n\n{name}',
      answer:
        'Hi {name},\n\nthank you for the photo, that makes it easy. A new shade goes out to you today at no cost, and you need not send the broken one back; please put it in the glass recycling.\n\nKind regards,\n{agent}',
      file: 'photo',
      tags: ['damaged'],
    },
    {
      about: 'invoice',
      subject: 'Invoice for {order} has the wrong company name',
      ask: 'Dear team,\n\nour accountant cannot book the attached invoice, because it is made out to me personally instead of the company. Could you issue it again with the company name and our VAT number?\n\nRegards,\n{name}',
      answer:
        'Dear {name},\n\nof course. The corrected invoice is on its way to you in a separate mail; the old one is cancelled. Please check the VAT number once more, as we took it from your website.\n\nRegards,\n{agent}',
      then: 'Received and booked. Thanks!\n\n{name}',
      file: 'pdf',
    },
    {
      about: 'product',
      subject: 'Does the {product} work with a dimmer?',
      ask: 'Hello, quick question before I buy: can I use the {product} with an ordinary wall dimmer, or do I need one of yours? It would hang above a dining table.\n\nThanks, {name}',
      answer:
        'Hello {name},\n\nany trailing-edge dimmer from 5 to 150 W works. With older leading-edge ones it may hum at low light. If you tell me the make of yours I can look it up.\n\n{agent}',
      then: 'It is a Varo D-20. Does that one hum?\n\n{name}',
      close: 'The D-20 is trailing-edge, so you are fine. It dims down to about 3 %.\n\n{agent}',
      priority: 'low',
    },
    {
      about: 'order',
      subject: 'Quote for 40 desk lamps',
      ask: 'Good morning,\n\nwe are refitting two floors and need 40 pieces of the {product}, delivered in one lot in about six weeks. The attached list says which colour goes to which floor. Please let me have your best price, and whether you can invoice after delivery.\n\n{name}\nFacilities',
      answer:
        'Good morning {name},\n\nthank you for thinking of us. For 40 pieces we can offer 18 % off the list price with free delivery, invoiced after delivery and payable in 30 days. The offer stands for three weeks.\n\nShall I reserve the stock?\n\n{agent}',
      file: 'csv',
      note: 'Margin checked with Noor, 18 % is fine from 30 pieces on.',
      tags: ['business'],
      priority: 'high',
    },
    {
      about: 'account',
      subject: 'Cannot sign in since I changed my phone',
      ask: 'Hi,\n\nI have a new phone and now the shop asks for a code that I do not get. My account is under this mail address. Can you reset it?\n\n{name}',
      answer:
        'Hi {name},\n\nI have switched the code off for your account, so your password alone will do for the next 24 hours. Please sign in and add your new phone under Security.\n\n{agent}',
      then: 'Worked at once, thank you.',
    },
    {
      about: 'delivery',
      subject: 'THIRD time I write about order {order}',
      ask: 'This is the third time I am writing and nobody has answered. The lamp never came, my money is gone, and your phone line plays music at me for half an hour.\n\nThis is unacceptable. If I do not have my money back by Friday I will take it up with my bank and tell everybody what kind of shop this is.\n\n{name}',
      answer:
        'Dear {name},\n\nyou are right to be angry: your first two messages were with us and were not answered, and there is no excuse for that. I have refunded the full amount a few minutes ago; with most banks it shows within two days.\n\nIf you still want the lamp it is yours at no cost. Just tell me, and I will see to it myself.\n\n{agent}',
      priority: 'urgent',
      tags: ['complaint'],
      note: 'Both earlier mails went to the old address. I have apologised and refunded, please do not send a voucher on top.',
    },
    {
      about: 'account',
      subject: 'Please delete my data',
      ask: 'To whom it may concern,\n\nI closed my account last year but still get your catalogue by post. Please delete all data you hold about me and confirm that you have done so.\n\n{name}',
      answer:
        'Dear {name},\n\nwe have deleted your account, addresses and order notes today. Invoices must be kept for ten years by law; they are locked and used for nothing else. The catalogue list takes until the end of the month.\n\n{agent}',
      tags: ['privacy'],
    },
    {
      about: 'product',
      subject: 'A thank-you for the repair',
      ask: 'I just want to say that the {product} you repaired looks like new. My grandmother bought it decades ago, and I did not think anybody would still have the parts. Please pass this on to your workshop!\n\n{name}',
      answer:
        'Dear {name},\n\nwhat a lovely message. It hangs on the wall of our workshop now.\n\nWarm wishes,\n{agent}',
      priority: 'low',
    },
    {
      about: 'order',
      subject: 'Change of address for {order}',
      ask: 'Hello, we are moving on the 1st and order {order} would arrive at the old flat. Can it still be sent to 14 Rowan Terrace instead? Same town.\n\n{name}',
      answer: 'Hello {name},\n\ndone, the label now says 14 Rowan Terrace. Good luck with the move!\n\n{agent}',
    },
  ],
}
