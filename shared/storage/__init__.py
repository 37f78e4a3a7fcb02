"""The only code that knows DynamoDB and Secrets Manager."""
