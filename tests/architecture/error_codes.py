"""The error codes that the source can answer, read from the source itself."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ERRORS = "SartiqError"
# Where somebody else's code is passed on; what can arrive there is collected where it is made.
RELAYED = {
    "shared/compute/tasks/failure_messages.py": "the code out of the cause of Step Functions",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Unreadable(AssertionError):
    """A code that is put together at run time, so that no reader can find it."""


@dataclass(frozen=True)
class Module:
    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text())

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    def enclosing(self, node: ast.AST, kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> ast.AST:
        while not isinstance(node, kind):
            node = self.parents[node]
        return node


def modules(*folders: str) -> list[Module]:
    return [Module(path) for name in folders for path in sorted((ROOT / name).rglob("*.py"))]


def families(source: list[Module]) -> dict[str, str]:
    """The classes of errors, each with its `kind`; as written, or as inherited."""
    bases: dict[str, list[str]] = {}
    kinds = {ERRORS: "INVALID"}
    for module in source:
        for made in module.classes():
            bases[made.name] = [base.id for base in made.bases if isinstance(base, ast.Name)]
            for line in made.body:
                match line:
                    case ast.Assign(
                        targets=[ast.Name("kind")],
                        value=ast.Attribute(value=ast.Name("Kind"), attr=kind),
                    ):
                        kinds[made.name] = kind
    found = {ERRORS: kinds[ERRORS]}
    while True:
        more = {
            name: kinds.get(name, found[base])
            for name, above in bases.items()
            for base in above
            if base in found and name not in found
        }
        if not more:
            return found
        found |= more


def callee(call: ast.Call) -> str:
    match call.func:
        case ast.Name(name):
            return name
        case ast.Attribute(value=ast.Name(owner), attr=attr):
            return f"{owner}.{attr}"
        case ast.Attribute(value=ast.Call(func=ast.Name(owner)), attr=attr):
            return f"{owner}.{attr}"
    return ""


def argument(call: ast.Call, place: int, name: str) -> ast.expr:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[place]


def codes_of(module: Module, value: ast.expr) -> set[str]:
    """What `value` may be; empty where it only passes another error's code on."""
    match value:
        case ast.Constant(str(code)):
            return {code}
        case ast.IfExp(body=yes, orelse=no):
            return codes_of(module, yes) | codes_of(module, no)
        case ast.BoolOp(values=values):
            return {code for each in values for code in codes_of(module, each)}
        case ast.JoinedStr(values=[ast.FormattedValue(), ast.Constant(str(ending))]):
            return {f"*{ending}"}
        case ast.Attribute(attr="code" | "reason") | ast.Subscript():
            return set()
        case ast.Call(func=ast.Name("str")):
            return set()
        case ast.Name(name):
            return _codes_of_name(module, value, name)
    raise Unreadable(f"{module.name}:{value.lineno}: write the code as a literal")


def _codes_of_name(module: Module, use: ast.expr, name: str) -> set[str]:
    function = module.enclosing(use, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module))
    if isinstance(function, Function):
        parameters = [each.arg for each in function.args.args]
        if name in parameters:
            return _codes_given(module, function.name, parameters.index(name), name)
    assigned = [*_assigned(function, name), *_assigned(module.tree, name)]
    if not assigned and module.name not in RELAYED:
        raise Unreadable(f"{module.name}:{use.lineno}: where does {name} come from?")
    return {code for each in assigned for code in codes_of(module, each)}


def _codes_given(module: Module, function: str, place: int, name: str) -> set[str]:
    """What the calls within the module pass for a parameter of one of its functions."""
    return {
        code
        for call in module.calls()
        if callee(call) == function
        for code in codes_of(module, argument(call, place, name))
    }


def _assigned(scope: ast.AST, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[ast.Name(target)], value=value) if target == name:
                yield value
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                for each, bound in zip(targets, values, strict=True):
                    if isinstance(each, ast.Name) and each.id == name:
                        yield bound


@dataclass(frozen=True)
class Raised:
    """`code` belongs to an error of this class, made in this module."""

    module: str
    family: str
    code: str


def raised(source: list[Module]) -> Iterator[Raised]:
    known = families(source)
    fixed = _with_own_code(source, known)
    for module in source:
        found = [
            *_made(module, known.keys() - fixed),
            *_fixed(module, fixed),
            *(("NotFound", code) for code in _absent(module)),
        ]
        yield from (Raised(module.name, family, code) for family, code in found)


def _made(module: Module, families: set[str]) -> Iterator[tuple[str, str]]:
    """`Conflict("sku_taken", ...)`."""
    for call in module.calls():
        if callee(call) in families:
            yield from ((callee(call), code) for code in _codes(module, call, 0))


def _fixed(module: Module, families: set[str]) -> Iterator[tuple[str, str]]:
    """In the body of an error: `super().__init__("sku_taken", ...)` or `reason = "refused"`."""
    for made in module.classes():
        if made.name not in families:
            continue
        for call in ast.walk(made):
            if isinstance(call, ast.Call) and callee(call) == "super.__init__":
                yield from ((made.name, code) for code in _codes(module, call, 0))
        for line in made.body:
            match line:
                case ast.Assign(targets=[ast.Name("reason")], value=ast.Constant(str(code))):
                    yield made.name, code


def _with_own_code(source: list[Module], known: dict[str, str]) -> set[str]:
    """Errors that are made without a code, because their class has it (`UploadSettled()`)."""
    found: set[str] = set()
    for module in source:
        for made in module.classes():
            own = any(isinstance(line, ast.FunctionDef) for line in made.body)
            inherited = any(isinstance(base, ast.Name) and base.id in found for base in made.bases)
            if made.name in known and made.name not in {ERRORS, "NotFound"} and (own or inherited):
                found.add(made.name)
    return found


def _codes(module: Module, call: ast.Call, place: int) -> set[str]:
    return codes_of(module, argument(call, place, "code"))


def _absent(module: Module) -> Iterator[str]:
    """`NotFound.of(title)`: the titles of repositories, of references, and those in place."""
    for call in module.calls():
        if callee(call) == "NotFound.of" and isinstance(call.args[0], ast.Constant):
            yield _absence(str(call.args[0].value))
        for keyword in call.keywords:
            match keyword:
                case ast.keyword("title", ast.Constant(str(title))) if callee(call) == "demand_all":
                    yield _absence(title)
    for made in module.classes():
        for line in made.body:
            match line:
                case ast.Assign(targets=[ast.Name("title")], value=ast.Constant(str(title))):
                    yield _absence(title)


def _absence(title: str) -> str:
    return f"{title.lower().replace(' ', '_')}_not_found"


def given(source: list[Module], *names: str, place: int = 0) -> set[str]:
    """The codes handed to these constructors or functions, as argument `place` or `code`."""
    return {
        code
        for module in source
        for call in module.calls()
        if callee(call) in names
        for code in _codes(module, call, place)
    }


def statuses_given(module: Module, *names: str) -> Iterator[tuple[str, str]]:
    """(status, code) as handed to these; the status is empty where it is not a literal."""
    for call in module.calls():
        if callee(call) in names:
            status = call.args[0].value if isinstance(call.args[0], ast.Constant) else ""
            yield from ((str(status), code) for code in _codes(module, call, 1))
