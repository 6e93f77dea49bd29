"""The drafting gate G1: may this person draft this report now? Pure; reads neither clock nor database."""
