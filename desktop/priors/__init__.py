"""Earlier examinations of the patient on screen: found, fetched, listed, and shown beside the present one."""
