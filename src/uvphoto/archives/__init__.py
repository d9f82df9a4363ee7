"""Archives of photos as their device left them: so far, the two photos of a pair laid on each other."""
