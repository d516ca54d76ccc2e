// The words of the sandbox's own page (not Relais's), in the language of the acted person.

const WORDS = {
  fr: {
    actAs: "Agir en tant que", otherSide: "Passer de l’autre côté : {name}", channels: "Canaux", direct: "Messages directs",
    home: "Accueil de Relais", sandbox: "bac à sable", shared: "Partagé entre {a} et {b}", members: "{n} membres",
    connected: "Relais est connecté", starting: "Relais démarre…", app: "APPLI", thread: "Fil de discussion",
    replies: "{n} réponses", reply: "1 réponse", answer: "Répondre dans le fil", more: "Autres actions", edited: "(modifié)",
    onlyYou: "Visible par vous seul", pinned: "Épinglé", today: "Aujourd’hui", yesterday: "Hier", close: "Fermer",
    cancel: "Annuler", send: "Envoyer", write: "Écrire dans {where}", writeThread: "Répondre…", menu: "Ouvrir le menu",
    theme: "Clair ou sombre", side: "Côte à côte, client et prestataire", wire: "Inspecteur : ce qui passe sur le réseau",
    wireTitle: "Inspecteur", note: "remarque", toRelais: "vers Relais", fromRelais: "de Relais",
    empty: "C’est le début de {where}. Posez une question à @Relais, ou tapez / pour voir ses commandes.",
    emptyDirect: "C’est le début de vos messages avec {where}. Écrivez simplement votre question.",
    noCommand: "Cette commande n’existe pas ici.",
    homeEmpty: "Relais n’a pas encore publié son accueil.", required: "Ce champ est obligatoire.", choose: "Choisir…",
    optional: "(facultatif)", back: "Retour", yes: "Oui", no: "Non", notShown: "Bloc « {type} » : non affiché ici.",
    noThreadCommand: "Slack n’exécute pas les commandes dans un fil. Tapez-la dans le canal.", clock: "Horloge : {at}",
    failed: "L’action n’a pas abouti : {error}", late: "Relais n’a pas répondu en trois secondes.",
    away: "Le bac à sable ne répond pas ; nouvelle tentative…", offline: "Relais n’est pas connecté : réessayez dans un instant.",
    unavailable: "Une personne de l’autre entreprise ne peut pas lancer cette commande dans un canal partagé. Mentionnez @Relais ou utilisez un bouton.",
    shortcuts: "Entrée pour envoyer, Maj+Entrée pour aller à la ligne", hello: "Trois choses à essayer",
    hintAsk: "Poser une question", askText: "@Relais Qui accepte quoi à la fin de la prise en charge ?",
    hintStatus: "Voir l’engagement de démonstration", statusWord: "statut", hintSide: "Accepter depuis l’autre côté : devenir {name}",
    single: "Une seule vue", unread: "non lu", tryIt: "Essayer", plusDay: "+ 1 jour", plusWeek: "+ 1 semaine",
    toNext: "Jusqu’à la prochaine échéance", toDate: "À une date, 9 h", go: "Y aller",
  },
  en: {
    actAs: "Act as", otherSide: "Go to the other side: {name}", channels: "Channels", direct: "Direct messages",
    home: "Relais home", sandbox: "sandbox", shared: "Shared between {a} and {b}", members: "{n} members",
    connected: "Relais is connected", starting: "Relais is starting…", app: "APP", thread: "Thread",
    replies: "{n} replies", reply: "1 reply", answer: "Reply in thread", more: "More actions", edited: "(edited)",
    onlyYou: "Only visible to you", pinned: "Pinned", today: "Today", yesterday: "Yesterday", close: "Close",
    cancel: "Cancel", send: "Send", write: "Message {where}", writeThread: "Reply…", menu: "Open the menu",
    theme: "Light or dark", side: "Side by side, client and provider", wire: "Inspector: what went over the wire",
    wireTitle: "Inspector", note: "note", toRelais: "to Relais", fromRelais: "from Relais",
    empty: "This is the start of {where}. Ask @Relais a question, or type / to see its commands.",
    emptyDirect: "This is the start of your messages with {where}. Simply write your question.",
    noCommand: "There is no such command here.",
    homeEmpty: "Relais has not published its home yet.", required: "This field is required.", choose: "Choose…",
    optional: "(optional)", back: "Back", yes: "Yes", no: "No", notShown: "“{type}” block: not shown here.",
    noThreadCommand: "Slack does not run commands in a thread. Type it in the channel.", clock: "Clock: {at}",
    failed: "The action did not go through: {error}", late: "Relais did not answer within three seconds.",
    away: "The sandbox does not answer; trying again…", offline: "Relais is not connected: try again in a moment.",
    unavailable: "Someone of the other company cannot run this command in a shared channel. Mention @Relais or use a button.",
    shortcuts: "Enter to send, Shift+Enter for a new line", hello: "Three things to try",
    hintAsk: "Ask a question", askText: "@Relais Who accepts what at the end of the takeover?",
    hintStatus: "See the demonstration engagement", statusWord: "status", hintSide: "Accept from the other side: become {name}",
    single: "Single view", unread: "unread", tryIt: "Try", plusDay: "+ 1 day", plusWeek: "+ 1 week",
    toNext: "To the next date", toDate: "To a date, 9 a.m.", go: "Go",
  },
};

export const language = (locale) => ((locale || "").toLowerCase().startsWith("fr") ? "fr" : "en");

export function words(locale) {
  const table = WORDS[language(locale)];
  return (key, values = {}) => table[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A refusal of the server, in words; a code that is not known here is shown as it came.
export function refusal(t, error) {
  const known = { operation_timeout: "late", timeout: "late", not_acknowledged: "late", dispatch_failed: "offline",
    not_connected: "offline", no_connection: "offline", command_not_available: "unavailable", unreachable: "away",
    unknown_command: "noCommand" };
  return known[error] ? t(known[error]) : t("failed", { error: error || "?" });
}
