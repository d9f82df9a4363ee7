/**
 * Why something cannot be done, to be told to the user in a language of theirs.
 *
 * @property {string} code of the text: ``refused.CODE`` in strings.json.
 * @property {object} values that the text names.
 */
export class Refusal extends Error {
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}
