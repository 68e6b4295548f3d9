"""Lists and closed objects in the API's description: Litestar takes ``tuple[T, ...]`` for a list of T or anything."""

from __future__ import annotations

from litestar._openapi.schema_generation.plugins.struct import StructSchemaPlugin
from litestar._openapi.schema_generation.schema import SchemaCreator
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition


class TuplePlugin(OpenAPISchemaPlugin):
    """Describes ``tuple[T, ...]`` as a list of T."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Return whether a field is such a tuple."""
        return field_definition.origin is tuple and field_definition.args[-1:] == (Ellipsis,)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        """Return the list's description."""
        items = schema_creator.for_field_definition(field_definition.inner_types[0])
        return Schema(type=OpenAPIType.ARRAY, items=items)


class StrictStructPlugin(StructSchemaPlugin):
    """Describes a Struct that forbids unknown fields as one that has no others."""

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        """Return the Struct's description."""
        schema = super().to_openapi_schema(field_definition, schema_creator)
        if field_definition.annotation.__struct_config__.forbid_unknown_fields:
            schema.additional_properties = False
        return schema
