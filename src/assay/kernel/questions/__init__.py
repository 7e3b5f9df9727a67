"""Questions as documents: what is asked (`Body`), what is right (`Key`), and the formats they travel in."""
