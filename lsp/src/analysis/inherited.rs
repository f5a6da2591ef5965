//! Methods that a class inherits, written so that they can be overridden.

use std::collections::HashSet;
use std::sync::Arc;

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ParameterWithDefault, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::Ranged;

use crate::analysis::Context;
use crate::analysis::native;
use crate::analysis::nodes;
use crate::analysis::places;
use crate::analysis::scopes::MODULE;
use crate::analysis::source::SourceFile;

/// A method of a base class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inherited {
    pub name: String,
    /// The class that defines it.
    pub class: String,
    /// `self, value: int = 0`
    pub parameters: String,
    /// ` -> int`, or nothing.
    pub returns: String,
    /// What passes the parameters on: `value`, `key=key`.
    arguments: String,
    /// `@property`, `@classmethod`, ...
    pub decorator: Option<&'static str>,
    pub is_async: bool,
    pub is_abstract: bool,
}

impl Inherited {
    /// The statement that does what the base does.
    pub fn body(&self) -> String {
        let name = &self.name;
        if self.is_abstract {
            return "raise NotImplementedError".to_owned();
        }
        match self.decorator {
            Some("@staticmethod") => {
                return format!("return {}.{name}({})", self.class, self.arguments);
            }
            Some("@property") => return format!("return super().{name}"),
            _ => {}
        }
        let call = format!("super().{name}({})", self.arguments);
        match name.as_str() {
            "__init__" | "__init_subclass__" | "__set_name__" | "__del__" => call,
            _ if self.is_async => format!("return await {call}"),
            _ => format!("return {call}"),
        }
    }

    /// `name(self, value: int) -> int:`
    pub fn header(&self) -> String {
        format!("{}({}){}:", self.name, self.parameters, self.returns)
    }

    /// The whole method, every line behind an indentation.
    pub fn text(&self, indentation: &str, unit: &str, ending: &str) -> String {
        let decorator = self
            .decorator
            .map(|decorator| format!("{indentation}{decorator}{ending}"))
            .unwrap_or_default();
        let keyword = if self.is_async { "async def" } else { "def" };
        format!(
            "{decorator}{indentation}{keyword} {}{ending}{indentation}{unit}{}",
            self.header(),
            self.body()
        )
    }
}

/// The methods of the bases, the nearest definition of each name.
pub fn methods(context: &Context, class: &StmtClassDef) -> Vec<Inherited> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for base in context
        .checker
        .bases(&context.address(), class.name.start())
    {
        context.cancel.check();
        let Some(file) = places::source_of(context, &base.place.file) else {
            continue;
        };
        let path = nodes::covering(file.module(), base.place.focus_range());
        let Some(node) = path.iter().rev().find_map(|node| node.stmt_class_def()) else {
            continue;
        };
        for def in functions(&node.body) {
            // An overload says only a part; the next one, or the implementation, is passed over.
            if seen.insert(def.name.to_string()) && !is_mangled(&def.name) {
                found.push(inherited(context, &file, node, def));
            }
        }
        for statement in &node.body {
            if let Stmt::Assign(assign) = statement {
                for target in &assign.targets {
                    if let Expr::Name(name) = target {
                        seen.insert(name.id.to_string());
                    }
                }
            }
        }
    }
    found
}

/// The abstract methods that a class has to define to have instances.
pub fn missing_methods(context: &Context, class: &StmtClassDef) -> Vec<Inherited> {
    let own: HashSet<&str> = own_names(class);
    let mut methods = methods(context, class);
    methods.retain(|method| method.is_abstract && !own.contains(method.name.as_str()));
    methods
}

/// The names that a class's body defines.
pub fn own_names(class: &StmtClassDef) -> HashSet<&str> {
    let mut names = HashSet::new();
    for statement in &class.body {
        match statement {
            Stmt::FunctionDef(def) => {
                names.insert(def.name.as_str());
            }
            Stmt::Assign(assign) => names.extend(assign.targets.iter().filter_map(name_of)),
            Stmt::AnnAssign(assign) => names.extend(name_of(&assign.target)),
            _ => {}
        }
    }
    names
}

fn name_of(target: &Expr) -> Option<&str> {
    match target {
        Expr::Name(name) => Some(name.id.as_str()),
        _ => None,
    }
}

fn functions(body: &[Stmt]) -> impl Iterator<Item = &StmtFunctionDef> {
    body.iter().filter_map(|statement| match statement {
        Stmt::FunctionDef(def) => Some(def),
        _ => None,
    })
}

fn is_mangled(name: &str) -> bool {
    name.starts_with("__") && !name.ends_with("__")
}

fn inherited(
    context: &Context,
    file: &Arc<SourceFile>,
    class: &StmtClassDef,
    def: &StmtFunctionDef,
) -> Inherited {
    let has = |wanted: &[&str]| {
        def.decorator_list.iter().any(|decorator| {
            let last = match &decorator.expression {
                Expr::Name(name) => name.id.as_str(),
                Expr::Attribute(attribute) => attribute.attr.as_str(),
                _ => "",
            };
            wanted.contains(&last)
        })
    };
    let is_static = has(&["staticmethod"]) || def.name.as_str() == "__new__";
    let decorator = if has(&["staticmethod"]) {
        Some("@staticmethod")
    } else if has(&["classmethod", "abstractclassmethod"]) {
        Some("@classmethod")
    } else if has(&["property", "abstractproperty", "cached_property"]) {
        Some("@property")
    } else {
        None
    };
    let writer = Writer { context, file };
    let (parameters, arguments) = if has(&["overload"]) {
        (
            "self, *args, **kwargs".to_owned(),
            "*args, **kwargs".to_owned(),
        )
    } else {
        (
            writer.parameters(def),
            writer.arguments(def, is_static && def.name.as_str() != "__new__"),
        )
    };
    let returns = def
        .returns
        .as_deref()
        .filter(|_| !has(&["overload"]))
        .and_then(|returns| writer.annotation(returns));
    Inherited {
        name: def.name.to_string(),
        class: class.name.to_string(),
        parameters,
        returns: returns
            .map(|returns| format!(" -> {returns}"))
            .unwrap_or_default(),
        arguments,
        decorator,
        is_async: def.is_async,
        is_abstract: has(&["abstractmethod", "abstractproperty", "abstractclassmethod"]),
    }
}

/// Writes parts of another file's definition for the text in question.
struct Writer<'a> {
    context: &'a Context,
    file: &'a SourceFile,
}

impl Writer<'_> {
    fn parameters(&self, def: &StmtFunctionDef) -> String {
        let parameters = &def.parameters;
        let mut parts: Vec<String> = Vec::new();
        // Stubs spell positional-only parameters of old as `__name`.
        for parameter in &parameters.posonlyargs {
            parts.push(self.parameter(parameter));
        }
        if !parameters.posonlyargs.is_empty() {
            parts.push("/".to_owned());
        }
        for parameter in &parameters.args {
            parts.push(self.parameter(parameter));
        }
        match &parameters.vararg {
            Some(vararg) => {
                let annotation = self.annotation_of(vararg.annotation.as_deref());
                parts.push(format!("*{}{annotation}", vararg.name));
            }
            None if !parameters.kwonlyargs.is_empty() => parts.push("*".to_owned()),
            None => {}
        }
        for parameter in &parameters.kwonlyargs {
            parts.push(self.parameter(parameter));
        }
        if let Some(kwarg) = &parameters.kwarg {
            let annotation = self.annotation_of(kwarg.annotation.as_deref());
            parts.push(format!("**{}{annotation}", kwarg.name));
        }
        parts.join(", ")
    }

    fn parameter(&self, parameter: &ParameterWithDefault) -> String {
        let annotation = self.annotation_of(parameter.parameter.annotation.as_deref());
        let name = parameter.name();
        match parameter.default.as_deref() {
            None => format!("{name}{annotation}"),
            Some(default) => {
                let text = if self.is_known_here(default) {
                    self.file.slice(default.range())
                } else {
                    "..."
                };
                let equals = if annotation.is_empty() { "=" } else { " = " };
                format!("{name}{annotation}{equals}{text}")
            }
        }
    }

    fn annotation_of(&self, annotation: Option<&Expr>) -> String {
        annotation
            .and_then(|annotation| self.annotation(annotation))
            .map(|text| format!(": {text}"))
            .unwrap_or_default()
    }

    /// An annotation, if its names mean something here.
    fn annotation(&self, annotation: &Expr) -> Option<String> {
        let text = self.file.slice(annotation.range());
        let is_one_line = !text.contains('\n');
        (is_one_line && self.is_known_here(annotation)).then(|| text.to_owned())
    }

    fn is_known_here(&self, expression: &Expr) -> bool {
        struct Names<'a> {
            own: bool,
            context: &'a Context,
            all_known: bool,
        }
        impl<'a> Visitor<'a> for Names<'_> {
            fn visit_expr(&mut self, expression: &'a Expr) {
                if let Expr::Name(name) = expression {
                    let names = &self.context.file.scopes().scope(MODULE).names;
                    let known = native::is_builtin(&name.id)
                        || names
                            .get(name.id.as_str())
                            .is_some_and(|name| !name.bindings.is_empty());
                    self.all_known &= self.own || known;
                }
                walk_expr(self, expression);
            }
        }
        let mut names = Names {
            own: self.file.path().is_some() && self.file.path() == self.context.file.path(),
            context: self.context,
            all_known: true,
        };
        names.visit_expr(expression);
        names.all_known
    }

    fn arguments(&self, def: &StmtFunctionDef, is_static: bool) -> String {
        let parameters = &def.parameters;
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let mut parts: Vec<String> = positional
            .skip(usize::from(!is_static && def.name.as_str() != "__new__"))
            .map(|parameter| parameter.name().to_string())
            .collect();
        parts.extend(
            parameters
                .vararg
                .iter()
                .map(|vararg| format!("*{}", vararg.name)),
        );
        parts.extend(
            parameters
                .kwonlyargs
                .iter()
                .map(|parameter| format!("{0}={0}", parameter.name())),
        );
        parts.extend(
            parameters
                .kwarg
                .iter()
                .map(|kwarg| format!("**{}", kwarg.name)),
        );
        parts.join(", ")
    }
}
