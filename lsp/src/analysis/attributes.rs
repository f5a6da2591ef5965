//! The attributes that methods give to their instances: `self.name = value`.

use std::sync::Arc;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprAttribute, ExprContext, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};
use serpentarium_checker::names::{is_part, words};

use crate::analysis::function_facts::{Receiver, receiver_kind};
use crate::analysis::infer::Node;
use crate::analysis::scopes::ScopeKind;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceAttribute {
    pub name: String,
    pub name_range: TextRange,
    /// The statement that assigns it.
    pub node: TextRange,
    pub value: Option<TextRange>,
    pub annotation: Option<TextRange>,
}

/// All assignments to attributes of the first parameter, in the order of the text.
pub fn of_instances(class: &Node) -> Arc<[InstanceAttribute]> {
    let kept = class.file.kept();
    kept.attributes(class.range, || assigned(class))
}

/// The same, if they were asked for before.
pub fn known_of_instances(class: &Node) -> Option<Arc<[InstanceAttribute]>> {
    class.file.kept().known_attributes(class.range)
}

/// Some of them, and all that are written so: where they are not known yet, and few methods may
/// assign to that, those are all that is read of the class.
pub fn of_instances_written(class: &Node, word: &str) -> Arc<[InstanceAttribute]> {
    if let Some(known) = known_of_instances(class) {
        return known;
    }
    let methods = class
        .file
        .can_parse_parts()
        .then(|| methods_with(class, word));
    match methods.flatten() {
        Some(methods) => {
            let read = |range| class.file.with_function(range, in_method);
            let found = methods.into_iter().filter_map(read);
            found.flatten().collect()
        }
        None => of_instances(class),
    }
}

/// The ranges of the methods that may assign to an attribute, in the order of the text; `None` if they
/// are much of the class.
fn methods_with(class: &Node, word: &str) -> Option<Vec<TextRange>> {
    let scope = class.scope(ScopeKind::Class)?;
    let table = class.file.scopes_of(scope);
    let may_assign = |text: &str| may_assign(text, word) || !text.is_ascii();
    let methods = table.scopes.iter().filter(|function| {
        function.kind == ScopeKind::Function
            && table.stands_in(function) == Some(scope)
            && may_assign(class.file.slice(function.node))
    });
    let mut methods: Vec<TextRange> = methods.map(|function| function.node).collect();
    let length: u32 = methods.iter().map(|method| method.len().to_u32()).sum();
    methods.sort_unstable_by_key(|method| method.start());
    (methods.len() <= MAX_ALONE && length <= class.range.len().to_u32() / 2).then_some(methods)
}

/// Whether an attribute stands anywhere in a text where something may be assigned to it.
fn may_assign(text: &str, attribute: &str) -> bool {
    words(text, attribute).any(|at| {
        let (before, after) = (&text[..at], &text[at + attribute.len()..]);
        // What it is an attribute of may stand in the line before.
        let before = before.trim_end_matches([' ', '\t', '\x0c']);
        let after = after.trim_start_matches([' ', '\t', '\x0c']);
        let is_attribute = before.is_empty() || before.ends_with(['.', '\n', '\r']);
        let is_read = after.starts_with(['.', '(', '['])
            || after.starts_with("==")
            || after.starts_with(is_part) && !after.starts_with("in");
        is_attribute && !is_read
    })
}

/// Of more methods, the class is read as a whole, and once.
const MAX_ALONE: usize = 12;

fn assigned(class: &Node) -> Vec<InstanceAttribute> {
    class.with_class(in_methods).unwrap_or_default()
}

fn in_methods(def: &StmtClassDef) -> Vec<InstanceAttribute> {
    methods(&def.body).into_iter().flat_map(in_method).collect()
}

fn in_method(function: &StmtFunctionDef) -> Vec<InstanceAttribute> {
    let mut found = Vec::new();
    let first = function.parameters.iter_non_variadic_params().next();
    if let Some(first) = first
        && receiver_kind(function) == Receiver::Instance
    {
        let mut collector = Collector {
            receiver: first.name().as_str(),
            found: &mut found,
            statement: TextRange::default(),
            value: None,
            annotation: None,
        };
        collector.visit_body(&function.body);
    }
    found
}

/// The functions directly in a class body, whatever statements they stand in.
pub fn methods(body: &[Stmt]) -> Vec<&StmtFunctionDef> {
    struct Methods<'a>(Vec<&'a StmtFunctionDef>);

    impl<'a> Visitor<'a> for Methods<'a> {
        fn visit_stmt(&mut self, stmt: &'a Stmt) {
            match stmt {
                Stmt::FunctionDef(def) => self.0.push(def),
                Stmt::ClassDef(_) => {}
                _ => walk_stmt(self, stmt),
            }
        }

        fn visit_expr(&mut self, _: &'a Expr) {}
    }

    let mut found = Methods(Vec::new());
    found.visit_body(body);
    found.0
}

struct Collector<'a> {
    receiver: &'a str,
    found: &'a mut Vec<InstanceAttribute>,
    statement: TextRange,
    value: Option<TextRange>,
    annotation: Option<TextRange>,
}

impl Collector<'_> {
    fn attribute(&mut self, attribute: &ExprAttribute) {
        let is_receiver =
            matches!(&*attribute.value, Expr::Name(name) if name.id.as_str() == self.receiver);
        if is_receiver && attribute.ctx == ExprContext::Store && attribute.attr.is_valid() {
            self.found.push(InstanceAttribute {
                name: attribute.attr.to_string(),
                name_range: attribute.attr.range(),
                node: self.statement,
                value: self.value,
                annotation: self.annotation,
            });
        }
    }
}

impl<'a> Visitor<'a> for Collector<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.statement = stmt.range();
        (self.value, self.annotation) = (None, None);
        match stmt {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => return,
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    let whole = matches!(target, Expr::Attribute(_));
                    self.value = whole.then(|| assign.value.range());
                    self.visit_expr(target);
                }
                return;
            }
            Stmt::AnnAssign(assign) => {
                self.value = assign.value.as_ref().map(|value| value.range());
                self.annotation = Some(assign.annotation.range());
            }
            // An augmented assignment does not make the attribute.
            Stmt::AugAssign(_) => return,
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Attribute(attribute) = expr {
            self.attribute(attribute);
        }
        walk_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{in_method, methods_with, of_instances};
    use crate::analysis::infer::Node;
    use crate::analysis::scopes::ScopeKind;
    use crate::analysis::source::SourceFile;

    const CLASS: &str = r#"
class C:
    def first(self, other):
        self.plain = self.annotated = 1
        other.plain = 2
        def inner(self):
            self.inner = 1

    if True:
        @decorated
        def second[T](this):
            this.annotated: T = 1
            for this.looped, (this.plain, x) in this: ...
    with context:
        def third(self): self.guarded = 1
    try: ...
    except E:
        async def fourth(self): self.plain = self.ligature_ﬁ = 1
    @staticmethod
    def no(self): self.nothing = 1
    @classmethod
    def neither(cls): cls.plain = 1
    class D:
        def deeper(self): self.plain = 1
    filler = """..................................................................................
    .........................................................................................
    .........................................................................................
    .........................................................................................
    .........................................................................................
    .........................................................................................
    .........................................................................................
    .........................................................................................
    """
"#;

    fn class(text: &str) -> Node {
        let file = Arc::new(SourceFile::from_text(text.to_owned(), None));
        let mut classes = file.scopes().scopes.iter();
        let class = classes.find(|scope| scope.kind == ScopeKind::Class);
        let range = class.expect("there is a class").node;
        Node { file, range }
    }

    #[test]
    fn methods_with_a_word_assign_the_same_as_all_of_them() {
        let class = class(CLASS);
        let all = of_instances(&class);
        let names: Vec<&str> = all.iter().map(|it| it.name.as_str()).collect();
        let expected = "plain annotated annotated looped plain guarded plain ligature_fi";
        assert_eq!(names.join(" "), expected);
        for word in "plain annotated looped guarded ligature_fi inner nothing no".split(' ') {
            let methods = methods_with(&class, word).expect("there are few");
            let read = |range| class.file.with_function(range, in_method);
            let found: Vec<_> = methods.into_iter().filter_map(read).flatten().collect();
            let named = found.iter().filter(|it| it.name == word);
            assert!(named.eq(all.iter().filter(|it| it.name == word)), "{word}");
        }
    }

    #[test]
    fn much_of_a_class_is_not_read_method_by_method() {
        let class = class("class C:\n    def f(self): self.x = 1\n");
        assert_eq!(methods_with(&class, "x"), None);
        assert_eq!(methods_with(&class, "y"), Some(Vec::new()));
    }
}
