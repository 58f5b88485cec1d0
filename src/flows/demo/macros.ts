// The canned replies of the sample desk: a dozen, in the languages of its customers, in folders, some with what is to be done.
import { addFolder } from '../../desk/macros/folders.ts'
import type { MacroAction, MacroVariant } from '../../desk/macros/macros.api.ts'
import { addMacro } from '../../desk/macros/macros.ts'
import { system } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { About } from './words/script.ts'

interface Sample {
  title: string
  folder: string
  /** Paragraphs by language; the first is for all others. */
  words: Record<string, string[]>
  about?: About
  does?: MacroAction[]
}

const resolved: MacroAction = { do: 'setStatus', status: 'resolved' }
const waiting: MacroAction = { do: 'setStatus', status: 'waiting' }

const samples: Sample[] = [
  {
    title: 'Where is my order',
    folder: 'Orders',
    about: 'delivery',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'Thank you for asking. Your order has left our warehouse and is with the carrier. Most parcels arrive within three working days; yours should be there by {{date.nextWeek}}.',
        'If it is not there by then, answer this mail and we send a new one.',
      ],
      nl: [
        'Beste {{contact.firstName|klant}},',
        'Bedankt voor je vraag. Je bestelling heeft ons magazijn verlaten en is bij de vervoerder. De meeste pakketten komen binnen drie werkdagen aan; het jouwe uiterlijk op {{date.nextWeek}}.',
        'Is het er dan nog niet, beantwoord dan deze mail en we sturen een nieuw pakket.',
      ],
      de: [
        'Guten Tag {{contact.firstName|zusammen}},',
        'vielen Dank für Ihre Nachricht. Ihre Bestellung hat unser Lager verlassen und ist beim Paketdienst. Die meisten Pakete kommen binnen drei Werktagen an, Ihres spätestens am {{date.nextWeek}}.',
        'Ist es bis dahin nicht da, antworten Sie einfach auf diese Mail, und wir schicken Ihnen ein neues.',
      ],
      az: [
        'Hörmətli {{contact.firstName|müştəri}},',
        'Sualınız üçün təşəkkür edirik. Sifarişiniz anbarımızdan çıxıb və artıq daşıyıcıdadır. Bağlamaların çoxu üç iş günü ərzində çatır; sizinki ən gec {{date.nextWeek}} tarixində çatmalıdır.',
        'O vaxta qədər çatmasa, bu məktuba cavab yazın, yenisini göndərərik.',
      ],
    },
    does: [waiting],
  },
  {
    title: 'Arrived broken: new one',
    folder: 'Orders',
    about: 'delivery',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'I am sorry that the lamp arrived broken. A new one leaves us tomorrow, at no cost to you.',
        'You can keep the broken one or recycle it; nothing has to be sent back.',
      ],
      nl: [
        'Beste {{contact.firstName|klant}},',
        'Wat vervelend dat de lamp kapot is aangekomen. Morgen sturen we kosteloos een nieuwe.',
        'De kapotte lamp mag je houden of naar de milieustraat brengen; terugsturen hoeft niet.',
      ],
      fr: [
        'Bonjour {{contact.firstName|Madame, Monsieur}},',
        'Je suis désolée que la lampe soit arrivée cassée. Une nouvelle part de chez nous demain, sans frais pour vous.',
        'Vous pouvez garder la lampe cassée ou la déposer en déchetterie ; rien n’est à renvoyer.',
      ],
    },
    does: [resolved, { do: 'addTags', tags: ['broken'] }],
  },
  {
    title: 'Change an order',
    folder: 'Orders',
    about: 'order',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'Your order has been changed as you asked. You will get a new confirmation in a few minutes.',
      ],
      es: [
        'Hola {{contact.firstName|cliente}}:',
        'Hemos cambiado su pedido como nos pidió. En unos minutos recibirá una nueva confirmación.',
      ],
      tr: [
        'Sayın {{contact.firstName|müşterimiz}},',
        'Siparişiniz istediğiniz gibi değiştirildi. Birkaç dakika içinde yeni bir onay alacaksınız.',
      ],
    },
    does: [resolved],
  },
  {
    title: 'Quote for many',
    folder: 'Orders',
    about: 'order',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'Thank you for your interest. From ten lamps we give 10 %, from fifty 18 %. Tell us which model, how many, and where they shall go, and you have a written quote by {{date.tomorrow}}.',
      ],
      nl: [
        'Beste {{contact.firstName|klant}},',
        'Bedankt voor je interesse. Vanaf tien lampen geven we 10 %, vanaf vijftig 18 %. Laat ons weten welk model, hoeveel en waarheen, dan heb je uiterlijk {{date.tomorrow}} een offerte.',
      ],
    },
    does: [waiting, { do: 'setPriority', priority: 'high' }],
  },
  {
    title: 'How to send back',
    folder: 'Returns',
    about: 'return',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'You can send the lamp back within 30 days. Put it into its box, write {{conversation.number}} on it, and hand it in at any parcel point. Your money is with you within five working days after we have it.',
      ],
      nl: [
        'Beste {{contact.firstName|klant}},',
        'Je kunt de lamp binnen 30 dagen terugsturen. Doe hem in de doos, schrijf er {{conversation.number}} op en lever hem in bij een pakketpunt. Binnen vijf werkdagen nadat wij hem hebben, heb je je geld terug.',
      ],
      de: [
        'Guten Tag {{contact.firstName|zusammen}},',
        'Sie können die Lampe binnen 30 Tagen zurückschicken. Legen Sie sie in den Karton, schreiben Sie {{conversation.number}} darauf und geben Sie sie bei einer Paketstelle ab. Binnen fünf Werktagen nach Eingang haben Sie Ihr Geld zurück.',
      ],
      az: [
        'Hörmətli {{contact.firstName|müştəri}},',
        'Lampanı 30 gün ərzində geri göndərə bilərsiniz. Onu qutusuna qoyun, üzərinə {{conversation.number}} yazın və istənilən bağlama məntəqəsinə təhvil verin. Bizə çatandan sonra beş iş günü ərzində pulunuz qaytarılacaq.',
      ],
    },
    does: [waiting],
  },
  {
    title: 'Spare part',
    folder: 'Returns',
    about: 'return',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'We still make that part. Send us a photo of the label under the lamp, and it is on its way to you tomorrow.',
      ],
      fr: [
        'Bonjour {{contact.firstName|Madame, Monsieur}},',
        'Nous fabriquons toujours cette pièce. Envoyez-nous une photo de l’étiquette sous la lampe, et elle part demain.',
      ],
    },
    does: [waiting],
  },
  {
    title: 'Refund is on its way',
    folder: 'Invoices',
    about: 'invoice',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'Your money is on its way to the account you paid from. Banks take up to three working days; it should be there by {{date.nextWeek}}.',
      ],
      nl: [
        'Beste {{contact.firstName|klant}},',
        'Je geld is onderweg naar de rekening waarmee je hebt betaald. Banken doen er tot drie werkdagen over; uiterlijk {{date.nextWeek}} staat het erop.',
      ],
      de: [
        'Guten Tag {{contact.firstName|zusammen}},',
        'Ihr Geld ist unterwegs auf das Konto, von dem Sie bezahlt haben. Banken brauchen bis zu drei Werktage; spätestens am {{date.nextWeek}} ist es da.',
      ],
      tr: [
        'Sayın {{contact.firstName|müşterimiz}},',
        'Paranız ödeme yaptığınız hesaba gönderildi. Bankalarda bu işlem en fazla üç iş günü sürer; en geç {{date.nextWeek}} tarihinde hesabınızda olur.',
      ],
    },
    does: [resolved],
  },
  {
    title: 'Invoice once more',
    folder: 'Invoices',
    about: 'invoice',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'Here is your invoice once more. If the address on it shall be another, tell us which; we write it anew at once.',
      ],
      nl: [
        'Beste {{contact.firstName|klant}},',
        'Hierbij nogmaals je factuur. Moet er een ander adres op, laat het ons weten; we maken dan meteen een nieuwe.',
      ],
    },
    does: [resolved],
  },
  {
    title: 'Which bulb fits',
    folder: 'Products',
    about: 'product',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'All our lamps take a bulb with an E27 thread, of 60 W at most; an LED of 8 W is as bright and lasts ten years.',
      ],
      es: [
        'Hola {{contact.firstName|cliente}}:',
        'Todas nuestras lámparas llevan una bombilla de rosca E27, de 60 W como máximo; una LED de 8 W da la misma luz y dura diez años.',
      ],
    },
    does: [resolved],
  },
  {
    title: 'Cannot sign in',
    folder: 'Products',
    about: 'account',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'We have sent you a link by which you choose a new password. It holds for one hour. Look among your junk mail if you do not see it.',
      ],
      az: [
        'Hörmətli {{contact.firstName|müştəri}},',
        'Yeni parol seçmək üçün sizə keçid göndərdik. O, bir saat qüvvədədir. Görməsəniz, spam qovluğuna baxın.',
      ],
    },
    does: [waiting],
  },
  {
    title: 'We look into it',
    folder: '',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'Thank you for your message. I look into it and write to you by {{date.tomorrow}}.',
      ],
      nl: [
        'Beste {{contact.firstName|klant}},',
        'Bedankt voor je bericht. Ik zoek het uit en je hoort uiterlijk {{date.tomorrow}} van mij.',
      ],
      de: [
        'Guten Tag {{contact.firstName|zusammen}},',
        'danke für Ihre Nachricht. Ich kümmere mich darum und melde mich bis {{date.tomorrow}}.',
      ],
      fr: [
        'Bonjour {{contact.firstName|Madame, Monsieur}},',
        'Merci pour votre message. Je m’en occupe et vous écris d’ici le {{date.tomorrow}}.',
      ],
    },
    does: [{ do: 'snooze', minutes: 24 * 60, counts: 'calendar' }],
  },
  {
    title: 'Apology for the wait',
    folder: '',
    words: {
      en: [
        'Dear {{contact.firstName|customer}},',
        'I am sorry that you had to wait so long for an answer. That is not how we want to treat you.',
      ],
      nl: [
        'Beste {{contact.firstName|klant}},',
        'Het spijt me dat je zo lang op antwoord hebt moeten wachten. Zo willen we niet met je omgaan.',
      ],
      tr: [
        'Sayın {{contact.firstName|müşterimiz}},',
        'Yanıtımızı bu kadar uzun süre beklediğiniz için özür dilerim. Size böyle davranmak istemeyiz.',
      ],
    },
    does: [{ do: 'addTags', tags: ['complaint'] }],
  },
]

/** Offered in the sample inboxes alone, so that none is sent to a real customer. Answers which is for what. */
export async function addSampleMacros(
  tx: Tx,
  { inboxes, categories }: { inboxes: Record<string, { id: Id }>; categories: Record<About, Id> },
): Promise<Map<About, Id>> {
  const byMatter = new Map<About, Id>()
  const folders = new Map<string, Id>()
  for (const name of new Set(samples.map((one) => one.folder).filter(Boolean))) {
    const folder = await addFolder(tx, system, { name: `${name} (sample)`, parentId: null, isPersonal: false })
    await tx.db.updateTable('macro_folder').set({ is_sample: true }).where('id', '=', folder.id).execute()
    folders.set(name, folder.id)
  }
  for (const { title, folder, words, about, does = [] } of samples) {
    const { id } = await addMacro(tx, system, {
      title,
      folderId: folders.get(folder) ?? null,
      isPersonal: false,
      teamId: null,
      inboxIds: Object.values(inboxes).map(({ id }) => id),
      variants: Object.entries(words).map(variantOf),
      actions: [...does, ...(about ? [{ do: 'setCategory' as const, categoryId: categories[about] }] : [])],
      isSample: true,
    })
    if (about && !byMatter.has(about)) byMatter.set(about, id)
  }
  return byMatter
}

function variantOf([language, paragraphs]: [string, string[]]): MacroVariant {
  const content = paragraphs.map((text) => ({ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] }))
  return { language, body: { type: 'doc', content } }
}

/** With what is known of their use. Answers the ids of what went. */
export async function removeSampleMacros(tx: Tx, { people, teams }: { people: Id[]; teams: Id[] }): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>({
    text: 'delete from macro where is_sample or owner_id = any($1::bigint[]) returning id',
    values: [people],
  })
  const ids = rows.map((row) => row.id)
  for (const table of ['macro_use', 'macro_figure'])
    await tx.query({ text: `delete from ${table} where macro_id = any($1::bigint[])`, values: [ids] })
  await tx.query({ text: 'delete from macro_figure where user_id = any($1::bigint[])', values: [people] })
  // What somebody wrote for a sample team is nobody's then: it waits in the archive.
  await tx.query({
    text: 'update macro set archived_at = coalesce(archived_at, $2), team_id = null where team_id = any($1::bigint[])',
    values: [teams, tx.now],
  })
  await tx.query({
    text: `update macro set folder_id = null where folder_id in (select id from macro_folder where is_sample or owner_id = any($1::bigint[]))`,
    values: [people],
  })
  await tx.query({
    text: `update macro_folder set parent_id = null where parent_id in (select id from macro_folder where is_sample)`,
    values: [],
  })
  const folders = await tx.query<{ id: Id }>({
    text: 'delete from macro_folder where is_sample or owner_id = any($1::bigint[]) returning id',
    values: [people],
  })
  return [...ids, ...folders.map((row) => row.id)]
}
