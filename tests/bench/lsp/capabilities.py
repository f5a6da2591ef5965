"""What the bench says it can do: what a current VS Code announces, as far as Python servers look."""

from typing import Any

_SYMBOL_KINDS = {"symbolKind": {"valueSet": list(range(1, 27))}}
_LINKS = {"dynamicRegistration": True, "linkSupport": True}
_DYNAMIC = {"dynamicRegistration": True}

_TOKEN_TYPES = [
    "namespace", "type", "class", "enum", "interface", "struct", "typeParameter", "parameter", "variable", "property",
    "enumMember", "event", "function", "method", "macro", "keyword", "modifier", "comment", "string", "number",
    "regexp", "operator", "decorator",
]
_TOKEN_MODIFIERS = [
    "declaration", "definition", "readonly", "static", "deprecated", "abstract", "async", "modification",
    "documentation", "defaultLibrary",
]

_COMPLETION_ITEM = {
    "snippetSupport": True,
    "commitCharactersSupport": True,
    "documentationFormat": ["markdown", "plaintext"],
    "deprecatedSupport": True,
    "preselectSupport": True,
    "insertReplaceSupport": True,
    "labelDetailsSupport": True,
    "resolveSupport": {"properties": ["documentation", "detail", "additionalTextEdits"]},
    "tagSupport": {"valueSet": [1]},
}

_CODE_ACTION = {
    "dynamicRegistration": True,
    "isPreferredSupport": True,
    "dataSupport": True,
    "resolveSupport": {"properties": ["edit"]},
    "codeActionLiteralSupport": {
        "codeActionKind": {
            "valueSet": ["", "quickfix", "refactor", "refactor.extract", "refactor.inline", "refactor.rewrite",
                         "source", "source.organizeImports", "source.fixAll"],
        }
    },
}

_TEXT_DOCUMENT: dict[str, Any] = {
    "synchronization": {"dynamicRegistration": True, "didSave": True},
    "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "tagSupport": {"valueSet": [1, 2]},
                           "codeDescriptionSupport": True, "dataSupport": True},
    "diagnostic": {"dynamicRegistration": True, "relatedDocumentSupport": False},
    "completion": {"dynamicRegistration": True, "contextSupport": True, "completionItem": _COMPLETION_ITEM,
                   "completionItemKind": {"valueSet": list(range(1, 26))}, "insertTextMode": 2,
                   "completionList": {"itemDefaults": ["commitCharacters", "editRange", "insertTextFormat", "data"]}},
    "hover": {"dynamicRegistration": True, "contentFormat": ["markdown", "plaintext"]},
    "signatureHelp": {"dynamicRegistration": True, "contextSupport": True, "signatureInformation": {
        "documentationFormat": ["markdown", "plaintext"], "parameterInformation": {"labelOffsetSupport": True},
        "activeParameterSupport": True}},
    "definition": _LINKS,
    "declaration": _LINKS,
    "typeDefinition": _LINKS,
    "implementation": _LINKS,
    "references": _DYNAMIC,
    "documentHighlight": _DYNAMIC,
    "documentSymbol": {"dynamicRegistration": True, "hierarchicalDocumentSymbolSupport": True, **_SYMBOL_KINDS},
    "codeAction": _CODE_ACTION,
    "rename": {"dynamicRegistration": True, "prepareSupport": True, "prepareSupportDefaultBehavior": 1},
    "callHierarchy": _DYNAMIC,
    "typeHierarchy": _DYNAMIC,
    "inlayHint": {"dynamicRegistration": True, "resolveSupport": {"properties": ["tooltip", "label.tooltip"]}},
    "semanticTokens": {"dynamicRegistration": True, "requests": {"range": True, "full": {"delta": True}},
                       "tokenTypes": _TOKEN_TYPES, "tokenModifiers": _TOKEN_MODIFIERS, "formats": ["relative"],
                       "overlappingTokenSupport": False, "multilineTokenSupport": False, "augmentsSyntaxTokens": True,
                       "serverCancelSupport": True},
    "foldingRange": {"dynamicRegistration": True, "rangeLimit": 5000},
    "selectionRange": _DYNAMIC,
}

CLIENT_CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True, "showMessage": {}, "showDocument": {"support": True}},
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "workspaceFolders": True,
        "didChangeConfiguration": _DYNAMIC,
        "didChangeWatchedFiles": {"dynamicRegistration": True, "relativePatternSupport": True},
        "symbol": {"dynamicRegistration": True, **_SYMBOL_KINDS},
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"],
                          "changeAnnotationSupport": {"groupsOnLabel": True}},
        "diagnostics": {"refreshSupport": True},
        "semanticTokens": {"refreshSupport": True},
        "inlayHint": {"refreshSupport": True},
    },
    "textDocument": _TEXT_DOCUMENT,
}
