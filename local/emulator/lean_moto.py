"""Repairs moto's transactions and removes work without effect.

moto 5.2 spent nine tenths of each write's time on copies and on searching for names. Importing this module makes the
changes, once for the process.
"""

import copy
from typing import Any

from moto.core.serialize import JSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import StreamRecord, Table

SCALARS = frozenset({"S", "N", "BOOL", "NULL"})

_copy_value = DynamoType.__deepcopy__
_serialize_structure = JSONSerializer._serialize_type_structure  # noqa: SLF001 (moto has no other way in)
_transact_write_items = DynamoDBBackend.transact_write_items

_copies: dict[str, Table] = {}
"""The tables of the running transaction, by name."""


def _value(value: DynamoType, memo: dict[int, Any]) -> DynamoType:
    """Let copies of an item share scalars, since a scalar is replaced and never changed."""
    return value if value.type in SCALARS else _copy_value(value, memo)


def _table(table: Table, _: dict[int, Any]) -> Table:
    """Copy a table once for each transaction.

    Only transactions copy tables, to restore them after a failure, and moto does so for each operation.
    """
    if table.name not in _copies:
        # The stream stays the same one; `_transact` says why.
        memo = {id(table.stream_shard): table.stream_shard}
        copied: Any = Table.__new__(Table)
        vars(copied).update(copy.deepcopy(vars(table), memo))
        _copies[table.name] = copied
    return _copies[table.name]


def _transact(backend: DynamoDBBackend, operations: list[dict[str, Any]]) -> None:
    """Take a cancelled transaction's records out of the stream when moto goes back.

    moto itself gives the table another stream then. A reader of the first stream gets records of writes that never
    happened, and none of later writes.
    """
    streams = [(table.name, table.stream_shard) for table in backend.tables.values() if table.stream_shard]
    written = [len(stream.items) for _, stream in streams]
    try:
        _transact_write_items(backend, operations)
    except Exception:
        for (name, stream), count in zip(streams, written, strict=True):
            del stream.items[count:]
            stream.table = backend.tables[name]
        raise
    finally:
        _copies.clear()


def _structure(serializer: JSONSerializer, serialized: dict[str, Any], value: Any, shape: Any, key: str) -> None:
    """Write an attribute's value, which is in DynamoDB's notation already.

    moto itself would look for each of the ten types by several names.
    """
    if shape.name == "AttributeValue" and type(value) is dict and len(value) == 1 and not SCALARS.isdisjoint(value):
        serialized[serializer.get_serialized_name(shape, key)] = value
    else:
        _serialize_structure(serializer, serialized, value, shape, key)


for kind, method, leaner in (
    # Records of a stream never change either, and each write so far has left one.
    (StreamRecord, "__deepcopy__", lambda record, _: record),
    (DynamoType, "__deepcopy__", _value),
    (Table, "__deepcopy__", _table),
    (DynamoDBBackend, "transact_write_items", _transact),
    (JSONSerializer, "_serialize_type_structure", _structure),
):
    setattr(kind, method, leaner)
