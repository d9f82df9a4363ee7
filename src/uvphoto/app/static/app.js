// Follows a job by server-sent events, and shows its result when it is over. Without this the page loads itself anew.
"use strict";

for (const place of document.querySelectorAll("[data-events]")) {
  const source = new EventSource(place.dataset.events);
  const bar = place.querySelector("progress");
  const status = place.querySelector("[data-status]");
  source.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data);
    if (told.state !== "queued" && told.state !== "running") {
      source.close();
      location.reload();
      return;
    }
    bar.max = told.of || 1;
    bar.value = told.done;
    const text = told.state === "queued" ? `${place.dataset.textWaiting} ${told.ahead}` : place.dataset.textRunning;
    if (status.textContent !== text) status.textContent = text;  // a screen reader says it once
  });
  source.addEventListener("gone", () => { source.close(); location.reload(); });
}
