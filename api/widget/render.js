// Answers as DOM. Server text only ever becomes text nodes and a few plain elements, never markup.

import { TEXTS, dateText } from "/widget/texts.js";

const ALLOWED = new Set([
  "BLOCKQUOTE", "BR", "CODE", "EM", "LI", "OL", "P", "STRONG", "SUP", "UL",
  "TABLE", "TBODY", "TD", "TH", "THEAD", "TR",
]);
const LINK = /^(https?:|mailto:|tel:)/i;
const MARK = /^#citation-(\d+)$/;

/** An element with properties and children; `class` and `data-`/`aria-` names are attributes. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** An answer, its sources, contact and follow-up questions. `ask` is called with a suggestion. */
export function renderAnswer(answer, turn, ask) {
  const words = TEXTS[answer.language];
  const chip = words.status[answer.status] ?? (answer.completeness === "partial" ? words.partial : null);
  const contact = answer.contact && renderContact(answer.contact, words);
  return make(
    "article",
    { class: `answer ${answer.status}`, lang: answer.language, tabIndex: -1 },
    chip && make("p", { class: "chip", textContent: chip }),
    renderText(answer.html, turn, words),
    answer.fallback ? make("p", { class: "as-of", textContent: words.fallback }) : null,
    answer.as_of && renderDate(answer, words),
    answer.citations.length ? renderSources(answer, turn, words) : null,
    contact,
    answer.suggestions.length
      ? renderSuggestions(answer.suggestions, answer.status === "clarify" ? words.choose : words.next, ask)
      : null,
  );
}

/** Questions as buttons. */
export function suggestionButtons(questions, ask) {
  return questions.map((question) =>
    make("li", {}, make("button", { type: "button", textContent: question, onclick: () => ask(question) })),
  );
}

function renderText(html, turn, words) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const text = make("div", { class: "text" });
  copy(parsed.body, text, turn, words);
  return text;
}

function copy(from, to, turn, words) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    let target = to; // an element that is not allowed loses its tags and keeps its text
    if (ALLOWED.has(node.tagName)) target = make(node.tagName.toLowerCase());
    if (node.tagName === "TABLE") to.append(make("div", { class: "wide", tabIndex: 0 }, target)); // scrolls by itself
    if (node.tagName === "A") target = copyLink(node.getAttribute("href") ?? "", turn, words) ?? to;
    copy(node, target, turn, words);
    if (target !== to && !target.parentNode) to.append(target);
  }
}

function copyLink(href, turn, words) {
  const mark = MARK.exec(href);
  if (mark) {
    const id = `${turn}-citation-${mark[1]}`;
    return make("a", { class: "cite", href: `#${id}`, "aria-label": words.source(mark[1]), onclick: (event) => show(event, id) });
  }
  return LINK.test(href) ? make("a", { href, ...outside(href) }) : null;
}

function show(event, id) {
  event.preventDefault();
  const citation = document.getElementById(id);
  citation.scrollIntoView({ block: "center" });
  citation.focus({ preventScroll: true });
}

function outside(href) {
  return /^https?:/i.test(href) ? { target: "_blank", rel: "noopener noreferrer" } : {};
}

function renderDate(answer, words) {
  const date = make("time", { dateTime: answer.as_of, textContent: dateText(answer.as_of, answer.language) });
  return make("p", { class: "as-of" }, `${words.asOf} `, date);
}

function renderSources(answer, turn, words) {
  const items = answer.citations.map((citation) => {
    const dates = [
      citation.published ? dateText(citation.published, answer.language) : words.undated,
      citation.valid_until && words.validUntil(dateText(citation.valid_until, answer.language)),
      !citation.url && words.noAddress,
    ];
    const facts = [citation.publisher, ...dates].filter(Boolean).join(" · ");
    return make(
      "li",
      { id: `${turn}-citation-${citation.number}`, tabIndex: -1, value: citation.number },
      make("span", { class: "number", "aria-hidden": "true", textContent: citation.number }),
      make(
        "div",
        {},
        make("p", { class: "title" }, renderTitle(citation, words)),
        make("p", { class: "facts", textContent: facts }),
        make("blockquote", { textContent: citation.quote }),
      ),
    );
  });
  return make(
    "section",
    { class: "sources" },
    make("h3", { textContent: words.sources(answer.citations.length) }),
    make("ol", {}, ...items),
  );
}

function renderTitle(citation, words) {
  if (!LINK.test(citation.url ?? "")) return citation.title;
  return make(
    "a",
    { href: citation.url, ...outside(citation.url) },
    citation.title,
    make("span", { class: "new-window", textContent: words.newWindow }),
  );
}

function renderContact(contact, words) {
  const ways = [
    [words.phone, contact.phone, contact.phone && `tel:${contact.phone.replace(/[^+\d]/g, "")}`],
    [words.email, contact.email, contact.email && `mailto:${contact.email}`],
    [words.website, contact.url && new URL(contact.url).hostname, contact.url],
  ].filter(([, shown, href]) => shown && LINK.test(href));
  return make(
    "section",
    { class: "contact" },
    make("h3", { textContent: words.contact }),
    make("p", { class: "title", textContent: contact.name }),
    make(
      "dl",
      {},
      ...ways.map(([label, shown, href]) =>
        make(
          "div",
          {},
          make("dt", { textContent: label }),
          make(
            "dd",
            {},
            make(
              "a",
              { href, ...outside(href) },
              shown,
              outside(href).target ? make("span", { class: "new-window", textContent: words.newWindow }) : null,
            ),
          ),
        ),
      ),
    ),
  );
}

function renderSuggestions(questions, label, ask) {
  return make(
    "section",
    { class: "next" },
    make("h3", { class: "label", textContent: label }),
    make("ul", { class: "suggestions" }, ...suggestionButtons(questions, ask)),
  );
}
