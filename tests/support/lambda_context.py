"""Lambda's context object, for tests that call a handler themselves."""

from local.emulator.sandbox import LambdaContext


def lambda_context(function: str) -> LambdaContext:
    """The context of a function, named as its folder; its time is over, which no handler asks about."""
    return LambdaContext(
        function_name=function,
        invoked_function_arn=f"arn:aws:lambda:eu-central-1:123456789012:function:{function}",
        memory_limit_in_mb=512,
        aws_request_id="00000000-0000-0000-0000-000000000000",
        log_group_name=f"/aws/lambda/{function}",
        deadline=0.0,
    )
