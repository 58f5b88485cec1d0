// French, Spanish and Portuguese sample conversations.
import type { Tongue } from './script.ts'

export const french: Tongue = {
  language: 'fr',
  share: 10,
  wrote: '{name} a écrit :',
  people: ['Camille Berthier', 'Antoine Leroux', 'Nadia Benali', 'Hugo Marchand', 'Élodie Perrin'],
  companies: [{ name: 'Librairie du Port', domain: 'librairieduport.example' }],
  scripts: [
    {
      about: 'delivery',
      subject: 'Commande {order} : colis endommagé',
      ask: 'Bonjour,\n\nLe colis de ma commande {order} est arrivé complètement écrasé et le pied de la lampe est tordu. Vous trouverez une photo ci-jointe. Que dois-je faire ?\n\nCordialement,\n{name}',
      answer:
        'Bonjour {name},\n\nJe suis désolée pour ce désagrément. Nous vous envoyons une nouvelle lampe dès aujourd’hui. Le livreur reprendra l’ancienne en même temps, vous n’avez rien à préparer.\n\nBien à vous,\n{agent}',
      file: 'photo',
      tags: ['damaged'],
    },
    {
      about: 'product',
      subject: 'Question sur la {product}',
      ask: 'Bonjour,\n\nJe voudrais installer la {product} dans ma salle de bains. Est-elle protégée contre l’humidité ? Je n’ai pas trouvé l’information sur votre site.\n\nMerci d’avance,\n{name}',
      answer:
        'Bonjour {name},\n\nCe modèle n’est pas prévu pour une salle de bains. Je vous conseille la version IP44, qui existe dans les mêmes couleurs. Voulez-vous que je vous la mette de côté ?\n\n{agent}',
      then: 'Oui, en blanc s’il vous plaît. Merci pour le conseil !\n\n{name}',
      close: 'C’est fait, elle vous attend pendant dix jours.\n\n{agent}',
    },
    {
      about: 'invoice',
      subject: 'Facture manquante pour la commande {order}',
      ask: 'Bonjour,\n\nJe n’ai jamais reçu la facture de ma commande {order}, et j’en ai besoin pour la garantie. Pouvez-vous me l’envoyer par courriel ?\n\n{name}',
      answer:
        'Bonjour {name},\n\nVotre facture vient de partir vers cette adresse. Vous la retrouverez aussi dans votre compte, à la page « Mes commandes ».\n\n{agent}',
    },
  ],
}

export const spanish: Tongue = {
  language: 'es',
  share: 7,
  wrote: '{name} escribió:',
  people: ['Lucía Herrero', 'Javier Montes', 'Carmen Ibáñez', 'Diego Salas'],
  companies: [{ name: 'Estudio Herrero', domain: 'estudioherrero.example' }],
  scripts: [
    {
      about: 'order',
      subject: 'Cancelar el pedido {order}',
      ask: 'Buenos días:\n\nQuisiera cancelar el pedido {order}, porque me equivoqué de color. ¿Todavía es posible, o tengo que esperar a que llegue y devolverlo?\n\nUn saludo,\n{name}',
      answer:
        'Buenos días, {name}:\n\nHa llegado a tiempo: el pedido está cancelado y el importe volverá a su tarjeta en dos o tres días. Si quiere la lámpara en otro color, dígame cuál y la preparo hoy mismo.\n\nUn saludo,\n{agent}',
      then: 'Muchas gracias. La quiero en verde, por favor.\n\n{name}',
      close: 'Perfecto, la verde sale esta tarde.\n\n{agent}',
    },
    {
      about: 'return',
      subject: 'La {product} no enciende',
      ask: 'Hola:\n\nLa lámpara que compré hace un mes ha dejado de encender. He cambiado la bombilla y probado otro enchufe, pero nada. ¿Entra en la garantía?\n\nGracias,\n{name}',
      answer:
        'Hola, {name}:\n\nSí, tiene tres años de garantía. Mañana pasará el mensajero a recogerla y en una semana la tendrá de vuelta, reparada o nueva.\n\n{agent}',
      tags: ['warranty'],
    },
    {
      about: 'delivery',
      subject: '¿Envían a Canarias?',
      ask: 'Hola, vivo en Tenerife y no veo los gastos de envío para Canarias. ¿Cuánto costaría enviar dos {product}, y quién paga los impuestos de entrada?\n\n{name}',
      answer:
        'Hola, {name}:\n\nEl envío son 14 euros para las dos lámparas y tarda una semana. Los impuestos los pagamos nosotros.\n\n{agent}',
      priority: 'low',
    },
  ],
}

export const portuguese: Tongue = {
  language: 'pt',
  share: 4,
  wrote: '{name} escreveu:',
  people: ['Inês Carvalho', 'Rui Tavares', 'Beatriz Moura'],
  companies: [{ name: 'Casa Tavares', domain: 'casatavares.example' }],
  scripts: [
    {
      about: 'delivery',
      subject: 'Encomenda {order} atrasada',
      ask: 'Boa tarde,\n\nA minha encomenda {order} devia ter chegado na segunda-feira e ainda não recebi nada. Podem dizer-me o que se passa?\n\nObrigado,\n{name}',
      answer:
        'Boa tarde, {name},\n\nPedimos desculpa pelo atraso. A transportadora teve uma avaria e a encomenda chega amanhã até às 18 horas. Devolvemos-lhe os portes de envio.\n\nCom os melhores cumprimentos,\n{agent}',
      then: 'Já chegou, está tudo bem. Obrigado!\n\n{name}',
    },
    {
      about: 'product',
      subject: 'Cores da {product}',
      ask: 'Olá,\n\nNo vosso site a {product} aparece em três cores, mas na loja vi também em azul. Ainda têm a azul em armazém?\n\n{name}',
      answer:
        'Olá, {name},\n\nA azul foi uma edição limitada, mas ainda temos quatro. Guardo uma para si até sexta-feira.\n\n{agent}',
    },
  ],
}
