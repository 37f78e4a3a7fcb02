"""The moderators' log: its entries, the hash chain, its verification, and the transparency figures."""
