"""Schema validation of the Body's child: lxml decides, xmlschema explains what lxml refused."""

import threading
from collections.abc import Callable
from importlib import import_module
from typing import Final

from lxml import etree

from nps_simulator.endpoints.soap.envelope import path_of
from nps_simulator.endpoints.soap.faults import FaultText, SoapFault, without_namespaces

# xmlschema takes about a second for a megabyte, and everybody would wait: beyond this size the
# message of lxml has to do.
EXPLAINED_BYTES: Final = 64 * 1024
# Loaded by name, when a message is wrong or `prepare` is called: a server listens without it.
EXPLAINING: Final = "nps_simulator.endpoints.soap.explaining"
_Explain = Callable[[bytes, etree._Element, FaultText], FaultText | None]  # noqa: SLF001 - lxml has no public name for it


def prepare(schema: bytes) -> None:
    """Load and compile what explains errors against a schema, so that no message has to wait.

    It takes about half a second and may be called in a thread. What is prepared holds for all
    validators of this schema.
    """
    import_module(EXPLAINING).compiled(schema)


class Validator:
    """Checks elements against one schema.

    Each thread has its own lxml schema object: shared ones mix up their error logs.
    """

    def __init__(self, schema: bytes) -> None:
        """Compile the schema (bytes of an XSD) for this thread."""
        self._source = schema
        self._local = threading.local()
        self._schema()

    def _schema(self) -> etree.XMLSchema:
        schema: etree.XMLSchema | None = getattr(self._local, "schema", None)
        if schema is None:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            schema = self._local.schema = etree.XMLSchema(etree.fromstring(self._source, parser))
        return schema

    def check(self, element: etree._Element, size: int) -> None:
        """Raise SoapFault (SCHEMA) unless valid; `size` is that of the message in bytes."""
        schema = self._schema()
        if schema.validate(element):
            return
        refused = schema.error_log[0]
        by_lxml = FaultText(
            code="SCHEMA",
            text=without_namespaces(refused.message),
            path=path_of(element),
            line=refused.line,
            expected="a message that is valid against the schema",
        )
        if size > EXPLAINED_BYTES:
            raise SoapFault(by_lxml)
        explain: _Explain = import_module(EXPLAINING).explain
        fault = explain(self._source, element, by_lxml)
        # Nothing wrong: libxml2 refuses white space around dates, which XML Schema collapses, and
        # decimals of more than 24 digits. Where xmlschema takes more than the standard (`1_0`),
        # the value's reader refuses it.
        if fault is not None:
            raise SoapFault(fault)
