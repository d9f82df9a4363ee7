// Registers the service worker, by which browsers can install the app and find its static files at hand.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => {});
