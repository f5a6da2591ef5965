//! From a syntax tree to scopes with what is done to each name in them.

use serpentarium_compiler::ast::{Field, Node};

use super::scope::{Comprehension, Kind, Names, Scope, Symbols, Table, flag};

pub struct Builder {
    pub table: Table,
    /// The scopes around the place that is read, outermost first.
    stack: Vec<usize>,
    /// The class whose private names are mangled.
    private: Option<String>,
    /// `from __future__ import annotations`
    future: bool,
}

/// The nodes of a field.
fn nodes<'a>(node: &'a Node, name: &str) -> Vec<&'a Node> {
    match node.field(name) {
        Some(Field::List(items)) => items
            .iter()
            .filter_map(|item| match item {
                Field::Node(node) => Some(&**node),
                _ => None,
            })
            .collect(),
        Some(Field::Node(node)) => vec![node],
        _ => Vec::new(),
    }
}

fn child<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    match node.field(name) {
        Some(Field::Node(node)) => Some(node),
        _ => None,
    }
}

fn text(node: &Node, name: &str) -> Option<String> {
    match node.field(name) {
        Some(Field::Text(text)) => Some(text.to_string()),
        _ => None,
    }
}

fn texts(node: &Node, name: &str) -> Vec<String> {
    let Some(Field::List(items)) = node.field(name) else {
        return Vec::new();
    };
    let texts = items.iter().filter_map(|item| match item {
        Field::Text(text) => Some(text.to_string()),
        _ => None,
    });
    texts.collect()
}

fn has_future_annotations(tree: &Node) -> bool {
    nodes(tree, "body").iter().any(|statement| {
        statement.class.name() == "ImportFrom"
            && text(statement, "module").as_deref() == Some("__future__")
            && nodes(statement, "names")
                .iter()
                .any(|alias| text(alias, "name").as_deref() == Some("annotations"))
    })
}

/// `__name` inside of a class is another name outside.
fn mangle(class: Option<&str>, name: &str) -> String {
    let Some(class) = class else {
        return name.to_owned();
    };
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return name.to_owned();
    }
    match class.trim_start_matches('_') {
        "" => name.to_owned(),
        class => format!("_{class}{name}"),
    }
}

impl Builder {
    /// The scopes of a module, an interactive statement or an expression.
    pub fn build(tree: &Node) -> Table {
        let mut builder = Builder {
            table: Table::default(),
            stack: Vec::new(),
            private: None,
            future: has_future_annotations(tree),
        };
        builder.enter("top", Kind::Module, tree, Some(0));
        builder.each(nodes(tree, "body"));
        builder.leave();
        builder.table
    }

    fn here(&mut self) -> &mut Scope {
        let place = self.stack[self.stack.len() - 1];
        &mut self.table.scopes[place]
    }

    fn kind(&mut self) -> Kind {
        self.here().kind
    }

    fn enter(&mut self, name: &str, kind: Kind, node: &Node, line: Option<i64>) -> usize {
        let outer = self.stack.last().map(|place| &self.table.scopes[*place]);
        let nested = outer.is_some_and(|outer| outer.nested || outer.kind.is_function_like());
        let mangled = outer.and_then(|outer| outer.mangled.clone());
        let place = self.table.scopes.len();
        self.table.scopes.push(Scope {
            name: name.to_owned(),
            kind,
            line: line.or(node.lineno).unwrap_or(0),
            id: std::ptr::from_ref(node) as usize,
            nested,
            symbols: Symbols::default(),
            parameters: Vec::new(),
            children: Vec::new(),
            comprehension: Comprehension::None,
            sees_class: false,
            in_conditional: false,
            conditional_annotations: false,
            annotations: None,
            in_target: false,
            // Annotations see what the type parameters around them see.
            mangled: mangled.filter(|_| kind.is_annotation_like()),
        });
        if !self.stack.is_empty() {
            self.here().children.push(place);
        }
        self.stack.push(place);
        if kind.is_annotation_like() {
            self.add(".format", flag::PARAM);
            self.add(".format", flag::USE);
        }
        place
    }

    fn leave(&mut self) {
        self.stack.pop();
    }

    fn add(&mut self, name: &str, flags: u32) {
        let place = self.stack[self.stack.len() - 1];
        self.add_to(place, name, flags);
    }

    fn add_to(&mut self, place: usize, name: &str, flags: u32) {
        let scope = &mut self.table.scopes[place];
        let private = match &scope.mangled {
            Some(only) if !only.contains(name) => None,
            _ => self.private.as_deref(),
        };
        let name = mangle(private, name);
        let target = if scope.in_target { flag::COMP_ITER } else { 0 };
        let known = scope.symbols.get(&name).unwrap_or(0);
        scope.symbols.set(&name, known | flags | target);
        if flags & flag::PARAM != 0 {
            scope.parameters.push(name);
        } else if flags & flag::GLOBAL != 0 {
            let top = &mut self.table.scopes[0].symbols;
            let known = top.get(&name).unwrap_or(0);
            top.set(&name, known | flags);
        }
    }

    /// Enters a scope of annotations or type parameters, which may stand in a class.
    fn enter_lazy(&mut self, name: &str, kind: Kind, node: &Node) -> usize {
        let in_class = self.kind() == Kind::Class || self.here().sees_class;
        let place = self.enter(name, kind, node, None);
        if in_class {
            self.here().sees_class = true;
            self.add("__classdict__", flag::USE);
        }
        place
    }

    fn each<'a>(&mut self, nodes: impl IntoIterator<Item = &'a Node>) {
        for node in nodes {
            self.visit(node);
        }
    }

    fn fields(&mut self, node: &Node, names: &[&str]) {
        for name in names {
            self.each(nodes(node, name));
        }
    }

    fn visit(&mut self, node: &Node) {
        // Trees can be as deep as the parser lets them be.
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.visit_here(node));
    }

    fn visit_here(&mut self, node: &Node) {
        match node.class.name() {
            "FunctionDef" | "AsyncFunctionDef" => self.function(node),
            "ClassDef" => self.class(node),
            "TypeAlias" => self.type_alias(node),
            "TypeVar" | "TypeVarTuple" | "ParamSpec" => self.type_parameter(node),
            "Lambda" => self.lambda(node),
            "ListComp" => self.comprehension(node, "listcomp"),
            "SetComp" => self.comprehension(node, "setcomp"),
            "DictComp" => self.comprehension(node, "dictcomp"),
            "GeneratorExp" => self.comprehension(node, "genexpr"),
            "Name" => self.name(node),
            "NamedExpr" => self.named_expression(node),
            "Assign" => self.fields(node, &["targets", "value"]),
            "AnnAssign" => self.annotated(node),
            "Global" => self.directive(node, flag::GLOBAL),
            "Nonlocal" => self.directive(node, flag::NONLOCAL),
            "Import" | "ImportFrom" => self.import(node),
            "ExceptHandler" => {
                self.fields(node, &["type"]);
                if let Some(name) = text(node, "name") {
                    self.add(&name, flag::LOCAL);
                }
                self.fields(node, &["body"]);
            }
            "MatchStar" | "MatchAs" | "MatchMapping" => {
                self.fields(node, &["pattern", "keys", "patterns"]);
                for field in ["name", "rest"] {
                    if let Some(name) = text(node, field) {
                        self.add(&name, flag::LOCAL);
                    }
                }
            }
            "If" | "For" | "AsyncFor" | "While" | "Match" | "Try" | "TryStar" | "With"
            | "AsyncWith" => self.conditional(node),
            _ => self.each(node.children()),
        }
    }

    /// A statement whose body may not run.
    fn conditional(&mut self, node: &Node) {
        let fields: &[&str] = match node.class.name() {
            "If" | "While" => &["test"],
            "For" | "AsyncFor" => &["target", "iter"],
            "Match" => &["subject"],
            "With" | "AsyncWith" => &["items"],
            _ => &[],
        };
        self.fields(node, fields);
        let before = std::mem::replace(&mut self.here().in_conditional, true);
        self.fields(node, &["cases", "body", "handlers", "orelse", "finalbody"]);
        self.here().in_conditional = before;
    }

    fn name(&mut self, node: &Node) {
        let Some(name) = text(node, "id") else {
            return;
        };
        let load = child(node, "ctx").is_none_or(|ctx| ctx.class.name() == "Load");
        self.add(&name, if load { flag::USE } else { flag::LOCAL });
        if load && name == "super" && self.kind().is_function_like() {
            self.add("__class__", flag::USE);
        }
    }

    fn import(&mut self, node: &Node) {
        for alias in nodes(node, "names") {
            let name = text(alias, "asname").or_else(|| text(alias, "name"));
            let Some(name) = name.filter(|name| name != "*") else {
                continue;
            };
            let first = name.split('.').next().unwrap_or_default();
            self.add(first, flag::IMPORT);
        }
    }

    fn directive(&mut self, node: &Node, flags: u32) {
        for name in texts(node, "names") {
            self.add(&name, flags);
        }
    }

    fn function(&mut self, node: &Node) {
        let name = text(node, "name").unwrap_or_default();
        self.add(&name, flag::LOCAL);
        let arguments = child(node, "args");
        let mut keyword_defaults = false;
        if let Some(arguments) = arguments {
            self.fields(arguments, &["defaults", "kw_defaults"]);
            keyword_defaults = !nodes(arguments, "kw_defaults").is_empty();
        }
        self.fields(node, &["decorator_list"]);
        let parameters = nodes(node, "type_params");
        let generic = !parameters.is_empty();
        if generic {
            self.enter_lazy(&name, Kind::TypeParameters, node);
            self.add(".defaults", flag::PARAM);
            if keyword_defaults {
                self.add(".kwdefaults", flag::PARAM);
            }
            self.each(parameters);
        }
        self.signature(node, arguments);
        self.enter(&name, Kind::Function, node, None);
        if let Some(arguments) = arguments {
            self.arguments(arguments);
        }
        self.fields(node, &["body"]);
        self.leave();
        if generic {
            self.leave();
        }
    }

    /// The annotations of a function, a scope of their own.
    fn signature(&mut self, node: &Node, arguments: Option<&Node>) {
        if self.future {
            return;
        }
        self.enter_lazy("__annotate__", Kind::Annotation, node);
        let lists = ["posonlyargs", "args", "vararg", "kwarg", "kwonlyargs"];
        for list in lists {
            for argument in arguments.map_or_else(Vec::new, |all| nodes(all, list)) {
                self.fields(argument, &["annotation"]);
            }
        }
        self.fields(node, &["returns"]);
        self.leave();
    }

    fn arguments(&mut self, arguments: &Node) {
        for list in ["posonlyargs", "args", "kwonlyargs", "vararg", "kwarg"] {
            for argument in nodes(arguments, list) {
                if let Some(name) = text(argument, "arg") {
                    self.add(&name, flag::PARAM);
                }
            }
        }
    }

    fn lambda(&mut self, node: &Node) {
        let arguments = child(node, "args");
        if let Some(arguments) = arguments {
            self.fields(arguments, &["defaults", "kw_defaults"]);
        }
        self.enter("lambda", Kind::Function, node, None);
        if let Some(arguments) = arguments {
            self.arguments(arguments);
        }
        self.fields(node, &["body"]);
        self.leave();
    }

    fn class(&mut self, node: &Node) {
        let name = text(node, "name").unwrap_or_default();
        self.add(&name, flag::LOCAL);
        self.fields(node, &["decorator_list"]);
        let parameters = nodes(node, "type_params");
        let generic = !parameters.is_empty();
        let outer = self.private.clone();
        if generic {
            self.enter_lazy(&name, Kind::TypeParameters, node);
            self.here().mangled = Some(Names::new());
            self.private = Some(name.clone());
            for implicit in [".type_params", ".generic_base"] {
                self.add(implicit, flag::LOCAL);
                self.add(implicit, flag::USE);
            }
            self.each(parameters);
        }
        self.fields(node, &["bases", "keywords"]);
        self.enter(&name, Kind::Class, node, None);
        self.private = Some(name);
        if generic {
            self.add("__type_params__", flag::LOCAL);
            self.add(".type_params", flag::USE);
        }
        self.fields(node, &["body"]);
        self.leave();
        if generic {
            self.leave();
        }
        self.private = outer;
    }

    fn type_alias(&mut self, node: &Node) {
        self.fields(node, &["name"]);
        let name = child(node, "name").and_then(|name| text(name, "id"));
        let name = name.unwrap_or_default();
        let parameters = nodes(node, "type_params");
        let generic = !parameters.is_empty();
        if generic {
            self.enter_lazy(&name, Kind::TypeParameters, node);
            self.each(parameters);
        }
        self.enter_lazy(&name, Kind::TypeAlias, node);
        self.fields(node, &["value"]);
        self.leave();
        if generic {
            self.leave();
        }
    }

    fn type_parameter(&mut self, node: &Node) {
        let name = text(node, "name").unwrap_or_default();
        if let Some(only) = &mut self.here().mangled {
            only.insert(name.clone());
        }
        self.add(&name, flag::TYPE_PARAM | flag::LOCAL);
        for field in ["bound", "default_value"] {
            if let Some(value) = child(node, field) {
                self.enter_lazy(&name, Kind::TypeVariable, value);
                self.visit(value);
                self.leave();
            }
        }
    }

    fn annotated(&mut self, node: &Node) {
        let simple = matches!(node.field("simple"), Some(Field::Int(1)));
        let value = child(node, "value");
        match child(node, "target") {
            Some(target) if target.class.name() == "Name" => {
                let name = text(target, "id").unwrap_or_default();
                if simple {
                    self.add(&name, flag::ANNOT | flag::LOCAL);
                } else if value.is_some() {
                    self.add(&name, flag::LOCAL);
                }
            }
            Some(target) => self.visit(target),
            None => {}
        }
        if let Some(annotation) = child(node, "annotation") {
            self.annotation(annotation);
        }
        if let Some(value) = value {
            self.visit(value);
        }
    }

    /// The annotation of a variable. Those of a module or class share one scope.
    fn annotation(&mut self, annotation: &Node) {
        let kind = self.kind();
        let conditional =
            kind == Kind::Module || (kind == Kind::Class && self.here().in_conditional);
        if conditional && !self.here().conditional_annotations {
            self.here().conditional_annotations = true;
            self.add("__conditional_annotations__", flag::USE);
        }
        // Then annotations are texts and no code.
        if self.future {
            return;
        }
        match self.here().annotations {
            Some(place) => self.stack.push(place),
            None => {
                let place = self.enter_lazy("__annotate__", Kind::Annotation, annotation);
                let around = self.stack[self.stack.len() - 2];
                self.table.scopes[around].annotations = Some(place);
            }
        }
        // The annotations of a function's variables are never evaluated.
        if kind != Kind::Function {
            self.visit(annotation);
        }
        self.leave();
    }

    fn comprehension(&mut self, node: &Node, name: &str) {
        let generators = nodes(node, "generators");
        let Some((first, rest)) = generators.split_first() else {
            return;
        };
        self.fields(first, &["iter"]);
        self.enter(name, Kind::Function, node, None);
        self.here().comprehension = match name {
            "genexpr" => Comprehension::Generator,
            _ => Comprehension::Inlined,
        };
        self.add(".0", flag::PARAM);
        self.comprehension_target(first);
        self.fields(first, &["ifs"]);
        for generator in rest {
            self.comprehension_target(generator);
            self.fields(generator, &["iter", "ifs"]);
        }
        self.fields(node, &["value", "key", "elt"]);
        self.leave();
    }

    fn comprehension_target(&mut self, generator: &Node) {
        self.here().in_target = true;
        self.fields(generator, &["target"]);
        self.here().in_target = false;
    }

    fn named_expression(&mut self, node: &Node) {
        let target = child(node, "target").and_then(|target| text(target, "id"));
        if self.here().comprehension != Comprehension::None
            && let Some(target) = target
        {
            self.bind_outside(&target);
        }
        self.fields(node, &["value", "target"]);
    }

    /// What a comprehension binds with `:=` belongs to the scope around it.
    fn bind_outside(&mut self, name: &str) {
        let around = self.stack.iter().rev().copied();
        let found = around
            .clone()
            .find(|place| self.table.scopes[*place].comprehension == Comprehension::None);
        let Some(place) = found else {
            return;
        };
        let scope = &self.table.scopes[place];
        let global = scope.kind == Kind::Module
            || scope
                .symbols
                .get(name)
                .is_some_and(|flags| flags & flag::GLOBAL != 0);
        self.add(name, if global { flag::GLOBAL } else { flag::NONLOCAL });
        let there = match scope_kind_is_module(&self.table, place) {
            true => flag::GLOBAL,
            false => flag::LOCAL,
        };
        self.add_to(place, name, there);
    }
}

fn scope_kind_is_module(table: &Table, place: usize) -> bool {
    table.scopes[place].kind == Kind::Module
}
