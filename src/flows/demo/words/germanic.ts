// Dutch and German sample conversations.
import type { Tongue } from './script.ts'

export const dutch: Tongue = {
  language: 'nl',
  share: 14,
  wrote: '{name} schreef:',
  people: ['Sanne Vermeulen', 'Joris de Wit', 'Fatima El Idrissi', 'Bram Kuipers', 'Lotte Hendriks', 'Daan Postma'],
  companies: [
    { name: 'Bakkerij Van Loon', domain: 'vanloon.example' },
    { name: 'Stadsmakelaars', domain: 'stadsmakelaars.example' },
  ],
  scripts: [
    {
      about: 'delivery',
      subject: 'Bestelling {order} nog niet ontvangen',
      ask: 'Goedemiddag,\n\nVolgens de bezorger is mijn pakket met bestelling {order} gisteren bij de buren afgegeven, maar geen van mijn buren weet ervan. Kunt u nagaan waar de lamp gebleven is?\n\nMet vriendelijke groet,\n{name}',
      answer:
        'Goedemiddag {name},\n\nWat vervelend. Ik heb de bezorger gebeld: het pakket ligt nog in het depot en wordt morgenochtend alsnog bij u bezorgd.\n\nMet vriendelijke groet,\n{agent}',
      then: 'Het pakket is er, alles is heel. Bedankt voor de snelle hulp!\n\n{name}',
    },
    {
      about: 'return',
      subject: 'Retour van de {product}',
      ask: 'Hallo,\n\nDe {product} is mooi, maar te groot voor onze hal. Ik wil hem graag terugsturen. Hoe krijg ik een retourlabel en wanneer krijg ik mijn geld terug?\n\nGroeten,\n{name}',
      answer:
        'Hallo {name},\n\nGeen probleem. Het retourlabel krijgt u zo in een aparte mail. Zodra de lamp bij ons binnen is, staat het bedrag binnen vijf werkdagen op uw rekening.\n\nGroeten,\n{agent}',
    },
    {
      about: 'invoice',
      subject: 'Factuur {order} dubbel betaald',
      ask: 'Geachte heer, mevrouw,\n\nDoor een vergissing van onze administratie is de bijgevoegde factuur twee keer betaald. Wilt u het teveel betaalde bedrag terugstorten?\n\nHoogachtend,\n{name}',
      answer:
        'Geachte {name},\n\nIk zie beide betalingen staan. De tweede is vandaag teruggestort.\n\nMet vriendelijke groet,\n{agent}',
      file: 'pdf',
      tags: ['refund'],
      note: 'Dubbele betaling gezien in de bank, teruggestort.',
    },
    {
      about: 'product',
      subject: 'Reserveonderdeel voor de {product}',
      ask: 'Goedendag,\n\nDe schakelaar van mijn {product} is stuk. De lamp is zes jaar oud. Verkoopt u de schakelaar los, en kan ik die zelf vervangen?\n\n{name}',
      answer:
        'Goedendag {name},\n\nDe schakelaar kost 7,50 euro en is met een schroevendraaier in tien minuten te vervangen. In de bijlage van de productpagina staat hoe. Haal wel eerst de stekker uit het stopcontact.\n\n{agent}',
      then: 'Besteld en vervangen, hij doet het weer. Dank u wel.\n\n{name}',
    },
  ],
}

export const german: Tongue = {
  language: 'de',
  share: 14,
  wrote: '{name} schrieb:',
  people: ['Katrin Vogel', 'Jonas Brandt', 'Elif Aydemir', 'Matthias Lehner', 'Sophie Krämer', 'Uwe Petersen'],
  companies: [
    { name: 'Kanzlei Brandt & Partner', domain: 'brandt-partner.example' },
    { name: 'Gasthof Sonnleiten', domain: 'sonnleiten.example' },
  ],
  scripts: [
    {
      about: 'delivery',
      subject: 'Lieferung {order} unvollständig',
      ask: 'Guten Tag,\n\nheute kam meine Bestellung {order} an, aber es fehlt eine der beiden Lampen. Auf dem Lieferschein stehen zwei {product}, im Karton lag nur eine. Wann bekomme ich die zweite?\n\nMit freundlichen Grüßen\n{name}',
      answer:
        'Guten Tag {name},\n\nbitte entschuldigen Sie. Die zweite Lampe wurde in einem eigenen Paket verschickt und müsste morgen bei Ihnen sein. Die Sendungsnummer finden Sie in Ihrem Kundenkonto.\n\nFreundliche Grüße\n{agent}',
      then: 'Die zweite Lampe ist heute gekommen. Vielen Dank für die schnelle Auskunft.\n\n{name}',
    },
    {
      about: 'return',
      subject: 'Reklamation: {product} flackert',
      ask: 'Sehr geehrte Damen und Herren,\n\nmeine {product} flackert seit zwei Wochen, auch mit einem neuen Leuchtmittel und an einer anderen Steckdose. Ein Foto vom Typenschild hängt an. Ich bitte um Reparatur oder Ersatz im Rahmen der Gewährleistung.\n\nMit freundlichen Grüßen\n{name}',
      answer:
        'Guten Tag {name},\n\nvielen Dank für das Foto. In dieser Serie war ein Netzteil fehlerhaft. Sie bekommen von uns ein neues, der Tausch dauert fünf Minuten. Möchten Sie die Lampe lieber einschicken, ist das ebenfalls kostenlos möglich.\n\nFreundliche Grüße\n{agent}',
      file: 'photo',
      tags: ['warranty'],
      note: 'Netzteil aus der Charge vom Frühjahr, wie die anderen drei Fälle.',
    },
    {
      about: 'invoice',
      subject: 'Mahnung trotz Zahlung, Rechnung {order}',
      ask: 'Guten Tag,\n\nich habe heute eine Mahnung zur Rechnung {order} erhalten, obwohl ich sie schon vor drei Wochen überwiesen habe. Bitte prüfen Sie das und bestätigen Sie mir, dass die Sache erledigt ist.\n\n{name}',
      answer:
        'Guten Tag {name},\n\nIhre Zahlung ist eingegangen, sie war nur falsch zugeordnet. Die Mahnung ist hinfällig, es entstehen Ihnen keine Kosten. Bitte entschuldigen Sie den Ärger.\n\nFreundliche Grüße\n{agent}',
      priority: 'high',
    },
    {
      about: 'order',
      subject: 'Angebot für Hotelzimmer',
      ask: 'Grüß Gott,\n\nwir richten zwölf Zimmer neu ein und interessieren uns für die {product} als Leselampe. Gibt es einen Mengenpreis, und wie lange ist die Lieferzeit? Die Aufstellung nach Zimmern finden Sie im Anhang.\n\nFreundliche Grüße\n{name}',
      answer:
        'Grüß Gott {name},\n\nab zehn Stück geben wir zwölf Prozent Nachlass. Alle Lampen sind am Lager und in einer Woche bei Ihnen. Soll ich Ihnen ein Muster schicken?\n\nFreundliche Grüße\n{agent}',
      then: 'Ein Muster wäre wunderbar. Bitte an unsere Anschrift im Impressum.\n\n{name}',
      close: 'Das Muster ist heute zur Post gegangen.\n\n{agent}',
      file: 'csv',
      tags: ['business'],
    },
  ],
}
