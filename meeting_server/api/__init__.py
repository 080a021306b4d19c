"""HTTP in: one file per noun; every answer that says no is a reason code, with the one status it maps to."""
