"""moto gives the same answers after the changes of lean_moto.py."""

import pytest

from local.emulator.stack import Stack

KEY = {"pk": {"S": "OWN#1"}, "sk": {"S": "x"}}
VALUES = {
    "text": {"S": "ü"},
    "empty": {"S": ""},
    "number": {"N": "3.5"},
    "yes": {"BOOL": True},
    "nothing": {"NULL": True},
    "bytes": {"B": b"\x00\xff"},
    "texts": {"SS": ["a", "b"]},
    "list": {"L": [{"S": "a"}, {"N": "1"}, {"M": {"deep": {"L": [{"BOOL": False}]}}}]},
    "map": {"M": {"S": {"S": "a key that reads like a type"}, "more": {"M": {}}}},
}


def test_a_value_of_any_type_comes_back_as_it_was_written(small_stack: Stack):
    name = small_stack.system.table.name
    small_stack.dynamodb.put_item(TableName=name, Item=KEY | VALUES)
    assert small_stack.dynamodb.get_item(TableName=name, Key=KEY)["Item"] == KEY | VALUES
    [queried] = small_stack.dynamodb.query(
        TableName=name, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": KEY["pk"]}
    )["Items"]
    assert queried == KEY | VALUES


@pytest.mark.parametrize("change", ["SET #text = :new", "SET #map.more = :new", "SET #list[2].deep[0] = :new"])
def test_a_cancelled_transaction_leaves_every_item_as_it_was(small_stack: Stack, change: str):
    name = small_stack.system.table.name
    small_stack.dynamodb.put_item(TableName=name, Item=KEY | VALUES)
    update = {
        "TableName": name,
        "Key": KEY,
        "UpdateExpression": change.replace("deep", "#deep"),
        "ExpressionAttributeNames": {f"#{word}": word for word in ("text", "map", "list", "deep") if word in change},
        "ExpressionAttributeValues": {":new": {"S": "new"}},
    }
    added = {"pk": {"S": "OWN#2"}, "sk": {"S": "x"}}
    missing = {"TableName": name, "Key": added | {"sk": {"S": "y"}}, "ConditionExpression": "attribute_exists(pk)"}
    operations = [{"Update": update}, {"Put": {"TableName": name, "Item": added}}]
    with pytest.raises(small_stack.dynamodb.exceptions.TransactionCanceledException):
        small_stack.dynamodb.transact_write_items(TransactItems=[*operations, {"ConditionCheck": missing}])
    assert small_stack.dynamodb.scan(TableName=name)["Items"] == [KEY | VALUES]
    small_stack.dynamodb.transact_write_items(TransactItems=operations)
    assert small_stack.dynamodb.scan(TableName=name)["Items"] != [KEY | VALUES]
    assert small_stack.dynamodb.scan(TableName=name)["Count"] == 2
