// The words of the page in the language of the user, from strings.json.

const response = await fetch(new URL('../strings.json', import.meta.url));
const tables = await response.json();
let language = 'en';

/**
 * Return the language to begin with.
 *
 * @returns {string} the one in which the page was answered, else the browser's, else English.
 */
export function preferredLanguage() {
  const asked = [document.documentElement.lang, ...navigator.languages];
  return asked.map((name) => name.slice(0, 2)).find((name) => name in tables) ?? 'en';
}

/**
 * Return a text.
 *
 * @param {string} key of strings.json.
 * @param {object} values for the names in braces.
 * @returns {string}
 */
export function text(key, values = {}) {
  return tables[language][key].replace(/\{(\w+)\}/gu, (_, name) => values[name]);
}

/** Write every text of the page in a language: data-text as content, data-label as what a screen reader says. */
export function speak(wanted) {
  language = wanted;
  document.documentElement.lang = wanted;
  document.title = `${text('title')} – uvphoto`;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = text(element.dataset.text, JSON.parse(element.dataset.values ?? '{}'));
  }
  for (const button of document.querySelectorAll('.choices [lang]')) button.hidden = button.lang === wanted;
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', text(element.dataset.label));
  }
}

/** Say something in an element, and keep it in the language of the page. */
export function say(element, key, values = {}) {
  element.dataset.text = key;
  element.dataset.values = JSON.stringify(values);
  element.textContent = text(key, values);
}

/** Say nothing in an element. */
export function hush(element) {
  delete element.dataset.text;
  element.textContent = '';
}
