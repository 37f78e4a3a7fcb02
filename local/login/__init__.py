"""The laptop's OpenID Connect issuer and its logins."""
