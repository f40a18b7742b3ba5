"""`/docs`: the OpenAPI description as one plain page, without scripts and without anything from elsewhere."""

from html import escape
from typing import Any

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { font: 600 1.1rem ui-monospace, monospace; margin-top: 2.5rem; border-top: 1px solid #8886; padding-top: 1rem }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0 }
td:first-child, code, pre { font-family: ui-monospace, monospace } tr { border-top: 1px solid #8883 }
"""


def docs_page(description: dict[str, Any]) -> str:
    """HTML of what `/openapi.json` says."""
    schemas = description["components"]["schemas"]
    parts = []
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            parts.append(_operation(path, method, operation, schemas))
    title = escape(description["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f"<h1>{title}</h1><p>{escape(description['info']['description'])} "
        f'The same for programs: <a href="openapi.json">openapi.json</a>.</p>{"".join(parts)}</body></html>'
    )


def _operation(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> str:
    text = f"<h2>{method.upper()} {escape(path)}</h2><p>{escape(operation.get('description', ''))}</p>"
    rows = [(item["name"], item["schema"], item.get("required", False)) for item in operation.get("parameters", [])]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        schema = _resolve(body, schemas)
        rows += [
            (name, item, name in schema.get("required", ())) for name, item in schema.get("properties", {}).items()
        ]
    if not rows:
        return text
    lines = [
        f"<tr><td>{escape(name)}</td><td>{escape(_kind(item, schemas))}</td><td>"
        f"{'needed' if required else escape(str(item.get('default', 'null')))}</td>"
        f"<td>{escape(item.get('description', ''))}</td></tr>"
        for name, item, required in rows
    ]
    return f"{text}<table><tr><th>field<th>takes<th>default<th></tr>{''.join(lines)}</table>"


def _resolve(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def _kind(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """A type in words, with its limits."""
    schema = _resolve(schema, schemas)
    if "anyOf" in schema:
        return " or ".join(_kind(item, schemas) for item in schema["anyOf"])
    limits = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "maxLength": "at most characters:"}
    limits |= {"minLength": "at least characters:", "maxItems": "at most entries:", "const": "always"}
    words = [f"{word} {schema[key]}" for key, word in limits.items() if key in schema]
    inner = f" of {_kind(schema['items'], schemas)}" if "items" in schema else ""
    return f"{schema.get('type', 'value')}{inner}{' (' if words else ''}{', '.join(words)}{')' if words else ''}"
