"""What is in this folder: patients, studies, series, and what is wrong with them."""
