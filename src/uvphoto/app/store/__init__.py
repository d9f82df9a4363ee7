"""What the app keeps in its database: accounts, sessions, people, visits, photos, jobs and the audit log."""
