"""Two visits of a person compared: laid on each other, their spots followed, drawn and told."""
