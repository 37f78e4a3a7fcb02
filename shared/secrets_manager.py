"""Secrets, from Secrets Manager."""

from functools import cache

import boto3


@cache
def secret(arn: str) -> str:
    """The text of a secret, fetched once per execution environment, on first use.

    Raises what Secrets Manager raises: a function cannot answer without its secret.
    """
    text: str = boto3.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
    if not text:
        raise ValueError(f"The secret {arn} is empty. Put a random text of at least 32 characters into it.")
    return text
