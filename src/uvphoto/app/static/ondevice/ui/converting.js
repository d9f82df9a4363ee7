// The worker as the page sees it: a promise for each thing that is asked of it.

/** Thrown where the worker could not; ``code`` and ``values`` of the text ``refused.CODE``. */
export class Failure extends Error {
  constructor(code, values) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

/** A worker that converts, beside the page. */
export class ConvertingWorker {
  #worker = new Worker(new URL('../worker.js', import.meta.url), { type: 'module' });
  #waiting = new Map();
  #last = 0;

  constructor() {
    this.#worker.onmessage = ({ data }) => this.#take(data);
    this.#worker.onerror = (event) => this.#breakDown(event.message ?? event.type);
  }

  /**
   * Ask for something, see worker.js.
   *
   * @param {object} request with its ``kind``.
   * @param {(message: object) => void} progress is told how far it is.
   * @returns {{answer: Promise<object | null>, cancel: () => void}} the answer is null once it is cancelled.
   */
  ask(request, progress = () => {}) {
    const id = ++this.#last;
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, progress }));
    this.#worker.postMessage({ ...request, id });
    return { answer, cancel: () => this.#cancel(id) };
  }

  #cancel(id) {
    this.#worker.postMessage({ kind: 'cancel', id });
    this.#waiting.get(id)?.resolve(null); // the page need not wait until a part is done
    this.#waiting.delete(id);
  }

  #take(message) {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return; // cancelled
    if (message.kind === 'progress') {
      waiting.progress(message);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.kind === 'failed') waiting.reject(new Failure(message.code, message.values));
    else waiting.resolve(message);
  }

  #breakDown(detail) {
    for (const { reject } of this.#waiting.values()) reject(new Failure('unknown', { detail }));
    this.#waiting.clear();
  }
}
