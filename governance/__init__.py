"""Who may do what, and what happened: people, competence, orders, drafts, their life cycle, the audit trail."""
