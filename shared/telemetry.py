"""What a function writes to its log: JSON lines, one request id each."""

from aws_lambda_powertools import Logger

logger = Logger(serialize_stacktrace=False)
