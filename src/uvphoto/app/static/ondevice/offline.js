// The service worker of on-device mode: keeps the page, its program and the weights, so that it opens without a
// connection. It asks the server first, and takes what it kept where there is no answer. Only GET, only this page.

const KEPT = 'uvphoto on device';
const scope = new URL(self.registration.scope).pathname;

self.addEventListener('install', (event) => event.waitUntil(keepAll()));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const isOurs = origin === location.origin && (pathname === scope || pathname.startsWith(`${scope}/`));
  if (isOurs && event.request.method === 'GET') event.respondWith(answer(event.request));
});

async function keepAll() {
  const manifest = await (await fetch(`${scope}/files/manifest.json`)).json();
  const cache = await caches.open(KEPT);
  await cache.addAll([scope, ...manifest.files.map((name) => `${scope}/files/${name}`)]);
}

async function answer(request) {
  const cache = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error; // no connection, and never kept
  }
}
