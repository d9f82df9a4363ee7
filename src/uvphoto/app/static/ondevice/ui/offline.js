/**
 * Keep the page for times without a connection; browsers do so only for this machine itself, and over HTTPS.
 *
 * @returns {Promise<boolean>} whether it is kept.
 */
export async function keepForOffline() {
  if (!navigator.serviceWorker) return false;
  try {
    const program = new URL('../offline.js', import.meta.url);
    const registration = await navigator.serviceWorker.register(program, { scope: location.pathname });
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    while (worker.state === 'installing') {
      await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
    }
    return worker.state !== 'redundant';
  } catch {
    return false; // private windows, or no room: the page works all the same
  }
}
