"""The app: photos, results and histories in pages that this machine serves itself."""
