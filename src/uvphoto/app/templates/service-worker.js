// Keeps the app's own static files at hand, and a page for when the server does not answer. Pages and pictures of
// people are never kept: only what lies under /static/ and is asked for by its check sum is.
"use strict";

const OFFLINE = "/offline";
const FILES = [{{ static("app.css") | tojson }}, {{ static("app.js") | tojson }}, {{ static("htmx.min.js") | tojson }}, {{ static("icon.svg") | tojson }},
  {{ static("viewer.css") | tojson }}, {{ static("viewer.js") | tojson }}, {{ static("coach.css") | tojson }}, {{ static("coach.js") | tojson }}];
const CACHE = "static " + FILES.map((file) => file.split("v=")[1]).join(" ");

const isStatic = (address) => address.origin === location.origin && address.pathname.startsWith("/static/") && address.searchParams.has("v");

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([OFFLINE, ...FILES])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("static ") && name !== CACHE) await caches.delete(name);  // on-device mode keeps one of its own
    }
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (isStatic(new URL(request.url))) {
    event.respondWith(kept(request));
  }
});

async function kept(request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}
