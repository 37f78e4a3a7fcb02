"""The code that Postbag's functions share: domain (what is true), storage (DynamoDB), web (HTTP)."""
