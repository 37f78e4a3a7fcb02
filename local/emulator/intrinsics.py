"""CloudFormation's intrinsic functions, resolved to plain values.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.errors import TemplateError

ACCOUNT = "123456789012"
REGION = "eu-central-1"

NO_VALUE = object()
"""The value of `Ref: AWS::NoValue`; the property that has it is dropped."""

_ARNS = {
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:{region}:{account}:table/{name}",
    "AWS::IAM::Role": "arn:aws:iam::{account}:role/{name}",
    "AWS::Lambda::Function": "arn:aws:lambda:{region}:{account}:function:{name}",
    "AWS::Logs::LogGroup": "arn:aws:logs:{region}:{account}:log-group:{name}:*",
    "AWS::SQS::Queue": "arn:aws:sqs:{region}:{account}:{name}",
}
_NAMES = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::IAM::Role": "RoleName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::SQS::Queue": "QueueName",
}


@dataclass
class Scope:
    """The names that can be resolved: parameters with values, conditions, resources of the expanded template."""

    stack: str
    parameters: Mapping[str, Any]
    conditions: Mapping[str, Any] = field(default_factory=dict)
    resources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """The plain value of a piece of template. Raises TemplateError if a laptop cannot know it."""
        if isinstance(value, list):
            items = [self.resolve(item) for item in value]
            return [item for item in items if item is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name in _FUNCTIONS:
                return _FUNCTIONS[name](self, argument)
            if name.startswith("Fn::"):
                raise TemplateError(f"{name} is not known to local/emulator/intrinsics.py: {argument!r}")
        pairs = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in pairs.items() if item is not NO_VALUE}

    def holds(self, condition: str) -> bool:
        """True if the condition of the template is true. Raises TemplateError if there is no such condition."""
        if condition not in self.conditions:
            raise TemplateError(f"there is no condition {condition}")
        return bool(self.resolve(self.conditions[condition]))

    def reference(self, name: str) -> Any:
        """The value of `Ref: name`: a parameter's value, or the name of a resource (for a secret, its ARN)."""
        if name == "AWS::NoValue":
            return NO_VALUE
        for known in (self.pseudo, self.parameters):
            if name in known:
                return known[name]
        kind = self._kind(name)
        return self.arn(name) if kind == "AWS::SecretsManager::Secret" else self.physical_name(name)

    @property
    def pseudo(self) -> Mapping[str, Any]:
        """The pseudo parameters."""
        return {
            "AWS::AccountId": ACCOUNT,
            "AWS::NotificationARNs": [],
            "AWS::Partition": "aws",
            "AWS::Region": REGION,
            "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{self.stack}/local",
            "AWS::StackName": self.stack,
            "AWS::URLSuffix": "amazonaws.com",
        }

    def physical_name(self, logical: str) -> str:
        """The name of a resource here: the template's name for it, else `<stack>-<logical id>`."""
        properties = self.resources[logical].get("Properties") or {}
        given = properties.get(_NAMES.get(self._kind(logical), ""))
        return str(self.resolve(given)) if given else f"{self.stack}-{logical}"

    def arn(self, logical: str) -> str:
        """The ARN of a resource here. Raises TemplateError for a type whose ARN is not known."""
        kind = self._kind(logical)
        name = self.physical_name(logical)
        if kind == "AWS::SecretsManager::Secret":
            # AWS adds six random characters. Fixed ones make the ARN known before the secret is made.
            return f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-laptop"
        if kind not in _ARNS:
            raise TemplateError(f"the ARN of {logical} ({kind}) is not known to local/emulator/intrinsics.py")
        return _ARNS[kind].format(region=REGION, account=ACCOUNT, name=name)

    def attribute(self, logical: str, attribute: str) -> str:
        """The value of `Fn::GetAtt`."""
        if attribute == "Arn":
            return self.arn(logical)
        if attribute == "StreamArn" and self._kind(logical) == "AWS::DynamoDB::Table":
            return f"{self.arn(logical)}/stream/local"
        if attribute == "Id" and self._kind(logical) == "AWS::SecretsManager::Secret":
            return self.arn(logical)
        raise TemplateError(f"{logical}.{attribute} is not known to local/emulator/intrinsics.py")

    def _kind(self, logical: str) -> str:
        if logical not in self.resources:
            raise TemplateError(f"there is no parameter or resource {logical}")
        return str(self.resources[logical]["Type"])


def _if(scope: Scope, argument: Any) -> Any:
    condition, when_true, when_false = argument
    return scope.resolve(when_true if scope.holds(condition) else when_false)


def _join(scope: Scope, argument: Any) -> str:
    separator, items = argument
    return str(separator).join(str(item) for item in scope.resolve(items))


def _split(scope: Scope, argument: Any) -> list[str]:
    separator, text = argument
    return str(scope.resolve(text)).split(separator)


def _select(scope: Scope, argument: Any) -> Any:
    index, items = argument
    return scope.resolve(items)[int(scope.resolve(index))]


def _get_attribute(scope: Scope, argument: Any) -> str:
    logical, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
    return scope.attribute(logical, scope.resolve(attribute))


def _substitute(scope: Scope, argument: Any) -> str:
    text, given = (argument, {}) if isinstance(argument, str) else argument

    def replacement(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith("!"):
            return "${" + name[1:] + "}"
        if name in given:
            return str(scope.resolve(given[name]))
        if name not in scope.pseudo and "." in name:
            return _get_attribute(scope, name)
        return str(scope.reference(name))

    return re.sub(r"\$\{([^}]+)\}", replacement, text)


def _equals(scope: Scope, argument: Any) -> bool:
    left, right = scope.resolve(argument)
    return bool(left == right)


_FUNCTIONS: dict[str, Callable[[Scope, Any], Any]] = {
    "Ref": lambda scope, name: scope.reference(name),
    "Condition": lambda scope, name: scope.holds(name) if isinstance(name, str) else {"Condition": scope.resolve(name)},
    "Fn::And": lambda scope, terms: all(scope.resolve(term) for term in terms),
    "Fn::Equals": _equals,
    "Fn::GetAtt": _get_attribute,
    "Fn::If": _if,
    "Fn::Join": _join,
    "Fn::Not": lambda scope, terms: not scope.resolve(terms[0]),
    "Fn::Or": lambda scope, terms: any(scope.resolve(term) for term in terms),
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _substitute,
}
